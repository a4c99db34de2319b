"""Reads YANG modules into a tree of data nodes: groupings, augments, deviations and types resolved."""
import re
from pathlib import Path

TOKEN = re.compile(r'\s+|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|\'[^\']*\'|[{};+]|(?:(?!//|/\*)[^\s{};"\'])+', re.S)


class Statement:
    """A YANG statement with its sub-statements, in the module that holds it."""

    def __init__(self, keyword, argument, module):
        self.keyword, self.argument, self.module, self.parts = keyword, argument, module, []

    def all(self, *keywords):
        return [part for part in self.parts if part.keyword in keywords]

    def value(self, keyword, default=None):
        found = self.all(keyword)
        return found[0].argument if found else default


def unquote(token):
    if token[0] == "'":
        return token[1:-1]
    if token[0] != '"':
        return token
    text = re.sub(r"\s*\n\s*", " ", token[1:-1])
    return re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), text)


def parse(text):
    """The top statement of a module's text."""
    tokens = [token for token in TOKEN.findall(text) if not token.isspace() and not token.startswith(("//", "/*"))]
    root = Statement("", None, None)
    stack, place = [root], 0
    while place < len(tokens):
        if tokens[place] == "}":
            stack.pop()
            place += 1
            continue
        statement = Statement(tokens[place], None, None)
        place += 1
        pieces = []
        while tokens[place] not in "{;":
            if tokens[place] != "+":
                pieces.append(unquote(tokens[place]))
            place += 1
        statement.argument = "".join(pieces) if pieces else None
        stack[-1].parts.append(statement)
        if tokens[place] == "{":
            stack.append(statement)
        place += 1
    return root.parts[0]


class Models:
    """All modules in some folders, found by name and prefix."""

    def __init__(self, folders, left_out=()):
        self.modules = {}
        for file in sorted(file for folder in folders for file in Path(folder).rglob("*.yang")):
            if file.stem in left_out:
                continue
            module = parse(file.read_text(encoding="utf-8"))
            self._own(module, module)
            self.modules[module.argument] = module

    def _own(self, statement, module):
        statement.module = module
        for part in statement.parts:
            self._own(part, module)

    def _home(self, module):
        """A submodule's own module."""
        owner = module.value("belongs-to")
        return self.modules[owner] if owner else module

    def _named(self, name, module):
        """The modules in which a name, prefixed or not, may be defined, with the bare name."""
        prefix, _, bare = name.rpartition(":")
        home = self._home(module)
        if prefix and prefix not in (home.value("prefix"), module.value("prefix")):
            targets = [part.argument for part in module.all("import") if part.value("prefix") == prefix]
            home = self.modules.get(targets[0]) if targets else None
        if home is None:
            return bare, []
        return bare, [home] + [self.modules[part.argument] for part in home.all("include")]

    def find(self, keyword, name, module):
        bare, places = self._named(name, module)
        for place in places:
            for part in place.all(keyword):
                if part.argument == bare:
                    return part
        return None

    def derived(self, base, module):
        """The identities based on one, with the prefixes under which a descriptor may write them."""
        bare, places = self._named(base, module)
        home = places[0]
        names = [part.argument for place in places for part in place.all("identity") if part.value("base") == bare]
        return bare, names, [home.value("prefix"), home.argument]
