"""The demo as it is run: the real connector, the real plug-in, real switches."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import unittest

LAB = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(LAB))

import packages  # noqa: E402

CONNECTOR = os.environ.get("OSM_L2SM_CONNECTOR", "")
MISSING = (
    "needs root" if os.geteuid() != 0
    else "needs Open vSwitch" if not shutil.which("ovs-vswitchd")
    else "needs OSM_L2SM_CONNECTOR, the connector's program" if not os.access(CONNECTOR, os.X_OK)
    else f"needs {packages.PROGRAM}" if not os.access(packages.PROGRAM, os.X_OK)
    else f"needs {packages.RENDERER}: build/tools/helm-render/make builds it" if not os.access(packages.RENDERER, os.X_OK)
    else "")


@unittest.skipIf(MISSING, MISSING)
class Demo(unittest.TestCase):
    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, str(LAB / "demo.py"), "--connector", CONNECTOR]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def test_every_expectation_of_the_demo_holds(self) -> None:
        process = self.start()
        told = process.communicate(timeout=240)[0]
        self.assertEqual(process.returncode, 0, told)
        self.assertIn("nothing is left behind", told)

    def test_interrupted_half_way_it_fails_and_leaves_nothing_behind(self) -> None:
        process = self.start()
        told = []
        for line in process.stdout:
            told.append(line)
            if line.lstrip().startswith("(3)"):
                process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 1, "".join(told))
        self.assertIn("ok   nothing is left behind: no namespace, no process, no file\n", told)
        self.assertIn("  - interrupted by SIGTERM\n", told)


if __name__ == "__main__":
    unittest.main()
