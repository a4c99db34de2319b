"""Telling what happens: numbered steps with their times, expectations that hold or do not, and a table. Plain when piped."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

BOLD, DIM, RED, GREEN = "1", "2", "31", "32"
WIDTH = 92


class Story:
    """What is printed, and whether all was as expected."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._colours = out.isatty() and "NO_COLOR" not in os.environ
        self._lines: list[str] | None = None
        self.failures: list[str] = []
        self.held = 0

    def say(self, text: str = "") -> None:
        """A line; inside a step it stands under the step's title."""
        if self._lines is None:
            print(text, file=self._out, flush=True)
        else:
            self._lines.append(f"      {text}")

    def title(self, text: str) -> None:
        """A heading between steps."""
        self.say()
        self.say(self._paint(text, BOLD))

    def expect(self, true: object, text: str, otherwise: str = "") -> bool:
        """An expectation: printed with its outcome, and remembered where it does not hold."""
        if true:
            self.held += 1
            self.say(f"{self._paint('ok  ', GREEN)} {text}")
            return True
        self.failures.append(text)
        self.say(f"{self._paint('FAIL', RED)} {text}" + (f": {otherwise}" if otherwise else ""))
        return False

    @contextlib.contextmanager
    def step(self, number: str, text: str) -> Iterator[None]:
        """A step: its title comes with the time it took, then what was said within it."""
        self._lines = []
        begin = time.monotonic()
        failed = True
        try:
            yield
            failed = False
        finally:
            took = f"{(time.monotonic() - begin) * 1000:,.0f} ms"
            lines, self._lines = self._lines, None
            head = f"{number:>5} {text} "
            self.say(self._paint(head, BOLD) + self._paint("." * max(3, WIDTH - len(head) - len(took)), DIM) + f" {took}")
            for line in lines:
                self.say(line)
            if failed:
                self.say(self._paint("      here it stopped", RED))

    def matrix(self, names: Sequence[str], found: Mapping[tuple[str, str], bool], expected: Iterable[tuple[str, str]]) -> None:
        """Who reaches whom: a row for each source. What is not as expected stands out by its `!`, too."""
        wanted = set(expected)
        width = max(4, *(len(name) for name in names)) + 2
        self.say(" " * width + "".join(f"{name:>{width}}" for name in names))
        for one in names:
            cells = []
            for other in names:
                if one == other:
                    cells.append(" " * (width - 1) + "-")
                    continue
                reached = found[one, other]
                right = reached == ((one, other) in wanted)
                text = ("yes" if reached else ".") + ("" if right else "!")
                cells.append(" " * (width - len(text)) + self._paint(text, RED if not right else GREEN if reached else DIM))
            self.say(f"{one:<{width}}" + "".join(cells))

    def _paint(self, text: str, colour: str) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._colours else text
