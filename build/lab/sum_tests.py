"""Sums what all test suites said: sum_tests.py NAME=EXITCODE=FILE …, each file a TRX or the JSON of suite.py.

Suspicious of silence: a suite without a file, with a broken one, without a single test, or whose process failed though no test
of it did, counts as a failure. Its last line is `N passed, N failed, N skipped`; the exit code is 1 if anything failed.
"""

from __future__ import annotations

import json
import pathlib
import sys
import xml.etree.ElementTree as Xml
from collections.abc import Sequence
from dataclasses import dataclass, field

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"


@dataclass
class Outcome:
    """One suite, or all of them."""

    passed: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The line that everybody looks for."""
        return f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"


def read(name: str, exit_code: int, file: pathlib.Path) -> Outcome:
    """What one suite said, and what it kept quiet about."""
    outcome = Outcome()
    if not file.exists():
        outcome.failed.append((name, f"left no result (exit code {exit_code}): it did not build, or broke off"))
        return outcome
    try:
        text = file.read_text(encoding="utf-8-sig")
        _from_trx(text, outcome) if file.suffix == ".trx" else _from_json(text, outcome)
    except (Xml.ParseError, ValueError, KeyError, TypeError) as broken:
        outcome.failed.append((name, f"{file.name} cannot be read: {broken}"))
        return outcome
    if exit_code != 0 and not outcome.failed:
        outcome.failed.append((name, f"ended with exit code {exit_code}, though no test of it failed"))
    elif not outcome.passed and not outcome.failed and not outcome.skipped:
        outcome.failed.append((name, "ran no test at all"))
    return outcome


def main(arguments: Sequence[str]) -> int:
    """Prints failures, skips and sums."""
    total = Outcome()
    rows = []
    for argument in arguments:
        name, exit_code, file = argument.split("=", 2)
        outcome = read(name, int(exit_code), pathlib.Path(file))
        rows.append(f"{name:<32} {outcome.words}")
        total.passed += outcome.passed
        total.failed += outcome.failed
        total.skipped += outcome.skipped
    for test, text in total.failed:
        print(f"FAILED  {test}\n" + "\n".join(f"    {line}" for line in text.strip().splitlines()[:30]))
    for test, why in total.skipped:
        print(f"SKIPPED {test}: {why.strip()}")
    print("\n".join(rows))
    if not rows:
        total.failed.append(("", "no suite at all"))
    print(total.words)
    return 1 if total.failed else 0


def _from_trx(text: str, outcome: Outcome) -> None:
    root = Xml.fromstring(text)
    if root.tag != f"{TRX}TestRun":
        raise ValueError(f"the root is {root.tag}, not TestRun")
    for result in root.iter(f"{TRX}UnitTestResult"):
        name, how = result.get("testName", "?"), result.get("outcome", "?")
        if how == "Passed":
            outcome.passed += 1
        elif how == "NotExecuted":
            outcome.skipped.append((name, _text(result, "Message") or _text(result, "StdOut") or "no reason given"))
        else:
            outcome.failed.append((name, f"{_text(result, 'Message')}\n{_text(result, 'StackTrace')}".strip() or how))
    for note in root.iter(f"{TRX}RunInfo"):
        if note.get("outcome") == "Error":
            words = _text(note, "Text")
            # VSTest says so, too, where single tests failed; that is counted already.
            if not outcome.failed:
                outcome.failed.append((note.get("computerName", "test run"), words))


def _from_json(text: str, outcome: Outcome) -> None:
    said = json.loads(text)
    outcome.passed = int(said["passed"])
    outcome.failed = [(test, why) for test, why in said["failed"]]
    outcome.skipped = [(test, why) for test, why in said["skipped"]]


def _text(node: Xml.Element, tag: str) -> str:
    return next((found.text or "" for found in node.iter(f"{TRX}{tag}")), "").strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
