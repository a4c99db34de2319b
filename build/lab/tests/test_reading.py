"""Reading what the tools print, and telling it."""

import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import flows
import plain
import probe
from commands import LabError, wait_until
from story import Story

FLOWS = """\
 cookie=0x4c32000000000001, duration=12.5s, table=0, n_packets=7, n_bytes=614, priority=10,in_port=1 actions=set_field:0x1->tun_id,output:200
 cookie=0x0, duration=3s, table=10, n_packets=0, n_bytes=0, idle_timeout=300, priority=5,dl_dst=02:00:00:00:00:01 actions=output:2
 cookie=0x4c32000000000000, duration=12.5s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop
 cookie=0x1, duration=1s, table=1, n_packets=0, n_bytes=0, actions=learn(table=10,hard_timeout=300,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),resubmit(,10)
"""
GROUPS = """\
OFPST_GROUP_DESC reply (OF1.3) (xid=0x2):
 group_id=20,type=all,bucket=actions=output:1,bucket=actions=output:2
 group_id=3,type=ff,bucket=watch_port:5,actions=output:5
"""
PING = """\
PING 10.0.0.2 (10.0.0.2) from 10.0.0.1 net1: 56(84) bytes of data.
[1700000000.100000] 64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time=0.100 ms
[1700000000.105000] 64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.100 ms
[1700000000.105100] 64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.200 ms (DUP!)
[1700000000.155000] 64 bytes from 10.0.0.2: icmp_seq=4 ttl=64 time=0.100 ms

--- 10.0.0.2 ping statistics ---
{sent} packets transmitted, 3 received, +1 duplicates, 25% packet loss, time 20ms
"""


class Reading(unittest.TestCase):
    def test_flows_are_read_with_counters_apart_from_what_they_are(self) -> None:
        first, learned, _, action = flows.parse_flows(FLOWS)
        self.assertEqual((first.cookie, first.duration, first.table, first.packets), (0x4C32000000000001, 12.5, 0, 7))
        self.assertEqual((first.match, first.actions), ("priority=10,in_port=1", "set_field:0x1->tun_id,output:200"))
        self.assertFalse(first.learned)
        self.assertTrue(learned.learned)
        self.assertEqual((action.match, action.learned), ("any", False), "a rule that learns is none that was learned")

    def test_cookies_are_told_in_words(self) -> None:
        self.assertEqual(flows.meaning(0x4C32_14_0000_000002), "port of network 2")
        self.assertEqual(flows.meaning(0x4C32_11_0000_000000), "base")
        self.assertEqual(flows.meaning(0x5), "not ours (0x5)")
        held = flows.parse_flows(FLOWS.replace("0x4c32000000000001", "0x4c32140000000001"))
        self.assertEqual(flows.generations(held), {1, 0, -1})

    def test_groups_are_read(self) -> None:
        self.assertEqual([group.number for group in flows.parse_groups(GROUPS)], [3, 20])

    def test_rules_gone_come_and_younger_than_they_must_be_are_told(self) -> None:
        before = flows.parse_flows(FLOWS)
        later = FLOWS.replace("duration=12.5s", "duration=22.4s").replace("duration=1s", "duration=11s")
        self.assertEqual(flows.rewritten(before, flows.parse_flows(later), 10), [])
        young = later.replace("duration=22.4s, table=0, n_packets=7", "duration=2s, table=0, n_packets=7")
        self.assertRegex(flows.rewritten(before, flows.parse_flows(young), 10)[0], "^written again 2.0 s ago: table 0 priority=10")
        other = later.replace("priority=0 actions", "priority=1 actions")
        self.assertEqual([line.split(":")[0] for line in flows.rewritten(before, flows.parse_flows(other), 10)], ["gone", "new"])
        cookie = later.replace("0x4c32000000000000", "0x4c32000000000009")
        self.assertEqual(len(flows.rewritten(before, flows.parse_flows(cookie), 10)), 2, "another cookie is another rule")

    def test_a_ping_is_counted_with_losses_and_duplicates(self) -> None:
        seen = probe.parse_run(PING.format(sent=4))
        self.assertEqual((seen.lost, seen.duplicates, round(seen.longest_gap_ms), seen.holes), (1, 1, 50, 1))

    def test_the_ping_under_way_at_the_end_is_not_lost(self) -> None:
        self.assertEqual(probe.parse_run(PING.format(sent=5)).lost, 1)
        self.assertEqual(probe.parse_run(PING.format(sent=6)).lost, 3)
        self.assertEqual(probe.parse_run(PING.format(sent=6)).holes, 1)

    def test_what_is_not_as_expected_is_told(self) -> None:
        found = {("a", "b"): True, ("b", "a"): False, ("a", "c"): True, ("c", "a"): False}
        self.assertEqual(probe.differences(found, [("a", "b"), ("b", "a")]), ["a reaches c", "b does not reach a"])

    def test_a_deadline_names_what_was_waited_for(self) -> None:
        with self.assertRaisesRegex(LabError, "in vain for: the moon"):
            wait_until("the moon", 0.05, lambda: False)


class Refusing(unittest.TestCase):
    """What a plain switch says to messages of OpenFlow 1.3, byte by byte (version, type, length, xid; then as §7.3 has it)."""

    @staticmethod
    def refusal(kind: int, body: str) -> tuple[int, int] | None:
        data = bytes.fromhex(body)
        try:
            plain.check(bytes([4, kind]) + (8 + len(data)).to_bytes(2, "big") + bytes(4) + data)
        except plain.Refused as refused:
            return refused.args
        return None

    def test_what_is_standard_passes_and_what_needs_an_extension_is_refused(self) -> None:
        output, resubmit, set_vlan, set_register = "0000001000000001ffe5000000000000", "ffff001000002320000100010000ffff", "0019001080000c020001000000000000", "00190010000102040000000100000000"
        for words, action, expected in (
                ("output", output, None), ("resubmit", resubmit, (2, 2)), ("a standard field", set_vlan, None), ("a register", set_register, (2, 13))):
            with self.subTest(words):
                self.assertEqual(self.refusal(plain.PACKET_OUT, "fffffffffffffffd0010" + "00" * 6 + action + "00" * 60), expected)
                self.assertEqual(self.refusal(plain.GROUP_MOD, "0000000000000001" + "0020000000000000ffffffff00000000" + action), expected)
                for match in ("0001000c8000000400000001" + "00" * 4, "00010004" + "00" * 4):
                    self.assertEqual(self.refusal(plain.FLOW_MOD, "00" * 40 + match + "0004001800000000" + action + "0001000801000000"), expected)
        self.assertEqual(self.refusal(plain.FLOW_MOD, "00" * 40 + "0001000c0001020400000001" + "00" * 4), (4, 6), "a register is matched")
        self.assertEqual(self.refusal(plain.EXPERIMENTER_MESSAGE, "4f4e4600000008fc"), (1, 3))
        self.assertEqual(self.refusal(plain.MULTIPART_REQUEST, "ffff000000000000"), (1, 3))
        self.assertIsNone(self.refusal(plain.MULTIPART_REQUEST, "0001000000000000"))
        self.assertIsNone(self.refusal(20, ""), "a barrier")


class Telling(unittest.TestCase):
    def test_a_failed_expectation_is_shown_and_remembered(self) -> None:
        out = io.StringIO()
        story = Story(out)
        with story.step("(1)", "first"):
            story.expect(True, "good")
            story.expect(False, "bad", "because")
        self.assertEqual(story.failures, ["bad"])
        self.assertIn("FAIL bad: because", out.getvalue())
        self.assertNotIn("\033", out.getvalue(), "plain where it is no terminal")

    def test_the_table_marks_leaks_and_gaps(self) -> None:
        out = io.StringIO()
        Story(out).matrix(["a", "b"], {("a", "b"): True, ("b", "a"): False}, [("b", "a")])
        self.assertEqual([line.split() for line in out.getvalue().splitlines()], [["a", "b"], ["a", "-", "yes!"], ["b", ".!", "-"]])


if __name__ == "__main__":
    unittest.main()
