"""The VIM connector that RO loads for VIM accounts of type ``l2sm``.

It is thin on purpose: state, checks and reasons are the service's. Everything that RO asks of a VIM but a network keeps
the base class's VimConnNotImplemented: an NS of KNFs asks for networks only.
"""

import logging
import uuid as uuids

import grpc
from osm_ro_plugin import vimconn

from . import endpoint, errors, messages
from ._stubs import network_pb2 as contract
from .service import Service


class vimconnector(vimconn.VimConnector):  # the name that RO's entry points use
    def __init__(
        self,
        uuid,
        name,
        tenant_id,
        tenant_name,
        url,
        url_admin=None,
        user=None,
        passwd=None,
        log_level=None,
        config=None,
        persistent_info=None,
    ):
        """Checks the URL and reads the certificates named in config; contacts nothing.

        user and passwd are not sent: the service knows its clients by their TLS certificates.
        """
        super().__init__(
            uuid=uuid,
            name=name,
            tenant_id=tenant_id,
            tenant_name=tenant_name,
            url=url,
            url_admin=url_admin,
            user=user,
            passwd=passwd,
            log_level=log_level,
            config=config or {},
            persistent_info=persistent_info if persistent_info is not None else {},
        )
        self.logger = logging.getLogger("ro.vim.l2sm")
        if log_level:
            self.logger.setLevel(getattr(logging, log_level))
        self._tenant = tenant_id or tenant_name or ""
        self._vim_account = uuid or ""
        self._service = Service(endpoint.parse(url, config or {}), self.logger)

    def check_vim_connectivity(self):
        """Raises unless a network asked for now could be made; RO then sets the VIM account to ERROR."""
        answer = self._service.call("CheckConnectivity", contract.CheckConnectivityRequest())
        self.logger.info(
            "%s: version %s, backend %s, %d switches connected",
            self._service.url,
            answer.service_version,
            answer.backend,
            answer.switches_connected,
        )

    def new_network(self, net_name, net_type, ip_profile=None, shared=False, provider_network_profile=None):
        """Returns (network id, created_items). net_type None asks for a management network, for which nothing is made."""
        for key, value in (("net_name", net_name), ("net_type", net_type)):
            if not isinstance(value, str) and not (key == "net_type" and value is None):
                raise vimconn.VimConnException(f"{key} must be a string, not {type(value).__name__}")
        request = contract.CreateNetworkRequest(
            net_name=net_name,
            net_type=net_type,
            ip_profile=messages.ip_profile(ip_profile, self.logger),
            shared=bool(shared),
            # One for all attempts of this call: where an answer was lost, the service gives the network of the first.
            request_id=str(uuids.uuid4()),
            tenant=self._tenant,
            vim_account=self._vim_account,
        )
        if provider_network_profile:
            request.provider_network_profile.CopyFrom(messages.struct(provider_network_profile, "provider_network_profile"))
        answer = self._service.call("CreateNetwork", request)
        if not answer.id:
            raise vimconn.VimConnUnexpectedResponse(f"{self._service.url} made network '{net_name}' but gave no id")
        self.logger.info("network '%s' (type %s) is %s", net_name, net_type, answer.id)
        return answer.id, dict(answer.created_items)

    def get_network_list(self, filter_dict=None):
        """The networks for which every filter holds; no filter, all of them.

        name, id, shared and tenant_id are the service's. Any other is compared with the answer here, where no network
        has the key no network matches: one too many would make RO put an NS into somebody else's network.
        """
        request, rest = contract.ListNetworksRequest(), {}
        for key, value in (filter_dict or {}).items():
            if key in ("name", "id"):
                if not value:
                    return []  # an empty text on the wire would be no filter at all
                setattr(request, key, str(value))
            elif key == "tenant_id":
                if value is not None:
                    request.tenant_id = str(value)
            elif key == "shared":
                if value is not None:
                    request.shared = bool(value)
            else:
                rest[key] = value
        try:
            answer = self._service.call("ListNetworks", request)
        except vimconn.VimConnNotFoundException:
            return []
        networks = [messages.network_dict(network) for network in answer.networks]
        found = [network for network in networks if all(key in network and network[key] == rest[key] for key in rest)]
        for key in rest:
            if networks and key not in networks[0]:
                self.logger.warning("get_network_list: no network has '%s', so the filter matches none", key)
        return found

    def get_network(self, net_id):
        return messages.network_dict(self._service.call("GetNetwork", contract.GetNetworkRequest(id=_text(net_id))))

    def delete_network(self, net_id, created_items=None):
        """Returns net_id. A network that is gone already is fine: LCM may terminate twice."""
        if not net_id:
            self.logger.warning("delete_network without an id: nothing was made, nothing is deleted")
            return net_id
        request = contract.DeleteNetworkRequest(id=_text(net_id), created_items=messages.created_items(created_items))
        try:
            existed = self._service.call("DeleteNetwork", request).existed
        except vimconn.VimConnNotFoundException:
            existed = False
        self.logger.info("network %s %s", net_id, "deleted" if existed else "was gone already")
        return net_id

    def refresh_nets_status(self, net_list):
        """An entry for each key asked for. RO fails the NS on every word but ACTIVE and BUILD, and on an exception."""
        answers = {net_id: _never_made() for net_id in net_list if not net_id}
        asked = [net_id for net_id in net_list if net_id]
        if not asked:
            return answers
        try:
            # Once: RO asks again by itself, and its thread serves every network of this account.
            found = self._service.call_once(
                "RefreshNetworks", contract.RefreshNetworksRequest(ids=[_text(net_id) for net_id in asked])
            ).networks
        except grpc.RpcError as error:
            if errors.code_of(error) not in errors.TRANSIENT:
                raise errors.to_vimconn(error, self._service.url) from error
            # A service that restarts must not cost an NS its life: not known now is BUILD, with the reason to read.
            text = errors.sentence(error, self._service.url)
            self.logger.warning("refresh_nets_status: %s", text)
            return answers | {net_id: _build(text) for net_id in asked}
        for net_id in asked:
            # membership first: reading a missing key of a message map would make it
            answers[net_id] = messages.refreshed(found[net_id]) if net_id in found else _left_out(net_id)
        return answers


def _never_made():
    # RO polls None, 600 s after a create that failed. ACTIVE would make the failed task DONE and BUILD would poll for ever;
    # ERROR and DELETED would overwrite vim_message, which still says why the create failed. OTHER fails and leaves it.
    text = "no network was made, so there is none to ask about"
    return {"status": "OTHER", "error_msg": text, "vim_info": messages.vim_info(status="OTHER", error_msg=text)}


def _build(text):
    return {"status": "BUILD", "error_msg": text, "vim_info": messages.vim_info(status="BUILD", error_msg=text)}


def _left_out(net_id):
    text = f"the service said nothing of network {net_id}"
    return {"status": "OTHER", "error_msg": text, "vim_info": messages.vim_info(status="OTHER", error_msg=text)}


def _text(net_id):
    if not isinstance(net_id, str):
        raise vimconn.VimConnException(f"a network id must be a string, not {type(net_id).__name__}: {net_id!r}")
    return net_id
