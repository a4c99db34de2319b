"""Datagrams every millisecond from one end to another, and the longest time without one.

A ping measures round trips and keeps time only to the kernel's tick of 4 ms; an outage of tens of milliseconds wants better.
"""

from __future__ import annotations

import json
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass

from commands import LabError, within
from lab import Lab
from probe import End

PORT = 5001
EVERY = 0.001
NUMBER = struct.Struct("!Q")


@dataclass(frozen=True)
class Heard:
    """What came to the far end."""

    received: int
    lost: int
    longest_gap_ms: float


class Stream:
    """Runs until it is stopped. The ends' addresses are known to each other already."""

    def __init__(self, lab: Lab, source: End, target: End) -> None:
        self.words = f"{source.name} -> {target.name}"
        self._receiver = lab.start(within(target.namespace, [sys.executable, __file__, "receive"]), pipe=True)
        assert self._receiver.stdout is not None
        if self._receiver.stdout.readline() != b"ready\n":
            raise LabError(f"the stream {self.words} has no far end")
        self._sender = lab.start(within(source.namespace, [sys.executable, __file__, "send", target.address]))

    def stop(self) -> Heard:
        """Ends it and counts."""
        for process in (self._sender, self._receiver):
            process.send_signal(signal.SIGTERM)
        said = self._receiver.communicate(timeout=5)[0]
        self._sender.wait(5)
        try:
            return Heard(**json.loads(said))
        except ValueError as nothing:
            raise LabError(f"the stream {self.words} has not been counted: {said!r}") from nothing


def _send(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        number, due = 0, time.monotonic()
        while True:
            sender.sendto(NUMBER.pack(number), (address, PORT))
            number, due = number + 1, due + EVERY
            time.sleep(max(0.0, due - time.monotonic()))


def _receive() -> None:
    received, first, last, before, gap = 0, 0, -1, 0.0, 0.0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("", PORT))
        print("ready", flush=True)
        try:
            while True:
                number = NUMBER.unpack(receiver.recv(NUMBER.size))[0]
                now = time.monotonic()
                if received:
                    gap = max(gap, now - before)
                else:
                    first = number
                before, received, last = now, received + 1, max(last, number)
        except KeyboardInterrupt:
            print(json.dumps({"received": received, "lost": last - first + 1 - received, "longest_gap_ms": gap * 1000}), flush=True)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    try:
        _send(sys.argv[2]) if sys.argv[1] == "send" else _receive()
    except KeyboardInterrupt:
        pass
