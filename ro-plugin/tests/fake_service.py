"""A VimNetwork in this process: keeps networks in memory, fails as told, remembers what it was asked."""

import threading
import uuid
from concurrent import futures

import grpc
import support  # noqa: F401 - sets the path
from osm_rovim_l2sm._stubs import network_pb2 as contract
from osm_rovim_l2sm._stubs import network_pb2_grpc


class FakeService(network_pb2_grpc.VimNetworkServicer):
    def __init__(self, credentials=None, port=0):
        self.networks = {}
        self.asked = []  # (method, request, metadata)
        self.failures = []  # (code, details, reason, before) for the next calls
        self.active_from_poll = None  # from this RefreshNetworks on, every network is ACTIVE
        self.never_answers = threading.Event()
        self._by_request = {}
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
        network_pb2_grpc.add_VimNetworkServicer_to_server(self, self._server)
        if credentials:
            self.port = self._server.add_secure_port(f"127.0.0.1:{port}", credentials)
        else:
            self.port = self._server.add_insecure_port(f"127.0.0.1:{port}")
        self._server.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.never_answers.set()
        self._server.stop(None).wait()

    def fail(self, code, details="no", reason="", after_effect=False, times=1):
        self.failures += [(code, details, reason, after_effect)] * times

    def add(self, name, status="ACTIVE", **more):
        network = contract.Network(
            id=str(uuid.uuid4()), net_name=name, status=contract.NetworkStatus.Value(f"NETWORK_STATUS_{status}"), **more
        )
        self.networks[network.id] = network
        return network

    def requests(self, method):
        return [request for asked, request, _ in self.asked if asked == method]

    def CheckConnectivity(self, request, context):
        return self._served("CheckConnectivity", request, context, lambda: contract.CheckConnectivityResponse(
            service_version="9.9", backend="standalone", switches_connected=2))

    def CreateNetwork(self, request, context):
        return self._served("CreateNetwork", request, context, lambda: self._create(request))

    def GetNetwork(self, request, context):
        return self._served("GetNetwork", request, context, lambda: self._get(request, context))

    def ListNetworks(self, request, context):
        return self._served("ListNetworks", request, context, lambda: self._list(request))

    def DeleteNetwork(self, request, context):
        return self._served("DeleteNetwork", request, context, lambda: contract.DeleteNetworkResponse(
            existed=self.networks.pop(request.id, None) is not None))

    def RefreshNetworks(self, request, context):
        return self._served("RefreshNetworks", request, context, lambda: self._refresh(request))

    def _refresh(self, request):
        if self.active_from_poll and len(self.requests("RefreshNetworks")) >= self.active_from_poll:
            for network in self.networks.values():
                network.status = contract.NETWORK_STATUS_ACTIVE
        unknown = contract.Network(status=contract.NETWORK_STATUS_DELETED)
        return contract.RefreshNetworksResponse(networks={key: self.networks.get(key, unknown) for key in request.ids})

    def _create(self, request):
        if request.request_id not in self._by_request:
            self._by_request[request.request_id] = self.add(request.net_name, "BUILD", tenant=request.tenant).id
        key = self._by_request[request.request_id]
        return contract.CreateNetworkResponse(id=key, created_items={"network": key}, network=self.networks[key])

    def _get(self, request, context):
        if request.id not in self.networks:
            context.abort(grpc.StatusCode.NOT_FOUND, f"no network {request.id}")
        return self.networks[request.id]

    def _list(self, request):
        def fits(network):
            return (
                (not request.HasField("name") or network.net_name == request.name)
                and (not request.HasField("id") or network.id == request.id)
                and (not request.HasField("shared") or network.shared == request.shared)
                and (not request.HasField("tenant_id") or network.tenant == request.tenant_id)
            )

        return contract.ListNetworksResponse(networks=[network for network in self.networks.values() if fits(network)])

    def _served(self, method, request, context, effect):
        self.asked.append((method, request, dict(context.invocation_metadata())))
        code, details, reason, after_effect = self.failures.pop(0) if self.failures else (None, "", "", False)
        answer = effect() if code is None or after_effect else None
        if code is grpc.StatusCode.DEADLINE_EXCEEDED:
            self.never_answers.wait(30)  # until the test is over: the client's own deadline must end the call
        if code is not None:
            if reason:
                context.set_trailing_metadata((("l2sm-reason", reason),))
            context.abort(code, details)
        return answer
