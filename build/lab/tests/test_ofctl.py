"""How ovs-ofctl is run: again where the switch hung up on it before anything was asked, and only there."""

import pathlib
import sys
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import switch
from commands import LabError

HUNG_UP = LabError("exit code 1: ovs-ofctl …\novs-ofctl: /x/br0.mgmt: failed to connect to socket (Broken pipe)")


class Ofctl(unittest.TestCase):
    """ovs-ofctl itself is played, as a switch that hangs up at the right moment cannot be had."""

    def ask(self, *outcomes):
        """What comes of it, and how often it was run."""
        bridge = switch.Switch.__new__(switch.Switch)
        bridge.directory = pathlib.Path("/x")
        with mock.patch.object(switch, "run", side_effect=outcomes) as run:
            try:
                return bridge.ofctl("dump-flows", "br0", "table=0"), run
            except LabError as failure:
                return failure, run

    def test_a_switch_that_hung_up_is_asked_again(self) -> None:
        told, run = self.ask(HUNG_UP, HUNG_UP, "flows")
        self.assertEqual(told, "flows")
        self.assertEqual(run.mock_calls, [mock.call("ovs-ofctl", "-O", "OpenFlow13", "dump-flows", "unix:/x/br0.mgmt", "table=0")] * 3)

    def test_what_the_switch_answers_is_believed_the_first_time(self) -> None:
        refusal = LabError("exit code 1: ovs-ofctl …\nOFPT_ERROR (OF1.3): OFPBMC_BAD_PREREQ")
        told, run = self.ask(refusal, "flows")
        self.assertIs(told, refusal)
        self.assertEqual(run.call_count, 1)

    def test_a_switch_that_hangs_up_for_ever_is_told_in_its_own_words(self) -> None:
        told, run = self.ask(*[HUNG_UP] * 20)
        self.assertIs(told, HUNG_UP)
        self.assertEqual(run.call_count, 10)


if __name__ == "__main__":
    unittest.main()
