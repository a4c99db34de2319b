"""A ring of three plain switches and one with the extensions, tunnels and cables in turn: what the tests of plain switches stand on."""

from __future__ import annotations

import itertools
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import flows
from commands import wait_until
from connector import Connector
from frames import Tap
from lab import Lab
from machines import BRIDGE, Fabric
from northbound import Northbound
from plain import PORT, PlainSwitches
from pods import Pod, PodNetwork
from probe import End
from ring import CONNECTOR, SETTLE

PLAIN = "abc"


class PlainRingCase(unittest.TestCase):
    """
    a = b - c = d - a, where = is a VXLAN tunnel, - a cable that needs tags, and d alone has the extensions; a second cable lies beside a = b.
    One lab for all tests of a class.
    """

    @classmethod
    def setUpClass(cls) -> None:
        cls.lab = Lab()
        cls.lab.__enter__()
        cls.addClassCleanup(cls.lab.close)
        cls.lab.enter(cls.lab.control)
        cls.fabric, cls.pods = Fabric(cls.lab), PodNetwork(cls.lab)
        cls.connector = Connector(cls.lab, pathlib.Path(CONNECTOR), Fabric.CONTROL_ADDRESS)
        cls.relay = PlainSwitches(cls.lab, Fabric.CONTROL_ADDRESS)
        cls.machines = {letter: cls.fabric.add(f"{letter}1", f"00000000000000{letter}1") for letter in "abcd"}
        a, b, c, d = cls.machines.values()
        cls.cables = {
            "a = b": cls.fabric.join_by_vxlan(a, b, 200, 201).cable, "b - c": cls.fabric.join_by_veth(b, c, 202, 203),
            "c = d": cls.fabric.join_by_vxlan(c, d, 204, 205).cable, "d - a": cls.fabric.join_by_veth(d, a, 206, 207),
            "a - b": cls.fabric.join_by_veth(a, b, 208, 209),
        }
        cls._ports = itertools.count(1)
        cls.connector.start()
        for letter, machine in cls.machines.items():
            machine.connect(Fabric.CONTROL_ADDRESS, *[PORT] * (letter in PLAIN))
        with Northbound(Connector.TARGET) as north:
            cls.settle(north)
            for machine in cls.machines.values():
                machine.switch.come_back_fast(BRIDGE)

    def setUp(self) -> None:
        self.north, self.networks = Northbound(Connector.TARGET), []
        self.addCleanup(lambda: self.north.close())
        self.addCleanup(self.no_rule_needed_an_extension)
        self.addCleanup(self.nothing_is_left)

    def network(self, name: str) -> str:
        """A network that goes with the test."""
        self.networks.append(self.north.create(name).id)
        return self.networks[-1]

    @classmethod
    def settle(cls, north: Northbound, gone: int = 0) -> None:
        """All switches are there, and hold what is right for all links but those that are gone."""
        north.wait_in_sync([machine.datapath_id for machine in cls.machines.values()], SETTLE)
        wait_until("the links are known", SETTLE, lambda: [link.remembered for link in north.links()] == [False] * (len(cls.cables) - gone))
        north.wait_in_sync([machine.datapath_id for machine in cls.machines.values()], SETTLE)

    def no_rule_needed_an_extension(self) -> None:
        """The plain switches are asked for extensions, and given nothing that needs one."""
        refused = self.relay.refused()
        self.assertGreaterEqual(refused["packet-out"], len(PLAIN))
        self.assertEqual([refused["flow-mod"], refused["group-mod"]], [0, 0])

    def nothing_is_left(self) -> None:
        """With its networks go all rules of them, and what was learned or taught."""
        for network in self.networks:
            self.north.delete(network)
        for letter, machine in self.machines.items():
            wait_until(f"{letter} has no rule of a network any more", SETTLE, lambda: not any(
                flow.cookie & 0xFFFFFF for flow in flows.dump(machine.switch, BRIDGE) if flow.cookie >> 48 == flows.OWNER))

    def pod(self, name: str, letter: str, host: int, mac: str = "") -> Pod:
        """A CNF at a port of a machine that no other has."""
        pod = self.pods.deploy(name)
        self.pods.plug(pod, self.machines[letter], next(self._ports), f"10.9.0.{host}/24", mac)
        return pod

    def join(self, network: str, pod: Pod, *macs: str, **settings: object) -> None:
        """Puts a CNF's port into a network; its address is learned unless it is given."""
        self.north.attach(network, pod.machine.datapath_id, pod.port_no, list(macs), **settings)

    def tap(self, pod: Pod) -> Tap:
        """Reads and writes frames at a CNF."""
        tap = Tap(self.lab, end_of(pod))
        self.addCleanup(tap.close)
        return tap


def end_of(pod: Pod) -> End:
    """Where pings of a CNF begin and end."""
    return End(pod.name, pod.namespace, pod.interface, pod.link_address, pod.mac)
