"""Pairs of interfaces."""

from __future__ import annotations

from commands import LabError, run, within


def veth(one: str, name_one: str, other: str, name_other: str, mtu: int = 1500) -> None:
    """Lays a cable between two namespaces and switches both ends on."""
    for name in (name_one, name_other):
        if len(name) > 15:
            raise LabError(f"{name} is too long for an interface: 15 characters at most")
    run("ip", "link", "add", name_one, "mtu", str(mtu), "netns", one, "type", "veth",
        "peer", "name", name_other, "mtu", str(mtu), "netns", other)
    for namespace, name in ((one, name_one), (other, name_other)):
        # A userspace datapath does not complete checksums: TCP would die while ping lives.
        run(*within(namespace, ["ethtool", "-K", name, "tx", "off"]))
        run("ip", "-n", namespace, "link", "set", name, "up")
