"""Charts are found and made whole, and rendered with values that matter."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from charts import Corpus, copy_whole
from variants import PROBE, probe, variants


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)

    def write(self, name: str, text: str) -> None:
        path = self.root / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def chart(self, folder: str, name: str, dependencies: str = "") -> None:
        self.write(f"{folder}/Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n{dependencies}")

    def corpus(self) -> Corpus:
        return Corpus.below(self.root / "corpus")


class Charts(Folder):
    def test_charts_inside_charts_are_not_charts_of_their_own(self) -> None:
        self.chart("a", "a")
        self.chart("a/charts/inner", "inner")
        self.chart("deep/er/b", "b")
        self.assertEqual([chart.name for chart in self.corpus().charts], ["a", "b"])

    def test_a_broken_chart_is_told_and_not_dropped(self) -> None:
        self.write("a/Chart.yaml", "name: [")
        corpus = self.corpus()
        self.assertEqual(corpus.charts, [])
        self.assertIn("a", str(next(iter(corpus.unreadable))))

    def test_dependencies_come_from_beside_the_chart_and_from_the_corpus(self) -> None:
        self.chart("a", "a", "dependencies:\n- {name: b, repository: 'file://../b'}\n- {name: c, repository: 'https://x'}\n- {name: d, repository: 'https://x'}\n")
        self.chart("b", "b", "dependencies:\n- {name: c, repository: 'https://x'}\n")
        self.chart("far/c", "c")
        corpus = self.corpus()
        missing = copy_whole(corpus.charts[0], self.root / "whole", corpus.by_name())
        self.assertEqual(missing, ["d"])
        for inside in ("charts/b", "charts/b/charts/c", "charts/c"):
            self.assertTrue((self.root / "whole" / inside / "Chart.yaml").is_file(), inside)

    def test_another_major_version_is_another_chart(self) -> None:
        self.chart("a", "a", "dependencies:\n- {name: c, version: ^2.0.0, repository: 'https://x'}\n- {name: b, version: 1.x.x, repository: 'https://x'}\n")
        self.chart("b", "b")
        self.chart("c", "c")
        corpus = self.corpus()
        self.assertEqual(copy_whole(corpus.charts[0], self.root / "whole", corpus.by_name()), ["c"])

    def test_what_a_chart_has_already_is_left_as_it_is(self) -> None:
        self.chart("a", "a", "dependencies:\n- {name: c, repository: 'https://x'}\n- {name: c, alias: again, repository: 'https://x'}\n")
        self.chart("a/charts/c-1.0.0", "c")
        self.write("a/charts/c-1.0.0/mine", "")
        self.chart("c", "c")
        corpus = self.corpus()
        self.assertEqual(copy_whole(corpus.charts[0], self.root / "whole", corpus.by_name()), [])
        self.assertTrue((self.root / "whole/charts/c-1.0.0/mine").is_file())
        self.assertFalse((self.root / "whole/charts/c").exists())

    def test_a_chart_that_depends_on_itself_ends(self) -> None:
        self.chart("a", "a", "dependencies:\n- {name: a, repository: 'https://x'}\n")
        corpus = self.corpus()
        self.assertEqual(copy_whole(corpus.charts[0], self.root / "whole", corpus.by_name()), [])


class Variants(Folder):
    def test_defaults_ci_files_and_a_probe(self) -> None:
        self.chart("a", "a")
        self.write("a/values.yaml", "controller: {podAnnotations: {}, podLabels: null, annotations: {}}\n")
        self.write("a/ci/x-values.yaml", "")
        self.write("a/ci/readme.yaml", "")
        found = list(variants(self.root / "corpus/a", self.root / "probe.yaml"))
        self.assertEqual([each.name for each in found], ["defaults", "ci/x-values.yaml", "probe"])

    def test_the_probe_fills_pod_annotations_of_subcharts_too(self) -> None:
        self.chart("a", "a")
        self.write("a/values.yaml", "x: {podAnnotations: }\n")
        self.chart("a/charts/b", "b")
        self.write("a/charts/b/values.yaml", "podAnnotations: {}\n")
        self.assertEqual(probe(self.root / "corpus/a"), {"x": {"podAnnotations": PROBE}, "b": {"podAnnotations": PROBE}})


if __name__ == "__main__":
    unittest.main()
