"""What a Go suite says must reach the last line of build/test whole."""

import json
import pathlib
import sys
import unittest

LAB = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(LAB))

import go_tests


def event(action: str, test: str | None = None, output: str | None = None) -> str:
    return json.dumps({"Action": action} | ({"Test": test} if test else {}) | ({"Output": output} if output else {}))


class GoTests(unittest.TestCase):
    def test_counts_tests_and_subtests_and_not_what_only_holds_subtests(self) -> None:
        outcome = go_tests.read([event("pass", "TestA"), event("pass", "TestB/one"), event("skip", "TestB/two"), event("pass", "TestB"), event("pass")])
        self.assertEqual((outcome["passed"], outcome["failed"]), (2, []))
        self.assertEqual([test for test, _ in outcome["skipped"]], ["TestB/two"])

    def test_tells_what_a_failed_test_said(self) -> None:
        outcome = go_tests.read([event("output", "TestA/one", "no luck"), event("fail", "TestA/one"), event("fail", "TestA"), event("fail")])
        self.assertEqual(outcome["failed"], [["TestA/one", "no luck"]])

    def test_a_test_that_fails_beside_its_subtests_is_counted(self) -> None:
        outcome = go_tests.read([event("pass", "TestA/one"), event("output", "TestA", "own"), event("fail", "TestA"), event("fail")])
        self.assertEqual((outcome["passed"], outcome["failed"]), (1, [["TestA", "own"]]))

    def test_a_test_that_never_ended_failed(self) -> None:
        outcome = go_tests.read([event("output", "TestA", "=== RUN"), event("fail")])
        self.assertEqual(outcome["failed"], [["TestA", "=== RUN"]])

    def test_what_the_compiler_says_is_a_failure(self) -> None:
        outcome = go_tests.read(["x.go:1: no such thing\n"])
        self.assertEqual(outcome["failed"], [["go test", "x.go:1: no such thing\n"]])

    def test_silence_is_a_failure(self) -> None:
        self.assertEqual(len(go_tests.read([])["failed"]), 1)


if __name__ == "__main__":
    unittest.main()
