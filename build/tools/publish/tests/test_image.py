"""The image is made, and the connector runs in it as the chart runs it: no root, a root file system that cannot be written, no way out."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[4]
CONNECTOR = pathlib.Path(os.environ.get("OSM_L2SM_CONNECTOR", ""))
MISSING = (
    "needs root" if os.geteuid() != 0
    else "needs umoci" if not shutil.which("umoci")
    else "needs OSM_L2SM_CONNECTOR, the connector's program" if not CONNECTOR.is_file()
    else "")
PATIENCE = 60  # seconds
# A container without its runtime: namespaces of its own, the image's files read-only, its user, no new privileges.
ENTER = """
set -e
root=$1 uid=$2; shift 2
mount --bind -o ro "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t tmpfs -o "uid=$uid,mode=700" tmpfs "$root/var/lib/osm-l2sm"
ip link set lo up
exec setpriv --no-new-privs chroot --userspec="$uid:$uid" --groups= "$root" "$@"
"""


@unittest.skipIf(MISSING, MISSING)
class Image(unittest.TestCase):
    """The archive, as whoever takes it sees it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.directory = pathlib.Path(tempfile.mkdtemp(prefix="l2sm-image-"))
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        archive = cls.directory / "connector.oci.tar"
        subprocess.run([ROOT / "build/image", CONNECTOR.parent, archive], check=True, timeout=300)
        layout = cls.directory / "layout"
        layout.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", layout], check=True, timeout=60)
        [manifest] = json.loads((layout / "index.json").read_text(encoding="utf-8"))["manifests"]
        cls.tag = manifest["annotations"]["org.opencontainers.image.ref.name"]
        subprocess.run(["umoci", "unpack", "--image", f"{layout}:{cls.tag}", cls.directory / "bundle"], check=True, timeout=120)
        cls.root = cls.directory / "bundle/rootfs"
        cls.process = json.loads((cls.directory / "bundle/config.json").read_text(encoding="utf-8"))["process"]

    def test_its_tag_is_the_version_that_the_chart_asks_for(self) -> None:
        chart = (ROOT / "deploy/helm/osm-l2sm/Chart.yaml").read_text(encoding="utf-8")
        self.assertIn(f'appVersion: "{self.tag}"', chart.splitlines())

    def test_it_runs_as_the_user_of_the_chart_and_has_no_shell_and_nothing_that_raises_rights(self) -> None:
        deployment = (ROOT / "deploy/helm/osm-l2sm/templates/deployment.yaml").read_text(encoding="utf-8")
        self.assertIn(f"runAsUser: {self.process['user']['uid']}", deployment)
        self.assertNotEqual(self.process["user"]["uid"], 0)
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = pathlib.Path(folder, name)
                self.assertNotIn(name, ("sh", "bash", "busybox"), path)
                if not path.is_symlink():
                    self.assertEqual(path.stat().st_mode & 0o6002, 0, path)

    def test_the_connector_becomes_ready_in_it_and_ends_when_asked(self) -> None:
        log = self.directory / "log"
        with log.open("wb") as output:
            started = subprocess.Popen(
                ["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "bash", "-c", ENTER, "enter", self.root, str(self.process["user"]["uid"]),
                 *self.process["args"]],
                env=dict(each.split("=", 1) for each in self.process["env"]), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        self.addCleanup(started.wait, 10)
        self.addCleanup(started.kill)
        pid = self.until(log, started, lambda: self.child(started.pid))
        ask = ["nsenter", f"--target={pid}", "--net", sys.executable, "-c", "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/readyz', timeout=2).status)"]
        self.until(log, started, lambda: subprocess.run(ask, capture_output=True, text=True, timeout=20, check=False).stdout.strip() == "200")
        status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        self.assertIn(f"Uid:\t{self.process['user']['uid']}\t", status)
        self.assertRegex(status, r"CapEff:\t0+\n")
        os.kill(pid, 15)
        self.assertEqual(started.wait(PATIENCE), 0, log.read_text(encoding="utf-8"))
        self.assertNotIn("fail:", log.read_text(encoding="utf-8"))

    @staticmethod
    def child(pid: int) -> int:
        """The process in the container: of unshare's one child, which `exec`s its way to the connector."""
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return int(children[0]) if children else 0

    def until(self, log: pathlib.Path, started: subprocess.Popen, probe):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if started.poll() is not None:
                break
            found = probe()
            if found:
                return found
            time.sleep(0.1)
        self.fail(f"ended or not ready: {log.read_text(encoding='utf-8')}")


if __name__ == "__main__":
    unittest.main()
