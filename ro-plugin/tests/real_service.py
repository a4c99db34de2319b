"""The real connector as a process of its own, on free ports and a store of its own."""

import os
import pathlib
import queue
import re
import shlex
import signal
import subprocess
import threading
import time

COMMAND = os.environ.get("OSM_L2SM_CONNECTOR", "")
LACKS = None if COMMAND else "needs the connector: set OSM_L2SM_CONNECTOR to the command that starts it"
LISTENING = re.compile(r"listening grpc (127\.0\.0\.1:\d+)")


class RealService:
    def __init__(self, folder, port=0):
        self._lines = queue.Queue()
        self.log = []
        own = {
            "L2SM_Backend": "standalone",
            "L2SM_Grpc__Address": "127.0.0.1",
            "L2SM_Grpc__Port": str(port),
            "L2SM_Http__Address": "127.0.0.1",
            "L2SM_Http__Port": "0",
            "L2SM_OpenFlow__Address": "127.0.0.1",
            "L2SM_OpenFlow__Ports__0": "0",
            "L2SM_Store__Path": str(pathlib.Path(folder) / "store.db"),
        }
        words = shlex.split(COMMAND)
        if len(words) == 1 and words[0].endswith(".dll"):
            words.insert(0, "dotnet")
        self.process = subprocess.Popen(
            words, env=os.environ | own, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.address = self._wait_until_listening(60)
        except BaseException:
            self.kill()
            raise

    @property
    def url(self):
        return f"http://{self.address}"

    @property
    def port(self):
        return int(self.address.rpartition(":")[2])

    def kill(self):
        """SIGKILL, as the worst that can happen to it; the process is gone when this returns."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._reader.join(10)
        self.process.stdout.close()

    def _read(self):
        for line in self.process.stdout:
            self.log.append(line.rstrip())
            self._lines.put(line)
        self._lines.put(None)

    def _wait_until_listening(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                line = self._lines.get(timeout=left)
            except queue.Empty:
                break
            if line is None:
                raise AssertionError("the connector ended before it listened:\n" + "\n".join(self.log[-20:]))
            if found := LISTENING.search(line):
                return found.group(1)
        raise AssertionError(f"the connector does not listen after {seconds} s:\n" + "\n".join(self.log[-20:]))
