"""Who reaches whom, by ping: every pair at the same time, each within a bounded time."""

from __future__ import annotations

import enum
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from commands import LabError, alive, run, within
from lab import Lab


@dataclass(frozen=True)
class End:
    """One end of a probe: a name, where it stands, its interface there, its address and its MAC address."""

    name: str
    namespace: str
    interface: str
    address: str
    mac: str = ""


class Neighbours(enum.Enum):
    """How those who ping come to know the others' MAC addresses."""

    ASKED = "by ARP: each ping begins with a broadcast"
    FIXED = "they are told: the first frame is for the other's MAC address, which shows leaks that a broadcast does not"
    KEPT = "as it is: what runs beside is not disturbed"


Pair = tuple[str, str]


def matrix(
    ends: Sequence[End], expected: Iterable[Pair], neighbours: Neighbours = Neighbours.ASKED, patience: float = 5, silence: float = 1.2
) -> dict[Pair, bool]:
    """Pings every ordered pair. An expected answer may take `patience` seconds, an unexpected one is listened for `silence` seconds."""
    wanted = set(expected)
    for end in ends if neighbours is not Neighbours.KEPT else ():
        set_neighbours(end, ends if neighbours is Neighbours.FIXED else ())
    pairs = [(one, other) for one in ends for other in ends if one is not other]

    def ask(pair: tuple[End, End]) -> bool:
        one, other = pair
        seconds = patience if (one.name, other.name) in wanted else silence
        return answers(one, other.address, seconds)

    try:
        with ThreadPoolExecutor(max_workers=max(1, min(len(pairs), 64))) as pool:
            results = list(pool.map(ask, pairs))
    finally:
        for end in ends if neighbours is Neighbours.FIXED else ():
            set_neighbours(end, ())
    return {(one.name, other.name): result for (one, other), result in zip(pairs, results, strict=True)}


def answers(source: End, address: str, seconds: float) -> bool:
    """Whether this address answers within that time: a ping every 100 ms, out of this interface only, up to the first answer."""
    deadline = time.monotonic() + seconds
    while True:
        left = max(1, round(deadline - time.monotonic()))
        # -w and -c together end at the first answer, at the deadline, or when the kernel gives up on the neighbour (3 s).
        command = ["ping", "-n", "-q", "-I", source.interface, "-c", "1", "-i", "0.1", "-w", str(left), address]
        try:
            done = subprocess.run(within(source.namespace, command), capture_output=True, text=True, timeout=left + 10, check=False)
        except subprocess.TimeoutExpired as late:
            raise LabError(f"ping from {source.name} to {address} hangs") from late
        if done.returncode == 0:
            return True
        if done.returncode != 1:
            raise LabError(f"ping from {source.name} to {address} does not run: {done.stderr.strip()}")
        if deadline - time.monotonic() < 0.5:
            return False


def differences(found: Mapping[Pair, bool], expected: Iterable[Pair]) -> list[str]:
    """What is not as expected, in words."""
    wanted = set(expected)
    wrong = [f"{one} reaches {other}" for (one, other), reached in found.items() if reached and (one, other) not in wanted]
    return wrong + [f"{one} does not reach {other}" for (one, other), reached in found.items() if not reached and (one, other) in wanted]


@dataclass(frozen=True)
class Run:
    """What a background ping saw."""

    sent: int
    received: int
    duplicates: int
    longest_gap_ms: float
    holes: int  # pings without an answer before the last one that has one: what was under way at the end is none

    @property
    def lost(self) -> int:
        """Pings without an answer."""
        return self.sent - self.received


class BackgroundPing:
    """A ping every few milliseconds until it is stopped."""

    def __init__(self, lab: Lab, source: End, target: End, every_ms: float = 5) -> None:
        self.words = f"{source.name} -> {target.name}"
        self._log = lab.directory / f"ping-{source.name}-{target.name}-{time.monotonic_ns()}.log"
        # The neighbour is fixed, so that an ARP back-off cannot pose as a loss.
        set_neighbours(source, (target,))
        set_neighbours(target, (source,))
        command = ["ping", "-n", "-D", "-I", source.interface, "-i", f"{every_ms / 1000:g}", target.address]
        self._process = lab.start(within(source.namespace, command), log=self._log.name)

    def first_answer_after(self, moment: float) -> float | None:
        """When the first answer after this moment came, by time.time(); None if there is none yet."""
        times = (float(at) for at in re.findall(r"^\[([0-9.]+)\] \d+ bytes from", self._log.read_text(encoding="utf-8"), re.MULTILINE))
        return next((at for at in times if at > moment), None)

    def stop(self) -> Run:
        """Ends it and counts."""
        if not alive(self._process.pid):
            raise LabError(f"the ping {self.words} ended by itself: {self._log.read_text(encoding='utf-8')[-300:]}")
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired as late:
            raise LabError(f"the ping {self.words} does not end") from late
        return parse_run(self._log.read_text(encoding="utf-8"))


def parse_run(text: str) -> Run:
    """Reads the output of `ping -D`."""
    total = re.search(r"(\d+) packets transmitted, (\d+) received", text)
    if total is None:
        raise LabError(f"not the output of a ping: {text[-200:]}")
    sent, received = int(total[1]), int(total[2])
    answers_seen = re.findall(r"^\[([0-9.]+)\] \d+ bytes from .*icmp_seq=(\d+) .*?(\(DUP!\))?$", text, re.MULTILINE)
    times = [float(at) for at, _, duplicate in answers_seen if not duplicate]
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    last = int(answers_seen[-1][1]) if answers_seen else 0
    if answers_seen and sent % 65536 == (last + 1) % 65536:
        sent -= 1  # the last one was still on its way when we stopped
    return Run(sent, received, sum(1 for _, _, duplicate in answers_seen if duplicate), max(gaps, default=0.0) * 1000, last - len(times))


def set_neighbours(end: End, others: Iterable[End]) -> None:
    """Makes these, and no others, the neighbours whose MAC addresses an end knows."""
    run("ip", "-n", end.namespace, "neigh", "flush", "dev", end.interface, "nud", "all")
    lines = [f"neigh replace {other.address} lladdr {other.mac} dev {end.interface} nud permanent"
             for other in others if other.name != end.name and other.mac]
    if lines:
        run("ip", "-n", end.namespace, "-batch", "-", stdin="\n".join(lines) + "\n")
