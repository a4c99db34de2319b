"""Running the system's tools, and waiting for what they bring about."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Value = TypeVar("Value")


class LabError(Exception):
    """Something of the lab did not work: the message says what, and what the tool said."""


def run(*command: str, timeout: float = 20, stdin: str | None = None) -> str:
    """Runs a tool to its end and gives back what it printed; raises LabError with its own words otherwise."""
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)
    except FileNotFoundError as missing:
        raise LabError(f"{command[0]} is not installed: run build/setup-machine") from missing
    except subprocess.TimeoutExpired as late:
        raise LabError(f"no end within {timeout:g} s: {' '.join(command)}") from late
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise LabError(f"exit code {done.returncode}: {' '.join(command)}\n{said}")
    return done.stdout


def wait_until(what: str, seconds: float, probe: Callable[[], Value], every: float = 0.05) -> Value:
    """Asks until the answer is true and gives it back; after the deadline raises LabError naming what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise LabError(f"waited {seconds:g} s in vain for: {what}")
        time.sleep(every)


def alive(pid: int) -> bool:
    """Whether the process runs: one that only waits to be reaped does not, once the last of its threads has let go of files and locks."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
            if stat.read().rpartition(")")[2].split()[0] not in ("Z", "X"):
                return True
        return len(os.listdir(f"/proc/{pid}/task")) > 1
    except OSError:
        return False


def end(pids: Iterable[int], patience: float = 5) -> None:
    """Asks these processes to end, and kills those that do not."""
    left = [pid for pid in pids if alive(pid)]
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                pass  # it ended by itself in between: just what is wanted
        deadline = time.monotonic() + patience
        while left and time.monotonic() < deadline:
            left = [pid for pid in left if alive(pid)]
            time.sleep(0.01)
        if not left:
            return
    raise LabError(f"processes that do not die: {left}")


def within(namespace: str, command: Sequence[str]) -> list[str]:
    """The command line that runs a command in a network namespace. Cheaper than `ip netns exec`, which mounts /sys anew."""
    return ["nsenter", f"--net=/run/netns/{namespace}", "--", *command]
