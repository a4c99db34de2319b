"""Frames written and read one by one: who may send what, and who gets how many of it."""

from __future__ import annotations

import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator

from lab import Lab
from probe import End

ETHER_TYPE = 0x88B5  # for local experiments (IEEE 802)
VLAN = 0x8100
EVERYBODY = "ff:ff:ff:ff:ff:ff"
SHORTEST = 60  # bytes of a frame without its checksum


class Tap:
    """A raw socket on an end's interface. It hears whatever comes in there, whoever it is for, with one VLAN tag or none."""

    def __init__(self, lab: Lab, end: End) -> None:
        self.end = end
        lab.enter(end.namespace)
        try:
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHER_TYPE))
        finally:
            lab.enter(lab.control)
        self._socket.setblocking(False)
        self._socket.bind((end.interface, ETHER_TYPE))
        self._heard: Counter[str] = Counter()

    def close(self) -> None:
        """Hears no more."""
        self._socket.close()

    def send(self, words: str, to: str = EVERYBODY, source: str = "", length: int = SHORTEST, tag: int = 0) -> None:
        """Sends one frame, from the end's own address unless another is given, with a VLAN tag if one is. The words end at the first zero byte."""
        head = bytes.fromhex((to + (source or self.end.mac)).replace(":", ""))
        head += (struct.pack("!HH", VLAN, tag) if tag else b"") + struct.pack("!H", ETHER_TYPE)
        self._socket.send((head + words.encode("ascii")).ljust(length, b"\0"))

    def heard(self) -> Counter[str]:
        """How often each words came in so far."""
        while True:
            try:
                frame = self._socket.recv(2048)
            except BlockingIOError:
                return self._heard
            self._heard[frame[14:].partition(b"\0")[0].decode("ascii")] += 1

    def count(self, words: str) -> int:
        """How often these words came in so far."""
        return self.heard()[words]


def paced(number: int, every: float = 0.002) -> Iterator[int]:
    """Counts, with a pause after each: a userspace datapath drops what comes all at once."""
    for each in range(number):
        yield each
        time.sleep(every)
