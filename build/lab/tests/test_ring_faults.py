"""The same ring, and what else goes wrong in it: links that die unseen, a bridge that is made anew, a connector that is killed, a hand in the tables."""

import os
import pathlib
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import flows
import probe
from commands import run, wait_until
from connector import Connector
from machines import BRIDGE
from northbound import Northbound
from probe import Neighbours
from ring import MISSING, SETTLE, RingCase

SILENCE_MS = 3500  # three seconds of missed discovery, up to half a second until that is looked at
PORT_DOWN_MS = 1000
BRIDGE_BACK_MS = 2000
NETWORKS = 100  # each with a port on every machine that no pod has
CALM = 16  # seconds after which the connector takes a switch that is away for dead
AUDIT_SECONDS = 65  # a minute, and some: the flow monitor is far below


@unittest.skipIf(MISSING, MISSING)
class LinksWithoutBfd(RingCase):
    """Nobody but discovery can tell that a tunnel is dead: its ports stay up."""

    bfd_ms = 0

    def test_a_link_that_eats_all_frames_is_given_up_by_its_silence(self) -> None:
        self.reach(Neighbours.ASKED)
        pings = self.ping_everywhere()
        lost = frozenset((("00000000000000a1", 200), ("00000000000000b1", 201)))
        with Northbound(Connector.TARGET) as north:
            begin = time.monotonic()
            self.link.cable.cut_silently()
            wait_until("the link is given up", SETTLE, lambda: lost not in self.links(north))
            print(f"given up after {time.monotonic() - begin:.1f} s", flush=True)
            north.wait_in_sync(self.datapaths, SETTLE)
        self.reach(Neighbours.KEPT)
        self.everyone_answers_broadcasts_once()
        self.count(pings, "eaten in silence", longest_gap_ms=SILENCE_MS + 1000)


@unittest.skipIf(MISSING, MISSING)
class CablesInsteadOfTunnels(RingCase):
    """Plain cables carry no tunnel ids, so there are no detours: a port that goes down is the connector's to heal."""

    def join(self, one, other, number_one, number_other):
        return self.fabric.join_by_veth(one, other, number_one, number_other)

    def test_a_cut_cable_is_gone_round_when_its_ports_go_down(self) -> None:
        self.reach(Neighbours.ASKED)
        pings = self.ping_everywhere()
        with Northbound(Connector.TARGET) as north:
            begin = time.monotonic()
            self.link.cut()
            wait_until("the link is given up", SETTLE, lambda: len(self.links(north)) == 2, every=0.01)
            print(f"given up after {time.monotonic() - begin:.2f} s", flush=True)
            north.wait_in_sync(self.datapaths, SETTLE)
        self.reach(Neighbours.KEPT)
        self.everyone_answers_broadcasts_once()
        self.count(pings, "ports down", longest_gap_ms=PORT_DOWN_MS)


@unittest.skipIf(MISSING, MISSING)
class Bridges(RingCase):
    """A switch may lose everything, down to its bridge."""

    def test_a_bridge_is_deleted_and_made_again_while_the_others_go_on(self) -> None:
        self.reach(Neighbours.ASKED)
        machine = self.machines[2]
        pings = self.ping_everywhere()
        going_on, *broken = pings
        machine.switch.vsctl("del-br", BRIDGE)
        with Northbound(Connector.TARGET) as north:
            wait_until("c is away", SETTLE, lambda: not north.switches()[machine.datapath_id].connected)
        machine.switch.add_bridge(BRIDGE, machine.datapath_id)
        for tunnel, number in zip(self.others, (203, 204), strict=True):
            machine.switch.add_port(BRIDGE, tunnel.port_name, number, *tunnel.settings[machine.name])
        machine.switch.add_port(BRIDGE, "v-cnf-c", 1)
        begin = time.time()
        machine.connect(self.fabric.CONTROL_ADDRESS)
        first = wait_until("c answers", SETTLE, lambda: broken[-1].first_answer_after(begin), every=0.02)
        print(f"c answers {(first - begin) * 1000:.0f} ms after its bridge is back and told of its controller", flush=True)
        self.assertLess((first - begin) * 1000, BRIDGE_BACK_MS)
        with Northbound(Connector.TARGET) as north:
            north.wait_links_seen(3, SETTLE)
            north.wait_in_sync(self.datapaths, SETTLE)
        self.reach(Neighbours.KEPT)
        self.count([going_on], "a bridge away")
        for ping in broken:
            ping.stop()


@unittest.skipIf(MISSING, MISSING)
class DeadSwitches(RingCase):
    """A switch that is gone for good may be where all others meet. No BFD: nobody but the connector could tell."""

    bfd_ms = 0

    def test_the_others_go_on_without_the_switch_where_they_met(self) -> None:
        self.reach(Neighbours.ASKED)
        time.sleep(CALM)  # most switches have to have been here for so long
        self.know_each_other()
        ping = probe.BackgroundPing(self.lab, self.members[1], self.members[2], every_ms=5)
        begin = time.time()
        a, *others = self.machines
        os.kill(a.switch.pids()[0], signal.SIGKILL)
        first = wait_until("b and c meet again", SETTLE, lambda: ping.first_answer_after(begin + 1), every=0.05)
        print(f"b and c meet again {(first - begin) * 1000:.0f} ms after a died", flush=True)
        with Northbound(Connector.TARGET) as north:
            north.wait_in_sync([machine.datapath_id for machine in others], SETTLE)
        a.switch.start_datapath()
        with Northbound(Connector.TARGET) as north:
            north.wait_in_sync(self.datapaths, SETTLE)
            north.wait_links_seen(3, SETTLE)
            north.wait_in_sync(self.datapaths, SETTLE)
        seen = ping.stop()
        print(f"a dead switch: {ping.words}: {seen.received} of {seen.sent}, {seen.duplicates} twice, longest gap {seen.longest_gap_ms:.0f} ms", flush=True)
        self.assertEqual(seen.duplicates, 0, seen)
        self.reach(Neighbours.ASKED)
        self.everyone_answers_broadcasts_once()


@unittest.skipIf(MISSING, MISSING)
class ManagementLines(RingCase):
    """The connector's line to a switch is none of the fabric's links."""

    bfd_ms = 0

    def test_a_switch_whose_line_to_the_connector_is_cut_keeps_its_traffic_and_its_rules(self) -> None:
        self.reach(Neighbours.ASKED)
        machine = self.machines[2]
        pings = self.ping_everywhere()
        before = [(time.monotonic(), flows.dump(each.switch, BRIDGE)) for each in self.machines]
        with Northbound(Connector.TARGET) as north:
            run("ip", "-n", machine.namespace, "link", "set", "mgmt0", "down")
            # Up to here the session hangs, which looks like links that eat all frames; from here on the switch is away.
            wait_until("c is given up", SETTLE + 15, lambda: not north.switches()[machine.datapath_id].connected)
            self.assertEqual(len(self.links(north)), 3)
            self.reach(Neighbours.KEPT)
            self.everyone_answers_broadcasts_once()
            run("ip", "-n", machine.namespace, "link", "set", "mgmt0", "up")
            north.wait_in_sync(self.datapaths, SETTLE)
            north.wait_links_seen(3, SETTLE)
        for each, (then, held) in zip(self.machines, before, strict=True):
            self.assertEqual(flows.rewritten(held, flows.dump(each.switch, BRIDGE), time.monotonic() - then), [], each.name)
        for ping in pings:
            seen = ping.stop()
            print(f"line cut: {ping.words}: {seen.received} of {seen.sent}", flush=True)
            self.assertEqual(seen.duplicates, 0, (ping.words, seen))
            # All, as a rule. Links that were given up cost half of them, a busy machine one or two.
            self.assertLess(seen.lost, seen.sent / 20, (ping.words, seen))


@unittest.skipIf(MISSING, MISSING)
class Loaded(RingCase):
    """Many networks, so that a dip would be seen. No BFD: a busy machine is late with it, and no link is to die here."""

    bfd_ms = 0

    def setUp(self) -> None:
        super().setUp()
        with Northbound(Connector.TARGET) as north:
            for number in range(NETWORKS):
                network = north.create(f"load-{number}").id
                for machine in self.machines:
                    north.attach(network, machine.datapath_id, 1000 + number, [], pending=True)
            north.wait_in_sync(self.datapaths, SETTLE)

    def test_the_connector_killed_under_traffic_costs_no_ping_no_flow_and_no_write(self) -> None:
        self.reach(Neighbours.ASKED)
        pings = self.ping_everywhere()
        before = [(time.monotonic(), flows.dump(machine.switch, BRIDGE)) for machine in self.machines]
        least, stop = [10**9] * 3, threading.Event()

        def watch() -> None:
            while not stop.is_set():
                for at, machine in enumerate(self.machines):
                    least[at] = min(least[at], len([flow for flow in flows.dump(machine.switch, BRIDGE) if not flow.learned]))

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            self.connector.kill()
            wait_until("the switches notice", SETTLE, lambda: not any(machine.switch.connected() for machine in self.machines))
            self.connector.start()
            with Northbound(Connector.TARGET) as north:
                north.wait_in_sync(self.datapaths, SETTLE)
                north.wait_links_seen(3, SETTLE)
                north.wait_in_sync(self.datapaths, SETTLE)
                for switch in north.switches().values():
                    self.assertEqual((switch.counters.flow_mods, switch.counters.group_mods), (0, 0), switch.datapath_id)
        finally:
            stop.set()
            watching.join()
        for ping in pings:
            seen = ping.stop()
            print(f"killed: {ping.words}: {seen.received} of {seen.sent}", flush=True)
            self.assertEqual((seen.lost, seen.duplicates), (0, 0), (ping.words, seen))
        for at, (machine, (then, held)) in enumerate(zip(self.machines, before, strict=True)):
            now = flows.dump(machine.switch, BRIDGE)
            self.assertEqual(flows.rewritten(held, now, time.monotonic() - then), [])
            self.assertEqual(least[at], len([flow for flow in held if not flow.learned]), machine.name)
            self.assertGreater(least[at], NETWORKS * 3)

    def test_a_flow_of_a_stranger_is_reported_and_left_alone(self) -> None:
        machine = self.machines[0]
        machine.switch.ofctl("add-flow", BRIDGE, "table=0,cookie=0xbeef,priority=7,in_port=77,actions=drop")
        wait_until("the stranger's flow is reported", AUDIT_SECONDS, lambda: "of others in our tables" in self.connector.log())
        self.assertIn("in_port=77", self.connector.log())
        self.assertTrue(any(flow.cookie == 0xBEEF for flow in flows.dump(machine.switch, BRIDGE)))
        self.reach(Neighbours.ASKED)

    def test_a_flow_that_somebody_deletes_is_back(self) -> None:
        machine = self.machines[0]
        wanted = flows.identities(flows.dump(machine.switch, BRIDGE))
        begin = time.monotonic()
        machine.switch.ofctl("del-flows", BRIDGE, "table=0,in_port=1")
        wait_until("the flow is back", AUDIT_SECONDS, lambda: flows.identities(flows.dump(machine.switch, BRIDGE)) == wanted, every=0.01)
        print(f"a deleted flow is back after {(time.monotonic() - begin) * 1000:.0f} ms", flush=True)
        self.reach(Neighbours.ASKED)


if __name__ == "__main__":
    unittest.main()
