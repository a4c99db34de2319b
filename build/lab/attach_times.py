"""From the moment a port is added to its first answered ping: a plain Open vSwitch, and ours. Prints figures for build/bench, one JSON a line."""

from __future__ import annotations

import json
import os
import pathlib
import re
import statistics
import sys
import time

from commands import run, within
from connector import Connector
from lab import Lab
from links import veth
from machines import BRIDGE, Fabric, Machine
from northbound import Northbound

ROUNDS = 15
SETTLE = 30
PLAIN = "plain0"
PEER = "10.9.0.1"


class Host:
    """A namespace with one interface whose other end is on no bridge yet, and which knows whom it will talk to."""

    def __init__(self, lab: Lab, machine: Machine, number: int) -> None:
        self.namespace = lab.namespace(f"h{number}")
        self.port_name, self.address, self.mac = f"v{number}", f"10.9.{number // 200}.{number % 200 + 1}", f"02:16:00:00:{number >> 8:02x}:{number & 255:02x}"
        veth(machine.namespace, self.port_name, self.namespace, "net1")
        run("ip", "-n", self.namespace, "link", "set", "net1", "address", self.mac)
        run("ip", "-n", self.namespace, "addr", "add", f"{self.address}/16", "dev", "net1")

    def knows(self, other: Host) -> None:
        """Has the other's MAC address, so that no ARP is timed."""
        run("ip", "-n", self.namespace, "neigh", "replace", other.address, "lladdr", other.mac, "dev", "net1", "nud", "permanent")


def milliseconds(lab: Lab, host: Host, peer: Host, join) -> tuple[float, float]:
    """To the first answer: from before `join`, and from after it."""
    host.knows(peer)
    peer.knows(host)
    ping = lab.start(within(host.namespace, ["ping", "-n", "-D", "-i", "0.002", peer.address]), pipe=True)
    time.sleep(0.05)  # so that it is running: nothing can answer yet
    begin = time.time()
    join()
    joined = time.time()
    for line in ping.stdout:
        found = re.match(rb"\[(\d+\.\d+)\] \d+ bytes from", line)
        if found:
            ping.terminate()
            ping.stdout.close()
            ping.wait(5)
            return (float(found[1]) - begin) * 1000, (float(found[1]) - joined) * 1000
    raise RuntimeError("ping ended without an answer")


def report(name: str, times: list[float], peer: str | None) -> None:
    """Two lines."""
    ordered = sorted(times)
    for words, value in (("p50", statistics.median(ordered)), ("p95", ordered[int(0.95 * len(ordered))])):
        print(json.dumps({"name": f"{name}, {words}", "value": round(value, 2), "unit": "ms", "peer": peer}), flush=True)


def main() -> None:
    """Measures both on one switch, in turns, so that both see the same machine."""
    with Lab() as lab:
        lab.enter(lab.control)
        fabric = Fabric(lab)
        machine = fabric.add("a1", "00000000000000a1")
        switch = machine.switch
        switch.add_bridge(PLAIN)
        connector = Connector(lab, pathlib.Path(os.environ["OSM_L2SM_CONNECTOR"]), Fabric.CONTROL_ADDRESS)
        connector.start()
        machine.connect(Fabric.CONTROL_ADDRESS)
        plain_peer, peer = Host(lab, machine, 0), Host(lab, machine, 1)
        switch.vsctl("add-port", PLAIN, plain_peer.port_name)
        switch.add_port(BRIDGE, peer.port_name, 1)
        with Northbound(Connector.TARGET) as north:
            north.wait_in_sync([machine.datapath_id], SETTLE)
            network = north.create("attach").id
            north.attach(network, machine.datapath_id, 1, [peer.mac])
            north.wait_ports_active(1, SETTLE)
            floor, ours, accepted, after = [], [], [], []
            for number in range(2, 2 + 2 * ROUNDS, 2):
                host = Host(lab, machine, number)
                floor.append(milliseconds(lab, host, plain_peer, lambda: switch.vsctl("add-port", PLAIN, host.port_name))[0])
                host = Host(lab, machine, number + 1)

                def join() -> None:
                    switch.vsctl("add-port", BRIDGE, host.port_name, "--", "set", "interface", host.port_name, f"ofport_request={number}")
                    begin = time.time()
                    # The switch may not have told the service of the port yet.
                    north.attach(network, machine.datapath_id, number, [host.mac], pending=True)
                    accepted.append((time.time() - begin) * 1000)

                whole, rest = milliseconds(lab, host, peer, join)
                ours.append(whole)
                after.append(rest)
        report("port added to first ping answered", floor, "Open vSwitch, NORMAL")
        report("port added and attached to first ping answered", ours, None)
        report("the call AttachPort alone", accepted, None)
        report("AttachPort answered to first ping answered", after, None)


if __name__ == "__main__":
    sys.exit(main())
