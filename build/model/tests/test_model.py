"""The making of the model, on a small model of our own with each construct that the real ones use."""

import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(FOLDER))

from tree import Tree  # noqa: E402
from yang import Models, parse  # noqa: E402

BASE = """
module base {
  prefix b; include part;
  identity colour; identity red { base colour; } identity blue { base colour; }
  typedef percent { type uint8 { range "0..100"; } }
  container top {
    uses thing { refine inner/must-have { mandatory false; } }
    list item { key "id"; min-elements 1; max-elements 3; leaf id { type string; } leaf colour { type identityref { base colour; } } }
    leaf share { type percent; } // a comment
    leaf of-item { type leafref { path "../item/id"; } }
    leaf of-other { type leafref { path "deref(../of-item)/../x"; } }
    choice way { case one { leaf first { type enumeration { enum "a b"; enum c; } } } leaf second { type boolean; } }
    list gone { key id; leaf id { type string; } }
  }
}
"""
PART = 'submodule part { belongs-to base { prefix b; } grouping thing { container inner { leaf must-have { mandatory true; type string { length "1.." + "9"; } } } } }'
AUGMENT = """
module more {
  prefix m; import base { prefix base; }
  augment "/base:top/base:way" { leaf third { type string; } }
  augment "/base:top" { leaf-list words { type string; } }
  deviation "/base:top/base:gone" { deviate not-supported; }
}
"""
EXPECTED = """# Made by build/model/make-model from here. Do not edit.
identity colour (b base) red blue
inner/
 must-have string(1..9)
item[id] 1..3
 id string
 colour id(colour)
share int(0..100)
of-item ref(^1/item/id)
of-other string
first enum(a b|c) ?way=one
second bool ?way=second
third string ?way=third
words* string
"""


def make_model():
    loader = importlib.machinery.SourceFileLoader("make_model", str(FOLDER / "make-model"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("make_model", loader))
    loader.exec_module(module)
    return module


class MakeModel(unittest.TestCase):
    def test_every_construct_becomes_its_notation(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {"base": BASE, "part": PART, "more": AUGMENT}.items():
                (pathlib.Path(folder) / f"{name}.yang").write_text(text, encoding="utf-8")
            models = Models([folder])
            tree = Tree(models, "base", "top")
            self.assertEqual(make_model().Writer(models, tree, tree.root).text("here"), EXPECTED)

    def test_strings_are_joined_and_unquoted(self) -> None:
        self.assertEqual(parse('a "x\n   y" + \'z\';').argument, "x yz")


if __name__ == "__main__":
    unittest.main()
