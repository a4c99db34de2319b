"""The connector's gRPC, spoken with the RO plug-in's own generated stubs."""

from __future__ import annotations

import os
import pathlib
import sys
import time
import uuid
from types import TracebackType
from typing import Any

from commands import LabError, wait_until

PLUGIN = pathlib.Path(__file__).resolve().parents[2] / "ro-plugin"
DEADLINE = 10


class Northbound:
    """One channel. Open a new one after a restart of the connector: an old one waits before it dials again.

    The channel's threads dial from the network namespace in which they were made, so enter that one before.
    """

    def __init__(self, target: str) -> None:
        os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")  # we start processes while the channel is open, and never fork Python
        sys.path.insert(0, str(PLUGIN))
        try:
            import grpc
            from osm_rovim_l2sm._stubs import fabric_pb2, fabric_pb2_grpc, network_pb2, network_pb2_grpc
        except ImportError as missing:
            raise LabError(f"{missing}: run build/setup-machine and ro-plugin/generate-stubs") from missing
        finally:
            sys.path.remove(str(PLUGIN))
        self._grpc, self._fabric_messages, self._network_messages = grpc, fabric_pb2, network_pb2
        self._channel = grpc.insecure_channel(target, options=(("grpc.enable_http_proxy", 0), ("grpc.use_local_subchannel_pool", 1)))
        self._fabric = fabric_pb2_grpc.FabricStub(self._channel)
        self._networks = network_pb2_grpc.VimNetworkStub(self._channel)

    def __enter__(self) -> Northbound:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the channel."""
        self._channel.close()

    def network(self, net_name: str) -> Any:
        """The network that RO knows by this name, or None."""
        found = self._call(self._networks.ListNetworks, self._network_messages.ListNetworksRequest(name=net_name)).networks
        return found[0] if found else None

    def is_active(self, network: Any) -> bool:
        """Whether RO would take this network for done."""
        return network.status == self._network_messages.NETWORK_STATUS_ACTIVE

    def create(self, net_name: str) -> Any:
        """Makes a network, as RO would."""
        return self._call(self._networks.CreateNetwork, self._network_messages.CreateNetworkRequest(
            net_name=net_name, net_type="bridge", request_id=str(uuid.uuid4()))).network

    def delete(self, network_id: str) -> None:
        """Deletes a network with all that is in it."""
        self._call(self._networks.DeleteNetwork, self._network_messages.DeleteNetworkRequest(id=network_id))

    def limit(self, network_id: str, kilobits: int) -> None:
        """Gives a network a rate, in kbit/s."""
        self._call(self._networks.UpdateNetwork, self._network_messages.UpdateNetworkRequest(
            id=network_id, rate=self._network_messages.RateLimit(kilobits_per_second=kilobits)))

    def attach(
        self, network_id: str, datapath_id: str, port_no: int, macs: list[str], pending: bool = False, guard: list[str] | None = None, kilobits: int = 0
    ) -> Any:
        """Puts a port into a network; one that its switch does not have yet only if it may be pending. A guard names who may send, a rate is in kbit/s."""
        return self._call(self._fabric.AttachPort, self._fabric_messages.AttachPortRequest(
            network_id=network_id, datapath_id=datapath_id, port_no=port_no, mac_addresses=macs, allow_pending=pending,
            guard=self._fabric_messages.SourceGuard(mac_addresses=guard) if guard else None,
            rate=self._network_messages.RateLimit(kilobits_per_second=kilobits) if kilobits else None))

    def mirror(self, network_id: str, datapath_id: str, port_no: int) -> Any:
        """Makes a port a mirror of a network."""
        return self._call(self._fabric.AddMirror, self._fabric_messages.AddMirrorRequest(
            network_id=network_id, datapath_id=datapath_id, port_no=port_no))

    def detach(self, network_id: str, datapath_id: str, port_no: int) -> bool:
        """Takes a port out of its network; says whether it was in it."""
        return self._call(self._fabric.DetachPort, self._fabric_messages.DetachPortRequest(
            network_id=network_id, datapath_id=datapath_id, port_no=port_no)).existed

    def ports(self) -> list[Any]:
        """All attachments."""
        return list(self._call(self._fabric.ListPorts, self._fabric_messages.ListPortsRequest()).ports)

    def wait_ports_active(self, wanted: int, seconds: float) -> None:
        """Waits until this many ports are confirmed by their switches."""
        active = self._fabric_messages.PORT_STATE_ACTIVE
        try:
            wait_until("ports active", seconds, lambda: sum(port.state == active for port in self.ports()) >= wanted)
        except LabError as late:
            states = [f"{port.datapath_id}:{port.port_no} {port.reason} {port.message}" for port in self.ports() if port.state != active]
            raise LabError(f"{late} ({wanted} of them); not active: {states}") from late

    def wait_active(self, network_id: str, seconds: float) -> None:
        """Waits until RO would take a network for done: its ports and mirrors are confirmed by their switches."""
        def found() -> Any:
            return self._call(self._networks.GetNetwork, self._network_messages.GetNetworkRequest(id=network_id))

        try:
            wait_until("the network is active", seconds, lambda: self.is_active(found()))
        except LabError as late:
            raise LabError(f"{late}; {found()}") from late

    def switches(self) -> dict[str, Any]:
        """All switches by datapath id: bare hex digits."""
        found = self._call(self._fabric.ListSwitches, self._fabric_messages.ListSwitchesRequest()).switches
        return {switch.datapath_id.removeprefix("of:"): switch for switch in found}

    def wait_in_sync(self, datapath_ids: list[str], seconds: float) -> None:
        """Waits until these switches are connected and hold what they should."""
        def all_there() -> bool:
            found = self.switches()
            return all(each in found and found[each].connected and found[each].in_sync for each in datapath_ids)

        try:
            wait_until("switches connected and in sync", seconds, all_there)
        except LabError as late:
            states = [f"{key}: connected={one.connected} in_sync={one.in_sync} {one.last_error}" for key, one in self.switches().items()]
            raise LabError(f"{late}; {states or 'no switch at all'}") from late

    def links(self) -> list[Any]:
        """All links."""
        return list(self._call(self._fabric.ListLinks, self._fabric_messages.ListLinksRequest()).links)

    def wait_links_seen(self, number: int, seconds: float) -> None:
        """Waits until this many links are found by discovery, not only remembered."""
        wait_until(f"{number} link(s) found by discovery", seconds, lambda: sum(not link.remembered for link in self.links()) >= number)

    def _call(self, method: Any, request: Any) -> Any:
        deadline = time.monotonic() + DEADLINE
        while True:
            try:
                return method(request, timeout=max(0.1, deadline - time.monotonic()), wait_for_ready=True)
            except self._grpc.RpcError as error:
                # gRPC's threads outlive a test, and dial from the network namespace that they were made in: one of them may still hold the
                # connector of the test before. Every call may be repeated, as the plug-in repeats it.
                if error.code() != self._grpc.StatusCode.UNAVAILABLE or time.monotonic() >= deadline:
                    raise LabError(f"{type(request).__name__}: {error.code().name}: {error.details()}") from error
                time.sleep(0.05)
