"""Machines: namespaces with a switch of their own, a management line to the controller, and links to each other."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from cables import Cable
from commands import run, within
from lab import Lab
from links import veth
from switch import Switch

BRIDGE = "br0"
TUNNEL_BRIDGE = "brphy"
TUNNEL_MTU = 1600  # VXLAN takes 50 bytes, and a CNF's frames keep their 1500


class Machine:
    """A namespace with one bridge, br0, that a controller programs."""

    def __init__(self, lab: Lab, name: str, datapath_id: str, control_address: str) -> None:
        self.lab = lab
        self.name = name
        self.datapath_id = datapath_id
        self.control_address = control_address
        self.namespace = lab.namespace(name)
        self.switch = Switch(self.namespace, lab.directory / name)
        lab.at_end(self.switch.stop)
        self.switch.add_bridge(BRIDGE, datapath_id)

    def connect(self, address: str, port: int = 6653) -> None:
        """Points br0 at a controller."""
        self.switch.set_controller(BRIDGE, f"tcp:{address}:{port}")


@dataclass(frozen=True)
class Tunnel:
    """A VXLAN tunnel, and the cable under it."""

    port_name: str  # on either machine
    one: Machine
    other: Machine
    cable: Cable
    settings: dict[str, list[str]]  # of the port, by machine

    def alive(self) -> list[bool]:
        """What BFD says at each end."""
        return ["Forwarding: true" in words for words in self._bfd()]

    def watched_closely(self, milliseconds: int) -> bool:
        """Whether both ends are up and hear each other this often: a session that has just come up is still at a second."""
        return all("Forwarding: true" in words and f"RX Interval: Approx {milliseconds}ms" in words for words in self._bfd())

    def _bfd(self) -> list[str]:
        return [machine.switch.appctl("bfd/show", self.port_name) for machine in (self.one, self.other)]


class Fabric:
    """All machines of a lab. The connector's end of the management lines is a bridge in the control namespace."""

    CONTROL_ADDRESS = "10.254.0.1"

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.machines: dict[str, Machine] = {}
        self._underlay = itertools.count()
        run("ip", "-n", lab.control, "link", "add", "mgmt", "type", "bridge")
        run("ip", "-n", lab.control, "addr", "add", f"{self.CONTROL_ADDRESS}/16", "dev", "mgmt")
        run("ip", "-n", lab.control, "link", "set", "mgmt", "up")

    def add(self, name: str, datapath_id: str) -> Machine:
        """Adds a machine and its management line."""
        number = len(self.machines) + 1
        address = f"10.254.{1 + number // 250}.{number % 250 + 1}"
        machine = Machine(self.lab, name, datapath_id, address)
        veth(self.lab.control, f"m{number}", machine.namespace, "mgmt0")
        run("ip", "-n", self.lab.control, "link", "set", f"m{number}", "master", "mgmt")
        run("ip", "-n", machine.namespace, "addr", "add", f"{address}/16", "dev", "mgmt0")
        self.machines[name] = machine
        return machine

    def join_by_vxlan(self, one: Machine, other: Machine, number_one: int, number_other: int, bfd_ms: int = 0) -> Tunnel:
        """Joins two machines by a VXLAN tunnel whose id each flow chooses, over a cable of its own; with BFD every so many milliseconds."""
        cable = next(self._underlay)
        bfd = [f"bfd:{key}" for key in ("enable=true", f"min_rx={bfd_ms}", f"min_tx={bfd_ms}")] if bfd_ms else []
        subnet = f"172.31.{cable}"
        ends = ((one, other, number_one, 1), (other, one, number_other, 2))
        settings: dict[str, list[str]] = {}
        underlay = Cable(self.lab, f"u{cable}", one.namespace, other.namespace, TUNNEL_MTU)
        for machine, peer, number, host in ends:
            # The address must be on a userspace bridge's own port: over a plain veth the tunnel silently drops everything.
            bridge = f"{TUNNEL_BRIDGE}{cable}"
            machine.switch.add_bridge(bridge)
            machine.switch.vsctl("add-port", bridge, f"u{cable}")
            run("ip", "-n", machine.namespace, "addr", "add", f"{subnet}.{host}/24", "dev", bridge)
            run("ip", "-n", machine.namespace, "link", "set", bridge, "mtu", str(TUNNEL_MTU), "up")
            settings[machine.name] = [
                "type=vxlan", f"options:local_ip={subnet}.{host}", f"options:remote_ip={subnet}.{3 - host}", "options:key=flow", *bfd]
            machine.switch.add_port(BRIDGE, f"vx{cable}", number, *settings[machine.name])
        # The tunnel's neighbour cache drops the first packet, so the underlay speaks first, each way.
        for machine, _, _, host in ends:
            run(*within(machine.namespace, ["ping", "-n", "-q", "-c", "1", "-i", "0.1", "-w", "3", f"{subnet}.{3 - host}"]))
        return Tunnel(f"vx{cable}", one, other, underlay, settings)

    def join_by_veth(self, one: Machine, other: Machine, number_one: int, number_other: int) -> Cable:
        """Joins two machines by a cable without tunnel ids: networks on it need VLAN tags."""
        name = f"w{next(self._underlay)}"
        cable = Cable(self.lab, name, one.namespace, other.namespace, TUNNEL_MTU)
        one.switch.add_port(BRIDGE, name, number_one)
        other.switch.add_port(BRIDGE, name, number_other)
        return cable

    @staticmethod
    def join_by_patch(machine: Machine, bridge_one: str, bridge_other: str, number_one: int, number_other: int) -> None:
        """Joins two bridges of one machine by a pair of patch ports."""
        names = (f"p-{bridge_one}-{bridge_other}"[:15], f"p-{bridge_other}-{bridge_one}"[:15])
        machine.switch.vsctl(
            "add-port", bridge_one, names[0], "--", "set", "interface", names[0], "type=patch", f"options:peer={names[1]}",
            f"ofport_request={number_one}", "--",
            "add-port", bridge_other, names[1], "--", "set", "interface", names[1], "type=patch", f"options:peer={names[0]}",
            f"ofport_request={number_other}")
