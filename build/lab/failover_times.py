"""How long traffic stops when a link dies and no controller lives. Prints figures for build/bench, one JSON a line."""

from __future__ import annotations

import json
import os
import pathlib
import statistics
import time
from collections.abc import Callable
from typing import Any

import probe
from cables import Cable
from commands import wait_until
from connector import Connector
from lab import Lab
from machines import Fabric, Tunnel
from northbound import Northbound
from pods import PodNetwork
from probe import End
from stream import Heard, Stream

ROUNDS = 6
SETTLE = 30
BFD_MS = 20
# Open vSwitch's own multiplier, and the least that forgives a late message.
MULTIPLIERS = (3, 2)


def report(name: str, runs: list[Heard]) -> None:
    """The gaps' median, and the longest of them."""
    gaps = [run.longest_gap_ms for run in runs]
    for words, value in (("p50", statistics.median(gaps)), ("longest", max(gaps))):
        print(json.dumps({"name": f"{name}, {words}", "value": round(value, 1), "unit": "ms", "peer": None}), flush=True)


def outage(lab: Lab, source: End, target: End, cut: Callable[[], None], mend: Callable[[], None], mended: Callable[[], bool]) -> Heard:
    """What a stream sees of one cut."""
    stream = Stream(lab, source, target)
    time.sleep(0.3)  # it flows
    cut()
    time.sleep(0.7)  # far longer than any outage here; longer ones would show as a stream that never came back
    heard = stream.stop()
    mend()
    wait_until("the link lives again", SETTLE, mended)
    if heard.received < 500:
        raise SystemExit(f"{stream.words}: {heard}: too few came for a figure")
    return heard


class Headless:
    """A fabric, a network on it, and its members; the connector has made it and is dead."""

    def __init__(self, lab: Lab, names: str, join: Callable[[Fabric], list[Any]], links: int) -> None:
        fabric, pods = Fabric(lab), PodNetwork(lab)
        self.connector = Connector(lab, pathlib.Path(os.environ["OSM_L2SM_CONNECTOR"]), Fabric.CONTROL_ADDRESS)
        machines = [fabric.add(f"{name}1", f"00000000000000{name}1") for name in names]
        self.links = join(fabric)
        self.connector.start()
        for machine in machines:
            machine.connect(Fabric.CONTROL_ADDRESS)
        datapaths = [machine.datapath_id for machine in machines]
        with Northbound(Connector.TARGET) as north:
            north.wait_in_sync(datapaths, SETTLE)
            north.wait_links_seen(links, SETTLE)
            network = north.create("failover").id
            self.members: list[End] = []
            for number, machine in enumerate(machines, 1):
                pod = pods.deploy(f"cnf-{machine.name[0]}")
                pods.plug(pod, machine, 1, f"10.9.0.{number}/24")
                self.members.append(End(pod.name, pod.namespace, "net1", pod.link_address, pod.mac))
                north.attach(network, machine.datapath_id, 1, [pod.mac], pending=True)
            north.wait_ports_active(len(machines), SETTLE)
            north.wait_in_sync(datapaths, SETTLE)
        self.connector.kill()
        wait_until("the switches notice", SETTLE, lambda: not any(machine.switch.connected() for machine in machines))
        for member in self.members:
            probe.set_neighbours(member, self.members)


def tunnels() -> None:
    """A ring of three tunnels, watched by BFD."""
    def join(fabric: Fabric) -> list[Tunnel]:
        a, b, c = fabric.machines.values()
        return [fabric.join_by_vxlan(a, b, 200, 201, BFD_MS), fabric.join_by_vxlan(b, c, 202, 203, BFD_MS), fabric.join_by_vxlan(c, a, 204, 205, BFD_MS)]

    with Lab() as lab:
        lab.enter(lab.control)
        headless = Headless(lab, "abc", join, 3)
        link = headless.links[0]
        for multiplier in MULTIPLIERS:
            for each in headless.links:
                for machine in (each.one, each.other):
                    machine.switch.vsctl("set", "interface", each.port_name, f"bfd:mult={multiplier}")
            wait_until("BFD up", SETTLE, lambda: all(each.watched_closely(BFD_MS) for each in headless.links))
            for words, cut in (("silently", link.cable.cut_silently), ("by carrier", link.cable.cut)):
                runs = [outage(lab, *headless.members[:2], cut, link.cable.mend, lambda: link.watched_closely(BFD_MS)) for _ in range(ROUNDS)]
                report(f"no controller, VXLAN with BFD {BFD_MS} ms × {multiplier}, cut {words}: traffic stops for", runs)


def cables() -> None:
    """Two cables between two machines."""
    def join(fabric: Fabric) -> list[Cable]:
        return [fabric.join_by_veth(*fabric.machines.values(), 200 + number, 300 + number) for number in range(2)]

    with Lab() as lab:
        lab.enter(lab.control)
        headless = Headless(lab, "ab", join, 2)
        cable = headless.links[0]
        report("no controller, a cable beside another, cut by carrier: traffic stops for",
               [outage(lab, *headless.members, cable.cut, cable.mend, lambda: True) for _ in range(ROUNDS)])


if __name__ == "__main__":
    tunnels()
    cables()
