"""Runs one directory of unittest tests and writes down how it went: suite.py DIRECTORY RESULT.json"""

from __future__ import annotations

import json
import os
import pathlib
import sys
import unittest


class Record(unittest.TextTestResult):
    """Counts what unittest itself does not: the tests that passed, and why the others were skipped."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:  # noqa: N802
        super().addSuccess(test)
        self.passed += 1

    def addExpectedFailure(self, test: unittest.TestCase, err: object) -> None:  # noqa: N802
        super().addExpectedFailure(test, err)
        self.passed += 1

    def as_json(self) -> dict[str, object]:
        """For sum_tests.py."""
        failed = [[str(test), text] for test, text in self.failures + self.errors]
        failed += [[str(test), "succeeded, though it was expected to fail"] for test in self.unexpectedSuccesses]
        return {"passed": self.passed, "failed": failed, "skipped": [[str(test), why] for test, why in self.skipped]}


def main(directory: pathlib.Path, result: pathlib.Path) -> int:
    """Runs the suite; 0 only if every test passed or was skipped."""
    package = (directory / "__init__.py").exists()
    parent = directory.parent
    os.chdir(parent)
    sys.path.insert(0, str(parent))
    tests = unittest.TestLoader().discover(str(directory), top_level_dir=str(parent if package else directory))
    record = unittest.TextTestRunner(resultclass=Record, verbosity=1, buffer=False).run(tests)
    result.write_text(json.dumps(record.as_json(), indent=1), encoding="utf-8")
    return 0 if record.wasSuccessful() else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()))
