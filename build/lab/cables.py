"""Cables between machines that can be cut: unseen by their ends, or seen by both."""

from __future__ import annotations

from commands import run
from lab import Lab
from links import veth


class Cable:
    """An interface of the same name in each of two namespaces, and between them a bridge that knows of neither."""

    def __init__(self, lab: Lab, name: str, one: str, other: str, mtu: int) -> None:
        self.name = name
        self._namespace = lab.namespace(name)
        self._ends = ("one", "other")
        run("ip", "-n", self._namespace, "link", "add", "between", "type", "bridge")
        run("ip", "-n", self._namespace, "link", "set", "between", "mtu", str(mtu), "up")
        for end, namespace in zip(self._ends, (one, other), strict=True):
            veth(self._namespace, end, namespace, name, mtu=mtu)
        self._join()

    def cut_silently(self) -> None:
        """Nothing gets through any more, and both ends keep their carrier: only who expects frames can tell."""
        self._ip("link", "set", self._ends[0], "nomaster")

    def cut(self) -> None:
        """Nothing gets through any more, and both ends lose their carrier."""
        for end in self._ends:
            self._ip("link", "set", end, "down")

    def mend(self) -> None:
        """As good as new."""
        self._join()
        for end in self._ends:
            self._ip("link", "set", end, "up")

    def _join(self) -> None:
        for end in self._ends:
            self._ip("link", "set", end, "master", "between")
            # It would learn addresses without a look at tags, and swallow frames of one that is at both ends, in two networks.
            self._ip("link", "set", end, "type", "bridge_slave", "learning", "off")

    def _ip(self, *command: str) -> None:
        run("ip", "-n", self._namespace, *command)
