"""CNFs as namespaces: eth0 on the default pod network, and net1 on a switch where a virtual link is wanted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from commands import run
from lab import Lab
from links import veth
from machines import BRIDGE, Machine


@dataclass
class Pod:
    """One CNF."""

    name: str
    namespace: str
    address: str  # of eth0, in the default pod network
    machine: Machine | None = None
    link_address: str = ""  # of net1, on the virtual link
    mac: str = ""
    port_no: int = 0
    attached: bool = field(default=False, compare=False)

    @property
    def port_name(self) -> str:
        """The switch's end of net1."""
        return f"v-{self.name}"[:15]


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
    def plug(pod: Pod, machine: Machine, port_no: int, cidr: str) -> None:
        """Gives a CNF its second interface, net1, on a port of a machine's switch."""
        pod.machine, pod.port_no, pod.link_address = machine, port_no, cidr.split("/")[0]
        pod.mac = f"02:15:{int(machine.datapath_id, 16) & 0xff:02x}:00:{port_no >> 8:02x}:{port_no & 0xff:02x}"
        veth(machine.namespace, pod.port_name, pod.namespace, "net1")
        run("ip", "-n", pod.namespace, "link", "set", "net1", "address", pod.mac)
        run("ip", "-n", pod.namespace, "addr", "add", cidr, "dev", "net1")
        machine.switch.add_port(BRIDGE, pod.port_name, port_no)
