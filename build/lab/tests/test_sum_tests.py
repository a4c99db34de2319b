"""The last line of build/test must not lie."""

import contextlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

LAB = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(LAB))

import sum_tests

TRX = """<?xml version="1.0" encoding="utf-8"?>
<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{results}</Results>
<ResultSummary outcome="Completed"><RunInfos>{notes}</RunInfos></ResultSummary></TestRun>"""
PASSED = '<UnitTestResult testName="a" outcome="Passed" />'
FAILED = '<UnitTestResult testName="b" outcome="Failed"><Output><ErrorInfo><Message>broken</Message></ErrorInfo></Output></UnitTestResult>'
SKIPPED = '<UnitTestResult testName="c" outcome="NotExecuted"><Output><ErrorInfo><Message>needs x</Message></ErrorInfo></Output></UnitTestResult>'
CRASH = '<RunInfo outcome="Error"><Text>Test host process crashed</Text></RunInfo>'


class SumTests(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def sum(self, *suites: tuple[int, str, str | None]) -> tuple[int, list[str]]:
        arguments = []
        for number, (exit_code, suffix, text) in enumerate(suites):
            file = self.directory / f"{number}.{suffix}"
            if text is not None:
                file.write_text(text, encoding="utf-8")
            arguments.append(f"suite{number}={exit_code}={file}")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = sum_tests.main(arguments)
        return code, out.getvalue().splitlines()

    def test_trx_and_python_suites_are_summed(self) -> None:
        python = json.dumps({"passed": 5, "failed": [], "skipped": [["d", "needs root"]]})
        code, lines = self.sum((0, "trx", TRX.format(results=PASSED * 2 + SKIPPED, notes="")), (0, "json", python))
        self.assertEqual((code, lines[-1]), (0, "7 passed, 0 failed, 2 skipped"))
        self.assertIn("SKIPPED c: needs x", lines)
        self.assertIn("SKIPPED d: needs root", lines)

    def test_a_failed_test_fails_all_and_is_shown(self) -> None:
        code, lines = self.sum((1, "trx", TRX.format(results=PASSED + FAILED, notes=CRASH)))
        self.assertEqual((code, lines[-1]), (1, "1 passed, 1 failed, 0 skipped"))
        self.assertIn("    broken", lines)

    def test_silence_is_a_failure(self) -> None:
        good = TRX.format(results=PASSED, notes="")
        for what, suite in {
            "no file": (0, "trx", None),
            "half a file": (0, "trx", good[:80]),
            "another file": (0, "trx", "<html/>"),
            "broken json": (0, "json", "{"),
            "json of another kind": (0, "json", "[]"),
            "no test": (0, "trx", TRX.format(results="", notes="")),
            "a crash after the last test": (1, "trx", good),
            "a crash that only a note tells": (0, "trx", TRX.format(results=PASSED, notes=CRASH)),
        }.items():
            with self.subTest(what):
                code, lines = self.sum(suite)
                self.assertEqual(code, 1)
                self.assertRegex(lines[-1], r"^\d+ passed, 1 failed, 0 skipped$")
        self.assertEqual(self.sum()[0], 1, "no suite at all")


class Suite(unittest.TestCase):
    def test_a_python_suite_is_counted_test_by_test(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            tests = pathlib.Path(directory, "tests")
            tests.mkdir()
            (tests / "test_x.py").write_text(
                "import unittest\n"
                "class X(unittest.TestCase):\n"
                "    def test_good(self): pass\n"
                "    def test_bad(self): self.fail('so it is')\n"
                "    def test_ugly(self): raise OSError('gone')\n"
                "    @unittest.skip('needs y')\n"
                "    def test_skipped(self): pass\n"
                "    @unittest.expectedFailure\n"
                "    def test_known(self): self.fail()\n", encoding="utf-8")
            result = pathlib.Path(directory, "result.json")
            done = subprocess.run([sys.executable, str(LAB / "suite.py"), str(tests), str(result)], capture_output=True, check=False)
            outcome = sum_tests.read("x", done.returncode, result)
        self.assertEqual((done.returncode, outcome.words), (1, "2 passed, 2 failed, 1 skipped"))

    def test_a_suite_that_does_not_even_load_fails(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            pathlib.Path(directory, "test_x.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
            result = pathlib.Path(directory, "result.json")
            done = subprocess.run([sys.executable, str(LAB / "suite.py"), directory, str(result)], capture_output=True, check=False)
            self.assertEqual(len(sum_tests.read("x", done.returncode, result).failed), 1)


if __name__ == "__main__":
    unittest.main()
