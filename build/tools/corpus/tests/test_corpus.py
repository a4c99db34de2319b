"""The whole way over two charts, with a program in the place of osm-l2sm that does right and wrong things."""

import contextlib
import io
import json
import pathlib
import stat
import sys
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import corpus
import package
import renderer
from test_charts import Folder

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  labels: {{}}\n"
HOOK = POD.replace("labels", "annotations: {{helm.sh/hook: test}}\n  labels")
# Patches "good" as it should, gives "lazy" nothing, and cannot take the patch of "stuck" back.
STAND_IN = """#!/bin/bash
set -e
cp -a "$2" "$4"
pod=$(echo "$4"/helm-chart-v3s/*/templates/pod.yaml)
case $1-$pod in
  patch-*/lazy/*) echo "one workload is not reached" >&2; exit 1 ;;
  patch-*) [[ $6 == multus ]] && key=k8s.v1.cni.cncf.io/networks label= || key=l2sm/networks label="l2sm: 'true'"
    grep -q annotations "$pod" || sed -i "s|  labels: {}|  labels: {$label}\\n  annotations: {$key: 'corpus-vl-1,corpus-n3'}|" "$pod" ;;
  unpatch-*/stuck/*) ;;
  unpatch-*) sed -i "s|  labels: {.*}|  labels: {}|; /annotations/d" "$pod" ;;
esac
touch -r "$2"/helm-chart-v3s/*/templates/pod.yaml "$pod"
"""


@unittest.skipUnless(renderer.PROGRAM.exists(), "needs artifacts/tools/helm-render: build/tools/helm-render/make builds it")
class WholeWay(Folder):
    def run_over(self, *names: str, arguments: tuple[str, ...] = ()) -> tuple[int, str]:
        for name in names:
            self.chart(name, name)
            self.write(f"{name}/templates/pod.yaml", POD.format(name=name))
            self.write(f"{name}/templates/test.yaml", HOOK.format(name=f"{name}-test"))
        program = self.root / "osm-l2sm"
        program.write_text(STAND_IN, encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        out = io.StringIO()
        with mock.patch.object(package, "PROGRAM", program), contextlib.redirect_stdout(out):
            code = corpus.main([str(self.root / "corpus"), "--jobs", "1", *arguments])
        return code, out.getvalue()

    def test_a_good_patch_is_all_green(self) -> None:
        code, said = self.run_over("good", arguments=("--json",))
        figures = json.loads(said)
        self.assertEqual((code, figures["l2sm"]["reached"], figures["failed"], figures["broken"]), (0, 1, 0, 0), said)
        self.assertEqual((sum(figures["l2sm"]["excluded"].values()), [sum(each["differences"]["l2sm"]["excluded"].values()) for each in figures["charts"]]), (1, [1]), said)
        self.assertEqual((figures["multus"]["reached"], figures["multus"]["changed"], figures["l2sm"]["changed"]), (1, 0, 0), said)

    def test_a_pod_that_was_not_reached_is_counted(self) -> None:
        _, said = self.run_over("lazy")
        self.assertIn("MISSED", said)
        self.assertIn("0.00%", said)

    def test_a_patch_that_stays_is_told(self) -> None:
        code, said = self.run_over("stuck")
        self.assertEqual(code, 1)
        self.assertIn("unpatch leaves helm-chart-v3s/stuck/templates/pod.yaml different", said)

    def test_without_patching_the_renderings_are_counted(self) -> None:
        self.write("bad/templates/x.yaml", "{{ fail \"no\" }}")
        self.chart("bad", "bad")
        code, said = self.run_over("good", arguments=("--render-only",))
        self.assertEqual(code, 0)
        self.assertRegex(said, r"all +2 +2 +1 +2 +1")
        self.assertIn("NO RENDER  bad (defaults)", said)

    def test_a_chart_that_cannot_be_read_is_told_and_stops_nothing(self) -> None:
        self.write("bad/requirements.yaml", "!tag x")
        self.chart("bad", "bad")
        _, said = self.run_over("good", arguments=("--render-only",))
        self.assertIn("NO RENDER  bad (defaults): cannot be copied", said)

    def test_a_folder_without_charts_is_wrong_usage(self) -> None:
        (self.root / "empty").mkdir()
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(corpus.main([str(self.root / "empty")]), 2)


if __name__ == "__main__":
    unittest.main()
