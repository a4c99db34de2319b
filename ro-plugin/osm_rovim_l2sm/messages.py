"""Between RO's dictionaries and the messages of the contract."""

import json
import math

from google.protobuf import json_format, struct_pb2
from osm_ro_plugin import vimconn

from ._stubs import network_pb2

_IP_PROFILE = {
    "ip_version": str,
    "subnet_address": str,
    "gateway_address": str,
    "dns_address": str,
    "dhcp_enabled": bool,
    "dhcp_start_address": str,
    "dhcp_count": int,
    "ipv6_address_mode": str,
}
_INT32 = 2**31
_EXACT_INTEGER = 2**53  # a Struct holds numbers as doubles
_DEEPEST = 32

_STATUS = {
    network_pb2.NETWORK_STATUS_BUILD: "BUILD",
    network_pb2.NETWORK_STATUS_ACTIVE: "ACTIVE",
    network_pb2.NETWORK_STATUS_ERROR: "ERROR",
    network_pb2.NETWORK_STATUS_DELETED: "DELETED",
}


def ip_profile(given, logger):
    """The message for RO's ip_profile, None for none. LCM sends all eight keys, those without a value as None."""
    if not given:
        return None
    if not isinstance(given, dict):
        raise vimconn.VimConnException(f"ip_profile must be a dictionary, not {type(given).__name__}")
    unknown = sorted(str(key) for key in given if key not in _IP_PROFILE)
    if unknown:
        logger.warning("ip_profile: ignoring %s, which the contract does not know", ", ".join(unknown))
    message = network_pb2.IpProfile()
    for key, kind in _IP_PROFILE.items():
        value = given.get(key)
        if value is None:
            continue
        # bool is an int to Python, but not to whoever wrote the descriptor
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise vimconn.VimConnException(f"ip_profile.{key} must be {kind.__name__}, not {type(value).__name__}: {value!r}")
        if kind is int and not -_INT32 <= value < _INT32:
            raise vimconn.VimConnException(f"ip_profile.{key} does not fit 32 bits: {value}")
        setattr(message, key, value)
    return message


def struct(given, name):
    """A Struct of a dictionary that JSON can express; anything else is refused with the path of the culprit."""
    if not isinstance(given, dict):
        raise vimconn.VimConnException(f"{name} must be a dictionary, not {type(given).__name__}")
    return json_format.ParseDict(_plain(given, name, 0), struct_pb2.Struct())


def _plain(value, path, depth):
    if depth > _DEEPEST:
        raise vimconn.VimConnException(f"{path} is nested more than {_DEEPEST} deep")
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise vimconn.VimConnException(f"{path} has the key {key!r}: only strings can be keys")
        return {key: _plain(item, f"{path}.{key}", depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{path}[{index}]", depth + 1) for index, item in enumerate(value)]
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value) <= _EXACT_INTEGER:
            return value
        raise vimconn.VimConnException(f"{path}: {value} is too large for a JSON number; write it as a string")
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise vimconn.VimConnException(f"{path}: {value!r} ({type(value).__name__}) is no JSON value")


def created_items(given):
    """What RO kept of CreateNetworkResponse.created_items. In RO's convention None means absent."""
    return {str(key): str(value) for key, value in (given or {}).items() if value is not None}


def status_word(network):
    return _STATUS.get(network.status, "OTHER")


def error_text(network):
    if network.status not in _STATUS:
        return f"the service answered status {network.status}, which this plug-in does not know: are their versions the same?"
    if network.error_msg and network.status_reason:
        return f"{network.error_msg} (reason {network.status_reason})"
    return network.error_msg or network.status_reason


def network_dict(network):
    """A network as get_network_list and get_network give it."""
    answer = {
        "id": network.id,
        "name": network.net_name,
        "status": status_word(network),
        "shared": network.shared,
        "tenant_id": network.tenant,
        "admin_state_up": True,  # no network of ours can be switched off
        "cluster_name": network.cluster_name,
        "management": network.management,
        "owned": network.owned,
    }
    for key in ("net_type", "network_type", "segmentation_id"):
        if network.HasField(key):
            answer[key] = getattr(network, key)
    if error_text(network):
        answer["error_msg"] = error_text(network)
    return answer


def refreshed(network):
    """The entry of refresh_nets_status. RO reads vim_info unconditionally unless the status is an error or DELETED."""
    answer = {"status": status_word(network), "vim_info": network.vim_info or vim_info(status=status_word(network))}
    if network.net_name:
        answer["name"] = network.net_name
    if error_text(network):
        answer["error_msg"] = error_text(network)
    return answer


def vim_info(**facts):
    """YAML, as OSM shows it. Each value is written as JSON, which YAML reads."""
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in facts.items())
