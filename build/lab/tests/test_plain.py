"""Real switches without extensions, and one with them: tunnels, tags, mirrors, guards, rates, hosts that move, a connector that is killed."""

import itertools
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import flows
import probe
from commands import run, wait_until
from connector import Connector
from frames import Tap, paced
from machines import BRIDGE, Fabric
from northbound import Northbound
from plain import PORT
from plain_ring import PlainRingCase, end_of
from probe import Neighbours
from ring import MISSING, SETTLE

RATE = 80  # kbit/s: ten frames of a thousand bytes in a second, and as many at once


@unittest.skipIf(MISSING, MISSING)
class PlainSwitches(PlainRingCase):
    """Each test has networks and CNFs of its own."""

    marks = itertools.count()

    def test_networks_with_the_same_addresses_are_apart(self) -> None:
        macs = [f"02:17:00:00:00:0{number}" for number in range(1, 5)]
        blue, green = self.network("blue"), self.network("green")
        pods = {}
        for number, letter in enumerate("abcd"):
            pods[letter] = self.pod(f"blue-{letter}", letter, 1 + number, macs[number])
            self.join(blue, pods[letter], *macs[number:number + 1] * (letter in "ad"))
            pods[letter.upper()] = self.pod(f"green-{letter}", letter, 11 + number, macs[3 - number])
            self.join(green, pods[letter.upper()])
        for network in (blue, green):
            self.north.wait_active(network, SETTLE)
        ends = [end_of(pod) for pod in pods.values()]
        pairs = [(one.name, other.name) for one, other in itertools.permutations(ends, 2) if one.name.split("-")[0] == other.name.split("-")[0]]
        for neighbours in (Neighbours.ASKED, Neighbours.FIXED):
            self.assertEqual(probe.differences(probe.matrix(ends, pairs, neighbours, patience=SETTLE), pairs), [], neighbours)
        taps = {letter: self.tap(pod) for letter, pod in pods.items()}
        for letter, tap in taps.items():
            tap.send(f"all from {letter}", tag=3 * letter.isupper())  # green's members have a VLAN of their own inside
        expected = {letter: {f"all from {other}": 1 for other in taps if other != letter and other.isupper() == letter.isupper()} for letter in taps}
        wait_until("all hear their own", SETTLE, lambda: all(expected[letter].keys() <= tap.heard().keys() for letter, tap in taps.items()))
        time.sleep(0.2)  # what comes twice, or to the wrong ones, comes then
        self.assertEqual({letter: dict(tap.heard()) for letter, tap in taps.items()}, expected)

    def test_a_port_is_attached_in_the_moment_in_which_it_is_added(self) -> None:
        network = self.network("at-once")
        for number, letter in enumerate("abcd" * 3):
            self.join(network, self.pod(f"once-{number}", letter, 1 + number))
        self.north.wait_active(network, SETTLE)

    def test_a_mirror_sees_each_frame_of_its_network_once_whichever_way_it_goes(self) -> None:
        network = self.network("watched")
        a, near, c = self.pod("watch-a", "a", 1), self.pod("watch-near", "a", 2), self.pod("watch-c", "c", 3)
        others = {letter: self.pod(f"mirror-{letter}", letter, 10) for letter in "abd"}
        for pod in (a, near, c):
            self.join(network, pod)
        for mirror in others.values():
            self.north.mirror(network, mirror.machine.datapath_id, mirror.port_no)
        self.north.wait_active(network, SETTLE)
        mirrors = {letter: self.tap(pod) for letter, pod in others.items()}
        talkers = {pod: self.tap(pod) for pod in (a, near, c)}
        ways = [(a, c), (c, a), (a, near), (near, a)]
        self.meet(talkers, ways)
        sent = [f"frame {number}" for number in range(20)]
        for words, (one, other) in zip(sent, ways * 5, strict=True):
            talkers[one].send(words, to=other.mac)
        mirrors["b"].send("a mirror is heard by nobody")
        self.mark([*talkers.values()], [*talkers.values(), *mirrors.values()])
        for letter, mirror in mirrors.items():
            self.assertEqual({words: mirror.count(words) for words in sent}, dict.fromkeys(sent, 1), letter)
        self.assertEqual(sorted(tap.count(words) for tap in talkers.values() for words in sent), [0] * 40 + [1] * 20, "each has come to one alone")
        self.assertEqual([tap.count("a mirror is heard by nobody") for tap in (*mirrors.values(), *talkers.values())], [0] * 6)

    def test_a_guard_drops_what_comes_from_another_address(self) -> None:
        network = self.network("guarded")
        guarded, victim, peer, far = (self.pod(f"guard-{letter}", letter, 1 + number) for number, letter in enumerate("abcd"))
        self.join(network, guarded, guard=[guarded.mac])
        for pod in (victim, peer, far):
            self.join(network, pod)
        self.north.wait_active(network, SETTLE)
        taps = {pod: self.tap(pod) for pod in (guarded, victim, peer, far)}
        self.meet(taps, [(peer, victim), (far, victim)])
        for number in range(20):
            taps[guarded].send("spoofed", source=victim.mac)
            taps[guarded].send("spoofed", source=f"02:18:00:00:00:{number:02x}")
        taps[guarded].send("honest")
        for pod in (victim, peer, far):
            wait_until(f"{pod.name} hears what is honest", SETTLE, lambda: taps[pod].count("honest"))
            self.assertEqual(taps[pod].count("spoofed"), 0, pod.name)
            if pod is not victim:
                taps[pod].send("still there", to=victim.mac)
        wait_until("the victim is where it was", SETTLE, lambda: taps[victim].count("still there") == 2)
        self.assertEqual(taps[guarded].count("still there"), 0)

    def test_rates_of_ports_and_networks_are_kept(self) -> None:
        limited, whole = self.network("limited-port"), self.network("limited-network")
        slow, free, far = self.pod("slow", "a", 1), self.pod("free", "a", 2), self.pod("slow-far", "c", 3)
        self.join(limited, slow, kilobits=RATE)
        for pod in (free, far):
            self.join(limited, pod)
        one, other = self.pod("whole-a", "a", 1), self.pod("whole-b", "b", 2)
        for pod in (one, other):
            self.join(whole, pod, pod.mac)
        self.north.limit(whole, RATE)
        for network in (limited, whole):
            self.north.wait_active(network, SETTLE)
        taps = {pod: self.tap(pod) for pod in (slow, free, far, one, other)}
        self.meet({pod: taps[pod] for pod in (slow, free, far)}, [(slow, far), (free, far)])
        for source, target in ((slow, far), (one, other)):
            begin = time.monotonic()
            for _ in paced(300):
                taps[source].send("limited", to=target.mac, length=1000)
            wait_until("some get through", SETTLE, lambda: taps[target].count("limited"))
            time.sleep(0.1)  # for those that are under way
            allowed = (2 + time.monotonic() - begin) * RATE / 8
            print(f"{source.name}: {taps[target].count('limited')} of 300 at {RATE} kbit/s, {allowed:.0f} allowed", flush=True)
            self.assertLessEqual(taps[target].count("limited"), allowed)

        def sent_enough() -> bool:
            for _ in paced(50):
                taps[free].send("free", to=far.mac, length=1000)
            return taps[far].count("free") > 10 * allowed

        wait_until("the other port has no limit", SETTLE, sent_enough)

    def test_a_host_that_moves_is_reached_again(self) -> None:
        network = self.network("roaming")
        roamer, *others = [self.pod(f"roam-{letter}", letter, 1 + number) for number, letter in enumerate("abcd")]
        for pod in (roamer, *others):
            self.join(network, pod)
        self.north.wait_active(network, SETTLE)
        pings = [probe.BackgroundPing(self.lab, end_of(pod), end_of(roamer), every_ms=20) for pod in others]
        self.answered(pings, "before it moves")
        for words, letter, speaks in (("to the one with extensions", "d", True), ("to a plain one", "b", True), ("in silence", "c", False)):
            before = roamer.machine.datapath_id, roamer.port_no
            port = next(self._ports)
            self.north.attach(network, self.machines[letter].datapath_id, port, [], pending=True)
            self.pods.move(roamer, self.machines[letter], port)
            self.north.wait_active(network, SETTLE)
            probe.set_neighbours(end_of(roamer), [end_of(pod) for pod in others])
            if not speaks:
                self.north.detach(network, *before)
            # More than once, as hypervisors do: Open vSwitch, which learns by itself, counts frames from the old port up to half a second late,
            # and then takes the host for there.
            self.answered(pings, words, self.tap(roamer) if speaks else None)
        for ping in pings:
            self.assertEqual(ping.stop().duplicates, 0, ping.words)

    def test_a_connector_that_is_killed_costs_no_ping(self) -> None:
        network = self.network("killed")
        pods = [self.pod(f"kill-{letter}", letter, 1 + number) for number, letter in enumerate("abcd")]
        for pod in pods:
            self.join(network, pod)
        self.north.wait_active(network, SETTLE)
        ends = [end_of(pod) for pod in pods]
        pings = [probe.BackgroundPing(self.lab, one, other, every_ms=10) for one, other in itertools.combinations(ends, 2)]
        self.answered(pings, "before")
        for end in ends:
            probe.set_neighbours(end, ends)
        self.connector.kill()
        wait_until("the switches notice", SETTLE, lambda: not any(machine.switch.connected() for machine in self.machines.values()))
        self.answered(pings, "while it is away")
        self.connector.start()
        self.north.close()
        self.north = Northbound(Connector.TARGET)
        self.settle(self.north)
        self.answered(pings, "when it is back")
        for ping in pings:
            seen = ping.stop()
            print(f"killed: {ping.words}: {seen.received} answered, {seen.holes} not", flush=True)
            self.assertEqual((seen.holes, seen.duplicates), (0, 0), (ping.words, seen))
        written = {switch.datapath_id: (switch.counters.flow_mods, switch.counters.group_mods) for switch in self.north.switches().values()}
        print(f"written after the restart: {written}", flush=True)

    def test_dead_links_are_gone_round(self) -> None:
        reach = self.everywhere("cut")
        for words, cable in self.cables.items():
            cable.cut()
            self.settle(self.north, gone=1)
            reach(f"{words} is cut")
            cable.mend()
            self.settle(self.north)
            reach(f"{words} is mended")

    def test_a_switch_that_gets_the_extensions_or_loses_all_is_given_what_it_needs(self) -> None:
        reach = self.everywhere("other")
        machine = self.machines["b"]
        machine.connect(Fabric.CONTROL_ADDRESS)
        wait_until("b learns by itself", SETTLE, lambda: any("learn(" in flow.actions for flow in flows.dump(machine.switch, BRIDGE)))
        self.settle(self.north)
        self.assertEqual([flow for flow in flows.dump(machine.switch, BRIDGE) if "hard_timeout" in flow.match], [], "nothing that it was taught stays")
        reach("b has the extensions")
        run("kill", str(machine.switch.pids()[0]))
        wait_until("b is gone", SETTLE, lambda: len(machine.switch.pids()) == 1)
        machine.connect(Fabric.CONTROL_ADDRESS, PORT)
        machine.switch.start_datapath()
        wait_until("b shows who sends", SETTLE, lambda: any("CONTROLLER" in flow.actions and flow.table for flow in flows.dump(machine.switch, BRIDGE)))
        self.settle(self.north)
        machine.switch.come_back_fast(BRIDGE)
        reach("b is plain again")

    def everywhere(self, name: str):
        """A network with a CNF at each switch, and what sees to it that each reaches each."""
        network = self.network(name)
        pods = [self.pod(f"{name}-{letter}", letter, 1 + number) for number, letter in enumerate("abcd")]
        for pod in pods:
            self.join(network, pod)
        self.north.wait_active(network, SETTLE)
        ends = [end_of(pod) for pod in pods]
        pairs = [(one.name, other.name) for one, other in itertools.permutations(ends, 2)]
        return lambda words: self.assertEqual(probe.differences(probe.matrix(ends, pairs, patience=SETTLE), pairs), [], words)

    def answered(self, pings, words: str, announcer: Tap | None = None) -> None:
        """All pings that are sent from now on have an answer soon, if need be after their target has announced itself."""
        begin = time.time()

        def all_answered() -> bool:
            if announcer:
                announcer.send("here I am")
            return all(ping.first_answer_after(begin) for ping in pings)

        wait_until(f"{', '.join(ping.words for ping in pings)}: answered {words}", SETTLE, all_answered, every=0.1)

    def meet(self, taps, ways) -> None:
        """Frames go on until all switches have learned who is where: none is flooded any more."""
        numbers = itertools.count()

        def known() -> bool:
            said = f"meet {next(numbers)}"
            for one, other in ways:
                taps[one].send(said, to=other.mac)
            self.mark([taps[one] for one, _ in ways], [*taps.values()])
            return sum(tap.count(said) for tap in taps.values()) == len(ways)

        for tap in taps.values():
            tap.send("I am here")
        wait_until("nothing is flooded any more", SETTLE, known)

    def mark(self, senders, hearers) -> None:
        """Waits until what these have sent is where it goes: what they send to all after it has come, by the same ways."""
        words = [f"mark {next(self.marks)}" for _ in senders]
        for sender, each in zip(senders, words, strict=True):
            sender.send(each)
        wait_until("the marks are heard", SETTLE, lambda: all(
            tap.count(each) for tap in hearers for sender, each in zip(senders, words, strict=True) if sender is not tap))


if __name__ == "__main__":
    unittest.main()
