"""A private Open vSwitch, userspace datapath, inside one network namespace: no kernel module, no system service."""

from __future__ import annotations

import pathlib

from commands import LabError, alive, end, run, wait_until, within

SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
QUIET = ("-vconsole:off", "-vsyslog:off", "--detach", "--no-chdir")


class Switch:
    """One ovsdb-server and one ovs-vswitchd with a socket directory of their own."""

    def __init__(self, namespace: str, directory: pathlib.Path) -> None:
        self.namespace = namespace
        self.directory = directory
        self._inactivity_ms, self._controller_port = 0, ""
        directory.mkdir(parents=True)
        if not pathlib.Path(SCHEMA).exists():
            raise LabError("Open vSwitch is not installed: run build/setup-machine")
        run("ovsdb-tool", "create", f"{directory}/conf.db", SCHEMA)
        self._daemon("ovsdb-server", f"{directory}/conf.db", f"--remote=punix:{directory}/db.sock",
                     f"--pidfile={directory}/db.pid", f"--unixctl={directory}/db.ctl", f"--log-file={directory}/db.log")
        self.vsctl("--no-wait", "init")
        self.start_datapath()

    def start_datapath(self) -> None:
        """Starts ovs-vswitchd, which is the datapath: flows of a former one are gone."""
        self._daemon("ovs-vswitchd", f"unix:{self.directory}/db.sock", f"--pidfile={self.directory}/vs.pid",
                     f"--unixctl={self.directory}/vs.ctl", f"--log-file={self.directory}/vs.log")

    def add_bridge(self, name: str, datapath_id: str | None = None) -> None:
        """Adds a bridge. With a datapath id it waits for a controller and forwards nothing meanwhile; without, it is a plain switch."""
        settings = ["datapath_type=netdev"]
        if datapath_id is not None:
            settings += ["protocols=OpenFlow13", "fail-mode=secure", "other-config:disable-in-band=true",
                         f"other-config:datapath-id={datapath_id}"]
        self.vsctl("add-br", name, "--", "set", "bridge", name, *settings)

    def add_port(self, bridge: str, port: str, number: int, *settings: str) -> None:
        """Adds a port under an OpenFlow number of our choice."""
        self.vsctl("add-port", bridge, port, "--", "set", "interface", port, f"ofport_request={number}", *settings)
        got = self.vsctl("get", "interface", port, "ofport").strip()
        if got != str(number):
            why = self.vsctl("get", "interface", port, "error").strip()
            raise LabError(f"port {port} of {bridge} got number {got}, not {number}: {why}")

    def delete_port(self, bridge: str, port: str) -> None:
        """Takes a port off its bridge."""
        self.vsctl("del-port", bridge, port)

    def set_controller(self, bridge: str, target: str, inactivity_ms: int = 5000) -> None:
        """Points a bridge at its controller, `tcp:ADDRESS:PORT`. A datapath that does not run finds it when it starts."""
        self._inactivity_ms, self._controller_port = inactivity_ms, target.rpartition(":")[2]
        waiting = [] if len(self.pids()) == 2 else ["--no-wait"]
        self.vsctl(*waiting, "set-controller", bridge, target, "--", "set", "controller", bridge, "connection-mode=out-of-band",
                   "max_backoff=1000", f"inactivity_probe={inactivity_ms}")

    def wait_connected(self, bridge: str, seconds: float) -> None:
        """Waits for the connection to the controller."""
        wait_until(f"{bridge} connected to its controller", seconds, self.connected, every=0.05)
        self.come_back_fast(bridge)

    def come_back_fast(self, bridge: str) -> None:
        """Has the bridge dial a lost controller every second. To be called once the session is up.

        Open vSwitch before 3.3 obeys these two settings only when they change on a live session; else it waits up to 8 s.
        """
        self.vsctl("set", "controller", bridge, "max_backoff=1001", f"inactivity_probe={self._inactivity_ms + 1}")
        self.vsctl("set", "controller", bridge, "max_backoff=1000", f"inactivity_probe={self._inactivity_ms}")

    def connected(self) -> bool:
        """Whether there is a connection to a controller now. The database would tell it up to 5 s late, so the kernel is asked."""
        return bool(run(*within(self.namespace, ["ss", "-Htn", "state", "established", f"dport = :{self._controller_port}"])).strip())

    def vsctl(self, *arguments: str) -> str:
        """Runs ovs-vsctl on this switch."""
        return run("ovs-vsctl", "--timeout=10", f"--db=unix:{self.directory}/db.sock", *arguments)

    def ofctl(self, command: str, bridge: str, *arguments: str) -> str:
        """Runs ovs-ofctl, OpenFlow 1.3, on a bridge of this switch."""
        # The service connection: it exists without configuration and never flushes flows by coming or going. The switch hangs up on who has
        # said no HELLO before the second is over in which it took the connection, which a busy machine can miss: nothing is asked by then.
        for remaining in reversed(range(10)):
            try:
                return run("ovs-ofctl", "-O", "OpenFlow13", command, f"unix:{self.directory}/{bridge}.mgmt", *arguments)
            except LabError as failure:
                if remaining == 0 or "failed to connect to socket (Broken pipe)" not in str(failure):
                    raise
        raise AssertionError("each turn returns or raises")

    def appctl(self, *arguments: str) -> str:
        """Runs ovs-appctl on the datapath."""
        return run("ovs-appctl", f"--target={self.directory}/vs.ctl", *arguments)

    def pids(self) -> list[int]:
        """The daemons that run, the datapath first."""
        found = []
        for name in ("vs.pid", "db.pid"):
            file = self.directory / name
            pid = int(file.read_text(encoding="ascii")) if file.exists() else 0
            if pid and alive(pid):
                found.append(pid)
        return found

    def stop(self) -> None:
        """Ends both daemons."""
        end(self.pids())

    def _daemon(self, *command: str) -> None:
        name, *rest = command
        run("env", f"OVS_RUNDIR={self.directory}", f"OVS_LOGDIR={self.directory}", *within(self.namespace, [name, *rest, *QUIET]))
