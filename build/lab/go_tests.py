"""Writes down how a Go suite went, for sum_tests.py: go test -json … | go_tests.py RESULT.json; prints what failed."""

from __future__ import annotations

import json
import pathlib
import sys
from collections import defaultdict
from collections.abc import Iterable


def read(lines: Iterable[str]) -> dict[str, object]:
    """Counts tests and subtests; a test that has subtests is not counted itself, unless it failed and none of them did."""
    said: dict[str, list[str]] = defaultdict(list)
    ended: dict[str, str] = {}
    outside: list[str] = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            outside.append(line)  # what the compiler says
            continue
        test = event.get("Test")
        if event["Action"] == "output":
            (said[test] if test else outside).append(event["Output"])
        elif event["Action"] in ("pass", "fail", "skip"):
            ended[test or ""] = event["Action"]

    def below(test: str, how: str | None = None) -> bool:
        return any(other.startswith(test + "/") and how in (None, end) for other, end in ended.items())

    tests = {test: end for test, end in ended.items() if test and not below(test, "fail" if end == "fail" else None)}
    # A test that began and did not end took the process with it.
    tests |= {test: "fail" for test in said if test not in ended}
    failed = [[test, "".join(said[test])] for test, end in tests.items() if end == "fail"]
    if not failed and ended.get("") != "pass":
        failed = [["go test", "".join(outside) or "said nothing"]]
    return {
        "passed": sum(end == "pass" for end in tests.values()),
        "failed": failed,
        "skipped": [[test, "".join(said[test])] for test, end in tests.items() if end == "skip"],
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    outcome = read(sys.stdin)
    for name, text in outcome["failed"]:
        print(f"{name}\n{text}", file=sys.stderr)
    pathlib.Path(sys.argv[1]).write_text(json.dumps(outcome, indent=1), encoding="utf-8")
