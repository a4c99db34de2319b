"""The lab itself, with rules written by hand instead of a controller."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import flows
import probe
from commands import LabError
from lab import Lab
from machines import BRIDGE, Fabric
from pods import PodNetwork
from probe import End, Neighbours

MISSING = "needs root" if os.geteuid() != 0 else "" if shutil.which("ovs-vswitchd") else "needs Open vSwitch"


@unittest.skipIf(MISSING, MISSING)
class LabOnOpenVswitch(unittest.TestCase):
    def setUp(self) -> None:
        self.lab = Lab()
        self.lab.__enter__()
        self.addCleanup(self.leave)
        self.fabric = Fabric(self.lab)
        self.pods = PodNetwork(self.lab)

    def leave(self) -> None:
        self.lab.close()
        self.assertEqual(self.lab.leftovers(), [])

    def pod(self, name, machine, port):
        pod = self.pods.deploy(name)
        self.pods.plug(pod, machine, port, f"10.9.0.{port}/24")
        return End(name, pod.namespace, "net1", pod.link_address, pod.mac)

    def test_two_machines_forward_nothing_without_rules_and_everything_by_hand_written_ones(self) -> None:
        one, other = self.fabric.add("a1", "00000000000000a1"), self.fabric.add("b1", "00000000000000b1")
        self.fabric.join_by_vxlan(one, other, 200, 201)
        ends = [self.pod("x", one, 1), self.pod("y", one, 2), self.pod("z", other, 3)]
        self.assertFalse(any(probe.matrix(ends, []).values()), "fail-mode=secure forwards nothing")
        # x and z talk over the tunnel, y is left out.
        for machine, port, tunnel in ((one, 1, 200), (other, 3, 201)):
            machine.switch.ofctl("add-flow", BRIDGE, f"cookie=0x7,in_port={port},actions=set_field:5->tunnel_id,output:{tunnel}")
            machine.switch.ofctl("add-flow", BRIDGE, f"cookie=0x7,in_port={tunnel},tun_id=5,actions=output:{port}")
        for neighbours in (Neighbours.ASKED, Neighbours.FIXED):
            found = probe.matrix(ends, [("x", "z"), ("z", "x")], neighbours=neighbours)
            self.assertEqual(probe.differences(found, [("x", "z"), ("z", "x")]), [])
        held = flows.dump(one.switch, BRIDGE)
        self.assertEqual(flows.cookies(held), ["2 not ours (0x7)"])
        self.assertEqual(flows.rewritten(held, flows.dump(one.switch, BRIDGE), 0), [])
        ping = probe.BackgroundPing(self.lab, ends[0], ends[2], every_ms=5)
        probe.matrix(ends[:2], [], Neighbours.KEPT)
        seen = ping.stop()
        self.assertEqual((seen.lost, seen.duplicates), (0, 0), seen)
        self.assertGreater(seen.received, 50)

    def test_a_rule_written_again_shows_by_its_age(self) -> None:
        machine = self.fabric.add("a1", "00000000000000a1")
        machine.switch.ofctl("add-flow", BRIDGE, "priority=5,in_port=1,actions=drop")
        before = flows.dump(machine.switch, BRIDGE)
        machine.switch.ofctl("add-flow", BRIDGE, "priority=5,in_port=1,actions=drop")
        self.assertIn("written again", flows.rewritten(before, flows.dump(machine.switch, BRIDGE), 10)[0])

    def test_all_pods_meet_on_the_default_network(self) -> None:
        pods = [self.pods.deploy(name) for name in ("x", "y", "z")]
        ends = [End(pod.name, pod.namespace, "eth0", pod.address) for pod in pods]
        ends.append(End("osm", self.pods.namespace, "cni0", self.pods.OSM_ADDRESS))
        everyone = [(one.name, other.name) for one in ends for other in ends if one is not other]
        self.assertEqual(probe.differences(probe.matrix(ends, everyone), everyone), [])

    def test_patch_and_veth_links_carry_frames(self) -> None:
        one, other = self.fabric.add("a1", "00000000000000a1"), self.fabric.add("b1", "00000000000000b1")
        one.switch.add_bridge("br1", "00000000000000a2")
        self.fabric.join_by_patch(one, BRIDGE, "br1", 100, 101)
        self.fabric.join_by_veth(one, other, 102, 103)
        ends = [self.pod("x", one, 1), self.pod("y", other, 2)]
        for machine in (one, other):
            machine.switch.ofctl("add-flow", BRIDGE, "actions=NORMAL")
        self.assertEqual(probe.differences(probe.matrix(ends, [("x", "y"), ("y", "x")]), [("x", "y"), ("y", "x")]), [])
        self.assertIn("101", one.switch.vsctl("get", "interface", "p-br1-br0", "ofport"))

    def test_a_port_that_does_not_exist_is_said_so(self) -> None:
        machine = self.fabric.add("a1", "00000000000000a1")
        with self.assertRaisesRegex(LabError, "nosuch"):
            machine.switch.add_port(BRIDGE, "nosuch", 9)

    def test_what_runs_inside_is_ended_with_the_lab(self) -> None:
        inside = subprocess.Popen(["nsenter", f"--net=/run/netns/{self.lab.control}", "--", "tail", "-f", "/dev/null"])
        self.lab.close()
        self.assertNotEqual(inside.wait(5), 0)
        self.assertEqual(self.lab.leftovers(), [])
        self.lab = Lab()  # so that the clean-up has something of its own


if __name__ == "__main__":
    unittest.main()
