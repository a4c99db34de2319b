"""CNFs as namespaces: eth0 on the default pod network, and net1 on a switch where a virtual link is wanted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from commands import run
from lab import Lab
from links import veth
from machines import BRIDGE, Machine


@dataclass(eq=False)
class Pod:
    """One CNF."""

    name: str
    namespace: str
    address: str  # of eth0, in the default pod network
    interface: str = "net1"  # on the virtual link
    machine: Machine | None = None
    link_address: str = ""  # of that interface
    mac: str = ""
    port_no: int = 0
    attached: bool = False

    @property
    def port_name(self) -> str:
        """The switch's end of that interface."""
        return f"v-{self.name}"[:15] if self.interface == "net1" else f"{self.interface}-{self.name}"[:15]


class PodNetwork:
    """The default pod network: one plain Linux bridge in a namespace of its own, where OSM stands too."""

    OSM_ADDRESS = "10.244.0.1"

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.namespace = lab.namespace("pods")
        self.pods: dict[str, Pod] = {}
        self._numbers = itertools.count(10)
        run("ip", "-n", self.namespace, "link", "add", "cni0", "type", "bridge")
        run("ip", "-n", self.namespace, "addr", "add", f"{self.OSM_ADDRESS}/24", "dev", "cni0")
        run("ip", "-n", self.namespace, "link", "set", "cni0", "up")

    def deploy(self, name: str) -> Pod:
        """Starts a CNF with nothing but its normal interface."""
        number = next(self._numbers)
        pod = Pod(name, self.lab.namespace(name), f"10.244.0.{number}")
        veth(self.namespace, f"e{number}", pod.namespace, "eth0")
        run("ip", "-n", self.namespace, "link", "set", f"e{number}", "master", "cni0")
        run("ip", "-n", pod.namespace, "addr", "add", f"{pod.address}/24", "dev", "eth0")
        run("ip", "-n", pod.namespace, "route", "add", "default", "via", self.OSM_ADDRESS)
        self.pods[name] = pod
        return pod

    @staticmethod
    def plug(pod: Pod, machine: Machine, port_no: int, cidr: str, mac: str = "") -> None:
        """Gives a CNF an interface, net1 unless it is there already, on a port of a machine's switch."""
        pod.machine, pod.port_no, pod.link_address = machine, port_no, cidr.split("/")[0]
        pod.mac = mac or f"02:15:{int(machine.datapath_id, 16) & 0xff:02x}:00:{port_no >> 8:02x}:{port_no & 0xff:02x}"
        veth(machine.namespace, pod.port_name, pod.namespace, pod.interface)
        run("ip", "-n", pod.namespace, "link", "set", pod.interface, "address", pod.mac)
        run("ip", "-n", pod.namespace, "addr", "add", cidr, "dev", pod.interface)
        machine.switch.add_port(BRIDGE, pod.port_name, port_no)

    @classmethod
    def move(cls, pod: Pod, machine: Machine, port_no: int) -> None:
        """Moves a CNF to another machine, with both its addresses. Its port here stays up and silent: nothing tells the switch that it has gone."""
        run("ip", "-n", pod.namespace, "addr", "flush", "dev", pod.interface)
        run("ip", "-n", pod.namespace, "link", "set", pod.interface, "address", f"02:16{pod.mac[5:]}", "arp", "off")
        pod.interface = f"net{int(pod.interface[3:]) + 1}"
        cls.plug(pod, machine, port_no, f"{pod.link_address}/24", pod.mac)
