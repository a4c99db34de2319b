"""The demo's scenes: each does something, says what happened, and holds it against what was expected."""

from __future__ import annotations

import ipaddress
import pathlib
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import flows
import osm
import packages
import probe
from commands import run, wait_until
from connector import Connector
from lab import Lab
from machines import BRIDGE, Fabric, Machine
from northbound import Northbound
from pods import Pod, PodNetwork
from probe import End, Neighbours
from story import Story

SERVICES = ("alpha", "beta")
SETTLE = 15  # seconds that anything between the connector and two switches may take


class Scenario:
    """Two NSs of two CNFs each, and a stranger, on two machines."""

    def __init__(self, lab: Lab, story: Story, program: pathlib.Path, author: pathlib.Path) -> None:
        self.lab, self.story, self.author = lab, story, author
        self.nsd = osm.example_nsd()
        self.subnet = ipaddress.ip_network(osm.subnet_of(self.nsd))
        self.fabric, self.pods = Fabric(lab), PodNetwork(lab)
        self.connector = Connector(lab, program, Fabric.CONTROL_ADDRESS)
        self.networks: dict[str, str] = {}
        self.in_cluster: dict[str, str] = {}
        self.charts: dict[str, packages.PatchedChart] = {}
        self.wanted: dict[str, list[str]] = {}
        self.bare: dict[str, Counter[tuple[int, int, str, str]]] = {}

    def prepare(self) -> None:
        """The packages, patched; two machines, joined; the connector; and what the switches hold before anybody asks for anything."""
        story = self.story
        with story.step("-", "the packages of CNF_a and CNF_b are patched: osm-l2sm patch"):
            for role in ("a", "b"):
                self.charts[role], said = packages.patch(self.author, role, self.lab.directory)
                story.say(f"cnf_{role}_knf: {said}")
        with story.step("-", "two machines, each with an Open vSwitch of its own, joined by VXLAN"):
            one, other = self.fabric.add("a1", "00000000000000a1"), self.fabric.add("b1", "00000000000000b1")
            self.fabric.join_by_vxlan(one, other, 200, 200)
            story.say(one.switch.appctl("version").splitlines()[0] + ", userspace datapath, fail-mode secure, OpenFlow 1.3")
        with story.step("-", "the connector, and the switches find it"):
            story.say(f"ready {self.connector.start():,.0f} ms after its start")
            for machine in self._machines:
                machine.connect(Fabric.CONTROL_ADDRESS)
            with self._northbound() as north:
                north.wait_in_sync(self._datapaths, SETTLE)
                for machine in self._machines:
                    machine.switch.come_back_fast(BRIDGE)
                north.wait_links_seen(1, SETTLE)
                north.wait_in_sync(self._datapaths, SETTLE)
                link = north.links()[0]
                story.say(f"link {link.datapath_id_a}:{link.port_no_a} - {link.datapath_id_b}:{link.port_no_b} found by discovery")
            self.bare = {machine.name: self._settled(machine) for machine in self._machines}
            held = ", ".join(f"{name} {sum(rules.values())}" for name, rules in self.bare.items())
            story.say(f"rules without any network: {held}")

    def steps(self) -> None:
        """The nine steps."""
        story = self.story
        with story.step("(1)", "OSM asks for VL1: RO calls the plug-in, for NS alpha and for NS beta"):
            story.say(f"{self.nsd.name}, virtual link {osm.VIRTUAL_LINK}, {self.subnet}: the same for both")
            for name in SERVICES:
                reports = osm.instantiate(self.nsd, name, Connector.URL, self._state(name))
                for line in osm.calls(reports):
                    story.say(f"{name}: {line}")
                networks = osm.networks(reports)
                story.expect(networks.get(osm.VIRTUAL_LINK) == "ACTIVE", f"RO is content with NS {name}", str(networks))
        with story.step("(2)", "the networks are made"), self._northbound() as north:
            for name in SERVICES:
                network = north.network(osm.net_name(name))
                if story.expect(network is not None and north.is_active(network), f"network {osm.net_name(name)} is ACTIVE",
                                f"status {network.status}: {network.error_msg}" if network else "there is none"):
                    story.say(f"     id {network.id}, in the cluster {network.cluster_name}, tunnel id {network.segmentation_id}")
                self.networks[name] = network.id if network else ""
                if network:
                    self.in_cluster[network.cluster_name] = network.id
            story.expect(len(set(self.networks.values())) == len(SERVICES), "each NS has a network of its own")
        for number, role in (("(3)", "a"), ("(4)", "b")):
            with story.step(number, f"CNF_{role} is deployed, for both NSs, with its normal interface only"):
                for name in SERVICES:
                    pod = self.pods.deploy(f"{name}-{role}")
                    self.wanted[pod.name] = self.charts[role].networks(name)
                    story.say(f"{pod.name} eth0 {pod.address}, {packages.ANNOTATION}: {', '.join(self.wanted[pod.name])}")
                    story.expect(len(self.wanted[pod.name]) == 1 and self.wanted[pod.name][0] in self.in_cluster,
                                 f"the chart of {pod.name}, patched and rendered, asks for one network, and it is there",
                                 f"{self.wanted[pod.name]} of {list(self.in_cluster)}")
        stranger = self.pods.deploy("stranger")
        hosts = {name: self.subnet[offset] for name, offset in (
            ("alpha-a", 11), ("alpha-b", 12), ("beta-a", 21), ("beta-b", 22), (stranger.name, 31))}
        for number, role, machine in (("(5)", "a", self._machines[0]), ("(6)", "b", self._machines[1])):
            with story.step(number, f"CNF_{role} gets its second interface, on machine {machine.name}"):
                here = [self.pods.pods[f"{name}-{role}"] for name in SERVICES] + ([stranger] if role == "a" else [])
                for port_no, pod in enumerate(here, 1):
                    self.pods.plug(pod, machine, port_no, f"{hosts[pod.name]}/{self.subnet.prefixlen}")
                    story.say(f"{pod.name} net1 {pod.link_address} on {machine.datapath_id}:{port_no}"
                              + (", which no network will get" if pod is stranger else ""))
        with story.step("(7)", "port and network reach the controller"), self._northbound() as north:
            for pod in self._members:
                # alpha's MAC addresses are told, beta's are left for the switches to learn.
                macs = [pod.mac] if pod.name.startswith("alpha") else []
                begin = time.monotonic()
                # As the operator does it: what the pod's annotation names.
                for network in self.wanted[pod.name]:
                    north.attach(self.in_cluster[network], pod.machine.datapath_id, pod.port_no, macs)
                story.say(f"{pod.name} accepted in {(time.monotonic() - begin) * 1000:.1f} ms"
                          + (f", MAC address {pod.mac}" if macs else ", MAC address unknown"))
        with story.step("(8)", "the OpenFlow rules are written"), self._northbound() as north:
            north.wait_ports_active(len(self._members), SETTLE)
            north.wait_in_sync(self._datapaths, SETTLE)
            story.expect(True, f"{len(self._members)} ports ACTIVE: their switches confirmed the rules")
            for machine in self._machines:
                held = flows.dump(machine.switch, BRIDGE)
                story.say(f"{machine.name}: {len(held)} rules ({', '.join(flows.cookies(held))}), "
                          f"{len(flows.groups(machine.switch, BRIDGE))} groups")
                found = flows.generations(held)
                story.expect(len(found) == 1 and -1 not in found, f"{machine.name}: all cookies are ours, of one generation", str(found))
        with story.step("(9)", "OSM configures the CNFs over their normal interface"):
            ends = [End("osm", self.pods.namespace, "cni0", self.pods.OSM_ADDRESS)]
            ends += [End(pod.name, pod.namespace, "eth0", pod.address) for pod in self.pods.pods.values()]
            everyone = [(one.name, other.name) for one in ends for other in ends if one is not other]
            wrong = probe.differences(probe.matrix(ends, everyone), everyone)
            story.expect(not wrong, "over the default pod network OSM reaches all CNFs, and they each other", "; ".join(wrong))

    def isolation(self) -> None:
        """Every pair over the virtual links, and no frame of it at the controller."""
        self.story.title("Isolation: who reaches whom over the virtual links (rows ping columns)")
        with self._northbound() as north:
            before = self._to_controller(north)
            self._reach("every pair, asking by ARP first", table=True)
            self._reach("every pair, straight to the other's MAC address", Neighbours.FIXED)
            after = self._to_controller(north)
        wrong = [f"{key}: {count} before, {after[key]} after" for key, count in before.items() if count != after[key]]
        self.story.expect(not wrong, "meanwhile no frame but discovery's went to the controller", "; ".join(wrong))

    def show_rules(self) -> None:
        """One bridge's tables, for people."""
        machine = self._machines[0]
        self.story.title(f"What {BRIDGE} of {machine.name} holds (ovs-ofctl -O OpenFlow13 dump-flows, dump-groups)")
        for line in flows.render(flows.dump(machine.switch, BRIDGE)):
            self.story.say(line)
        for group in flows.groups(machine.switch, BRIDGE):
            self.story.say(f"group {group.number:#x}: {group.content}")

    def restart(self) -> None:
        """SIGKILL while pings run, life without a connector, and its return."""
        story = self.story
        story.title("The connector is killed, and comes back")
        pings = [probe.BackgroundPing(self.lab, self._end(f"{name}-a"), self._end(f"{name}-b")) for name in SERVICES]
        before = {machine.name: flows.dump(machine.switch, BRIDGE) for machine in self._machines}
        begin = time.monotonic()
        with story.step("-", "SIGKILL, while a ping every 5 ms runs in each network"):
            self.connector.kill()
            wait_until("the switches notice", SETTLE, lambda: not any(one.switch.connected() for one in self._machines))
            story.expect(not self.connector.running(), "the connector is dead, and no switch has a controller")
        with story.step("-", "without a connector"):
            self._reach("every pair", Neighbours.KEPT)
            self._new_address_is_found_by_broadcast()
        with story.step("-", "it is started again"):
            again = time.monotonic()
            story.say(f"ready {self.connector.start():,.0f} ms after its start")
            with self._northbound() as north:
                north.wait_in_sync(self._datapaths, SETTLE)
                story.say(f"both switches back and in sync {(time.monotonic() - again) * 1000:,.0f} ms after its start")
                north.wait_links_seen(1, SETTLE)
                north.wait_ports_active(len(self._members), SETTLE)
                north.wait_in_sync(self._datapaths, SETTLE)
                counted = {key: one.counters for key, one in north.switches().items()}
            wrong = [f"{key}: {one.flow_mods} flow mods, {one.group_mods} group mods" for key, one in counted.items()
                     if one.flow_mods or one.group_mods]
            story.expect(not wrong, "it sent no flow mod and no group mod: nothing had to be written", "; ".join(wrong))
            for machine in self._machines:
                elapsed = time.monotonic() - begin
                held = flows.dump(machine.switch, BRIDGE)
                changed = flows.rewritten(before[machine.name], held, elapsed)
                story.expect(not changed, f"{machine.name}: the same {sum(flows.identities(held).values())} rules with the same "
                             "cookies, none written again", "; ".join(changed))
            for ping in pings:
                seen = ping.stop()
                story.expect(seen.lost == 0 and seen.duplicates == 0 and seen.received > 0,
                             f"{ping.words}: {seen.received} of {seen.sent} pings answered, longest gap {seen.longest_gap_ms:.0f} ms",
                             f"{seen.lost} lost, {seen.duplicates} answered twice")
        self._reach("every pair, as before", Neighbours.FIXED)

    def deletion(self) -> None:
        """The NSs go, one after the other, and so do their rules."""
        story = self.story
        story.title("OSM terminates both NSs")
        with story.step("-", "alpha: its network is deleted while its CNFs are still attached"):
            osm.terminate(self._state("alpha"))
            self._wait_cut("alpha")
            self._reach("alpha is cut, beta is untouched", services=("beta",))
        with story.step("-", "beta: its ports go first, then its network"), self._northbound() as north:
            for pod in self._members:
                if pod.name.startswith("beta"):
                    story.expect(north.detach(self.networks["beta"], pod.machine.datapath_id, pod.port_no), f"{pod.name} detached")
            osm.terminate(self._state("beta"))
            for name in SERVICES:
                story.expect(north.network(osm.net_name(name)) is None, f"network {osm.net_name(name)} is gone")
            story.expect(not north.ports(), "no port is left in any network")
        with story.step("-", "what the switches hold now"):
            for machine in self._machines:
                self._only_base_rules(machine)

    @property
    def _machines(self) -> list[Machine]:
        return list(self.fabric.machines.values())

    @property
    def _datapaths(self) -> list[str]:
        return [machine.datapath_id for machine in self._machines]

    @property
    def _members(self) -> list[Pod]:
        return [self.pods.pods[f"{name}-{role}"] for name in SERVICES for role in ("a", "b")]

    def _end(self, name: str) -> End:
        pod = self.pods.pods[name]
        return End(pod.name, pod.namespace, "net1", pod.link_address, pod.mac)

    def _northbound(self) -> Northbound:
        return Northbound(Connector.TARGET)

    def _state(self, name: str) -> pathlib.Path:
        return self.lab.directory / f"ro-{name}.json"

    @staticmethod
    def _to_controller(north: Northbound) -> dict[str, int]:
        return {key: switch.counters.packet_ins_other for key, switch in north.switches().items()}

    def _reach(
        self, words: str, neighbours: Neighbours = Neighbours.ASKED, table: bool = False, services: Sequence[str] = SERVICES
    ) -> None:
        names = list(self.pods.pods)
        expected = [pair for name in services for pair in ((f"{name}-a", f"{name}-b"), (f"{name}-b", f"{name}-a"))]
        found = probe.matrix([self._end(name) for name in names], expected, neighbours)
        if table:
            self.story.matrix(names, found, expected)
        wrong = probe.differences(found, expected)
        self.story.expect(not wrong, f"{words}: {len(found)} pairs, of which exactly the {len(expected)} of the same NS reach each other",
                          "; ".join(wrong))

    def _new_address_is_found_by_broadcast(self) -> None:
        address, owner = str(self.subnet[13]), self.pods.pods["alpha-b"]
        run("ip", "-n", owner.namespace, "addr", "add", f"{address}/{self.subnet.prefixlen}", "dev", "net1")
        self.story.expect(probe.answers(self._end("alpha-a"), address, 5), "a new address of alpha-b is found by broadcast from alpha-a")
        others = [self._end(name) for name in ("beta-a", "beta-b", "stranger")]
        with ThreadPoolExecutor(len(others)) as pool:
            leaks = [end.name for end, heard in zip(others, pool.map(lambda end: probe.answers(end, address, 1), others)) if heard]
        self.story.expect(not leaks, "and not from the other network, nor by the stranger", ", ".join(leaks))
        run("ip", "-n", owner.namespace, "addr", "del", f"{address}/{self.subnet.prefixlen}", "dev", "net1")

    def _settled(self, machine: Machine) -> Counter[tuple[int, int, str, str]]:
        """What a bridge holds once it has not changed for a second."""
        held, since = flows.identities(flows.dump(machine.switch, BRIDGE)), time.monotonic()

        def quiet() -> bool:
            nonlocal held, since
            now = flows.identities(flows.dump(machine.switch, BRIDGE))
            if now != held:
                held, since = now, time.monotonic()
            return time.monotonic() - since >= 1

        wait_until(f"the rules of {machine.name} stay the same for a second", SETTLE, quiet, every=0.1)
        return held

    def _wait_cut(self, service: str) -> None:
        """RO's delete is done when the connector has it written down; the switches follow."""
        ports = {(pod.machine.name, f"in_port={pod.port_no}") for pod in self._members if pod.name.startswith(service)}

        def cut() -> bool:
            return not any((machine.name, part) in ports for machine in self._machines for flow in flows.dump(machine.switch, BRIDGE)
                           for part in flow.match.replace('"', "").split(","))

        wait_until(f"no rule for a port of {service}", SETTLE, cut)

    def _only_base_rules(self, machine: Machine) -> None:
        deadline = time.monotonic() + SETTLE
        while True:
            held = Counter(flow.identity for flow in flows.dump(machine.switch, BRIDGE))
            # A link's group belongs to the base; the networks' own are numbered from 0x40000000 (docs/pipeline.md).
            groups = [group.number for group in flows.groups(machine.switch, BRIDGE) if group.number >> 28 == 4]
            base = self.bare[machine.name]
            if (held == base and not groups) or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        self.story.expect(held == base and not groups, f"{machine.name}: the {sum(base.values())} base rules of before, and no network's group",
                          f"left over {list(held - base)}, lost {list(base - held)}, groups {groups}")
