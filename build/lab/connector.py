"""The real service process: started, killed and started again."""

from __future__ import annotations

import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from commands import LabError, wait_until
from lab import Lab

GRPC_PORT, OPENFLOW_PORT, HTTP_PORT = 50051, 6653, 8080
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Connector:
    """The service in the control namespace of a lab, so that its ports are nobody else's."""

    URL = f"http://127.0.0.1:{GRPC_PORT}"
    TARGET = f"127.0.0.1:{GRPC_PORT}"

    def __init__(self, lab: Lab, program: Path, openflow_address: str) -> None:
        self._lab = lab
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._log = "connector.log"
        self._environment = {
            "L2SM_Backend": "standalone",
            "L2SM_Grpc__Address": "127.0.0.1",
            "L2SM_Grpc__Port": str(GRPC_PORT),
            "L2SM_OpenFlow__Address": openflow_address,
            "L2SM_OpenFlow__Ports__0": str(OPENFLOW_PORT),
            "L2SM_Http__Address": "127.0.0.1",
            "L2SM_Http__Port": str(HTTP_PORT),
            "L2SM_Store__Path": str(lab.directory / "store.db"),
        }

    def start(self, seconds: float = 30) -> float:
        """Starts it and waits until it says that it is ready; gives back how many milliseconds that took."""
        begin = time.monotonic()
        process = self._process = self._lab.start([str(self._program)], log=self._log, environment=self._environment)

        def ready() -> bool:
            if process.poll() is not None:
                raise LabError(f"the connector ended with code {process.returncode}:\n{self.last_words()}")
            return self._status("readyz") == 200

        try:
            wait_until(f"http://127.0.0.1:{HTTP_PORT}/readyz answers 200", seconds, ready)
        except LabError as late:
            raise LabError(f"{late}\n{self.last_words()}") from late
        return (time.monotonic() - begin) * 1000

    def kill(self) -> None:
        """SIGKILL: no time to say good-bye or to write anything down."""
        if self._process is None or self._process.poll() is not None:
            raise LabError(f"the connector is not running any more:\n{self.last_words()}")
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(5)

    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """All that it has said, in all its lives."""
        log = self._lab.directory / self._log
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        return "\n".join(f"  | {line}" for line in self.log().splitlines()[-lines:])

    @staticmethod
    def _status(path: str) -> int:
        try:
            with _DIRECT.open(f"http://127.0.0.1:{HTTP_PORT}/{path}", timeout=2) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0  # nobody listens yet
