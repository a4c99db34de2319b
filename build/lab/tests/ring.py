"""Three machines in a ring, a member of one network on each: what the tests of the ring stand on."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import flows
import probe
from commands import run, wait_until, within
from connector import Connector
from lab import Lab
from machines import BRIDGE, Fabric
from northbound import Northbound
from pods import PodNetwork
from probe import End, Neighbours

CONNECTOR = os.environ.get("OSM_L2SM_CONNECTOR", "")
MISSING = (
    "needs root" if os.geteuid() != 0
    else "needs Open vSwitch" if not shutil.which("ovs-vswitchd")
    else "needs OSM_L2SM_CONNECTOR, the connector's program" if not os.access(CONNECTOR, os.X_OK)
    else "")
SETTLE = 20  # seconds that anything between the connector and three switches may take
BFD_MS = 20
LONGEST_GAP_MS = 500  # 56 to 69 on an idle machine, BFD's three misses of 20 ms; with no way round, the gap would have no end
ALL = "10.9.0.255"


class RingCase(unittest.TestCase):
    """The oldest attachment is a's, so the network's tree is a-b and a-c: b and c meet at a."""

    bfd_ms = BFD_MS  # 0 for none: then only the connector can find a dead tunnel

    def setUp(self) -> None:
        self.lab = Lab()
        self.lab.__enter__()
        self.addCleanup(self.leave)
        self.lab.enter(self.lab.control)
        self.fabric, self.pods = Fabric(self.lab), PodNetwork(self.lab)
        self.connector = Connector(self.lab, pathlib.Path(CONNECTOR), Fabric.CONTROL_ADDRESS)
        a, b, c = self.machines = [self.fabric.add(f"{name}1", f"00000000000000{name}1") for name in "abc"]
        self.link, *self.others = self.join(a, b, 200, 201), self.join(b, c, 202, 203), self.join(c, a, 204, 205)
        self.connector.start()
        for machine in self.machines:
            machine.connect(Fabric.CONTROL_ADDRESS)
        with Northbound(Connector.TARGET) as north:
            north.wait_in_sync(self.datapaths, SETTLE)
            for machine in self.machines:
                machine.switch.come_back_fast(BRIDGE)
            north.wait_links_seen(3, SETTLE)
            network = north.create("ring").id
            self.members = []
            for number, machine in enumerate(self.machines, 1):
                end = self.pod(f"cnf-{machine.name[0]}", machine, 1, number)
                self.members.append(end)
                # One address stays for the switches to learn.
                north.attach(network, machine.datapath_id, 1, [] if number == 2 else [end.mac])
            north.wait_ports_active(3, SETTLE)
            north.wait_in_sync(self.datapaths, SETTLE)
        self.ends = [*self.members, self.pod("stranger", a, 2, 4)]
        self.pairs = [(one.name, other.name) for one in self.members for other in self.members if one is not other]

    def join(self, one, other, number_one, number_other):
        """Lays one link of the ring."""
        tunnel = self.fabric.join_by_vxlan(one, other, number_one, number_other, bfd_ms=self.bfd_ms)
        if self.bfd_ms:
            wait_until(f"BFD up on {tunnel.port_name}", SETTLE, lambda: all(tunnel.alive()))
        return tunnel

    def leave(self) -> None:
        self.lab.close()
        self.assertEqual(self.lab.leftovers(), [])

    @property
    def datapaths(self):
        return [machine.datapath_id for machine in self.machines]

    def pod(self, name, machine, port, host):
        pod = self.pods.deploy(name)
        self.pods.plug(pod, machine, port, f"10.9.0.{host}/24")
        run(*within(pod.namespace, ["sysctl", "-qw", "net.ipv4.icmp_echo_ignore_broadcasts=0"]))
        return End(name, pod.namespace, "net1", pod.link_address, pod.mac)

    @staticmethod
    def links(north):
        return {frozenset(((link.datapath_id_a.removeprefix("of:"), link.port_no_a), (link.datapath_id_b.removeprefix("of:"), link.port_no_b)))
                for link in north.links()}

    def reach(self, neighbours) -> None:
        found = probe.matrix(self.ends, self.pairs, neighbours)
        self.assertEqual(probe.differences(found, self.pairs), [])

    def everyone_answers_broadcasts_once(self) -> None:
        """A broadcast ping is answered once by each other member, and by nobody else. All know each other's MAC addresses."""
        def ask(source):
            # No count: the sender answers itself, and would end the ping before the others' answers are in.
            command = ["ping", "-n", "-b", "-I", source.interface, "-i", "0.1", "-w", "1", ALL]
            return subprocess.run(within(source.namespace, command), capture_output=True, text=True, timeout=10, check=False).stdout

        with ThreadPoolExecutor(len(self.members)) as pool:
            for source, told in zip(self.members, pool.map(ask, self.members), strict=True):
                heard = [found for found in re.findall(r"bytes from ([0-9.]+): icmp_seq=(\d+) ", told) if found[0] != source.address]
                expected = sorted((end.address, str(number)) for end in self.members if end is not source for number in range(1, 6))
                self.assertEqual(sorted(found for found in heard if int(found[1]) <= 5), expected, f"{source.name}: {told}")
                self.assertEqual(len(heard), len(set(heard)), f"{source.name}: {told}")

    def know_each_other(self) -> None:
        for end in self.members:
            probe.set_neighbours(end, self.members)

    def ping_everywhere(self):
        a, b, c = self.members
        pings = [probe.BackgroundPing(self.lab, one, other, every_ms=5) for one, other in ((a, b), (b, c), (c, a))]
        self.know_each_other()
        return pings

    def count(self, pings, words, moving=False, longest_gap_ms=LONGEST_GAP_MS) -> None:
        for ping in pings:
            seen = ping.stop()
            print(f"{words}: {ping.words}: {seen.received} of {seen.sent}, {seen.duplicates} twice, longest gap {seen.longest_gap_ms:.0f} ms", flush=True)
            self.assertGreater(seen.received, 100, (words, ping.words, seen))
            if not moving:
                self.assertEqual(seen.duplicates, 0, (words, ping.words, seen))
            self.assertLessEqual(seen.longest_gap_ms, 5000 if moving else longest_gap_ms, (words, ping.words, seen))

    def detoured(self) -> int:
        """Frames that c has passed on for others."""
        return sum(flow.packets for flow in flows.dump(self.machines[2].switch, BRIDGE) if "priority=150," in flow.match + ",")

    def quiet_detour(self) -> None:
        seen = -1

        def same() -> bool:
            nonlocal seen
            before, seen = seen, self.detoured()
            return seen == before

        wait_until("no more frames on the detour", SETTLE, same, every=1.1)

