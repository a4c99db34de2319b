"""One lab: its namespaces, processes and files, all under one unique name, and all gone at the end."""

from __future__ import annotations

import ctypes
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import IO

from commands import LabError, alive, end, run, within

PREFIX = "l2smlab"
CLONE_NEWNET = 0x40000000
NETNS = pathlib.Path("/run/netns")


class Interrupted(Exception):
    """A signal asked us to stop."""


class Lab:
    """Owns what it starts. Several labs run side by side: each has its own namespaces, files and no port in the root namespace.

    The connector's namespace, `ctl`, is made at once. Use it as a context manager: leaving cleans up, whatever happened.
    """

    def __init__(self, keep: bool = False) -> None:
        if os.geteuid() != 0:
            raise LabError("network namespaces need root: run this as root")
        self.keep = keep
        self.token = secrets.token_hex(3)
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{self.token}-"))
        self._home = os.open("/proc/self/ns/net", os.O_RDONLY)
        self._closed = False
        self._processes: list[subprocess.Popen[bytes]] = []
        self._at_end: list[Callable[[], None]] = []
        self._handlers: dict[signal.Signals, object] = {}
        (self.directory / "owner").write_text(str(os.getpid()), encoding="ascii")

    def __enter__(self) -> Lab:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[sign] = signal.signal(sign, _raise)
        try:
            self.control = self.namespace("ctl")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def namespace(self, name: str) -> str:
        """Makes a network namespace and gives back its full name."""
        full = f"{PREFIX}-{self.token}-{name}"
        run("ip", "netns", "add", full)
        # IPv6's neighbour and listener multicasts would flood every bridge, and a userspace datapath has one thread.
        settings = ("net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        if pathlib.Path("/proc/sys/net/ipv6").exists():
            run(*within(full, ["sysctl", "-qw", *settings]))
        run("ip", "-n", full, "link", "set", "lo", "up")
        return full

    def enter(self, namespace: str) -> None:
        """Moves this process into a namespace of the lab. Threads that exist already stay where they are."""
        with open(NETNS / namespace, encoding="ascii") as handle:
            _set_namespace(handle.fileno())

    def start(
        self, command: Sequence[str], log: str | None = None, environment: dict[str, str] | None = None, pipe: bool = False
    ) -> subprocess.Popen[bytes]:
        """Starts a process that ends with the lab; its output goes to a file of that name, or to a pipe."""
        output: IO[bytes] | int = open(self.directory / log, "ab") if log else (subprocess.PIPE if pipe else subprocess.DEVNULL)
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, **(environment or {})})
        except FileNotFoundError as missing:
            raise LabError(f"there is no {command[0]}") from missing
        finally:
            if not isinstance(output, int):
                output.close()
        self._processes.append(process)
        return process

    def at_end(self, action: Callable[[], None]) -> None:
        """Has this done at the end, before the namespaces go; the last one first."""
        self._at_end.append(action)

    def namespaces(self) -> list[str]:
        """The names of all namespaces of this lab."""
        return sorted(path.name for path in NETNS.glob(f"{PREFIX}-{self.token}-*"))

    def leftovers(self) -> list[str]:
        """What still exists of this lab, in words. Empty after close()."""
        found = [f"namespace {name}" for name in self.namespaces()]
        found += [f"process {process.pid}" for process in self._processes if process.poll() is None]
        found += [f"directory {self.directory}"] if self.directory.exists() else []
        return found

    def close(self) -> None:
        """Ends the processes, deletes namespaces and files. Nothing stops it half-way; what failed is raised at the end."""
        if self._closed:
            return
        self._closed = True
        for sign in self._handlers:
            signal.signal(sign, signal.SIG_IGN)
        _set_namespace(self._home)
        problems: list[str] = []
        if self.keep:
            (self.directory / "owner").write_text("", encoding="ascii")
        else:
            _attempt(problems, lambda: end(process.pid for process in self._processes if process.poll() is None))
            for process in self._processes:
                process.poll()
                if process.stdout is not None:
                    process.stdout.close()
            for action in reversed(self._at_end):
                _attempt(problems, action)
            _attempt(problems, lambda: delete(self.namespaces(), [self.directory]))
        os.close(self._home)
        for sign, handler in self._handlers.items():
            signal.signal(sign, handler)  # type: ignore[arg-type]
        self._handlers.clear()
        if problems:
            raise LabError("cleaning up: " + "; ".join(problems))


def delete(namespaces: list[str], directories: list[pathlib.Path]) -> None:
    """Ends what still runs inside these namespaces of ours, deletes them and these directories."""
    for name in namespaces:
        pids = [int(pid) for pid in run("ip", "netns", "pids", name).split() if int(pid) != os.getpid()]
        end(pids)
        run("ip", "netns", "del", name)
    for directory in directories:
        shutil.rmtree(directory)


def abandoned() -> tuple[list[str], list[pathlib.Path]]:
    """Namespaces and directories of labs whose maker is gone: kept on purpose, or killed."""
    directories, owned = [], set()
    for directory in pathlib.Path(tempfile.gettempdir()).glob(f"{PREFIX}-*"):
        owner = directory / "owner"
        # Without the file the lab is being made at this moment.
        if not owner.exists() or alive(int(owner.read_text(encoding="ascii") or 0)):
            owned.add(directory.name.split("-")[1])
        else:
            directories.append(directory)
    namespaces = [path.name for path in NETNS.glob(f"{PREFIX}-*") if path.name.split("-")[1] not in owned]
    return sorted(namespaces), sorted(directories)


def _set_namespace(handle: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(handle, CLONE_NEWNET) != 0:
        raise LabError(f"cannot change the network namespace: {os.strerror(ctypes.get_errno())}")


def _raise(sign: int, _: FrameType | None) -> None:
    raise Interrupted(signal.Signals(sign).name)


def _attempt(problems: list[str], action: Callable[[], None]) -> None:
    try:
        action()
    except (LabError, OSError) as problem:
        problems.append(str(problem))
