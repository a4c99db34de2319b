#!/usr/bin/python3
"""Plays OSM (LCM and RO) for the networks of one NS, with the real RO plug-in.

An NSD goes in; out come the calls that OSM makes of its VIM account, in OSM's order. What RO keeps in its database is kept
in a state file, so that a later process can terminate the NS.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time
import uuid

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "ro-plugin"
sys.path[:0] = [str(PLUGIN), str(PLUGIN / "tests" / "stand_in")]
if not (PLUGIN / "osm_rovim_l2sm" / "_stubs" / "__init__.py").exists():
    subprocess.run([str(PLUGIN / "generate-stubs")], check=True, stdout=sys.stderr)

from ng_ro import NetTask, net_task_of  # noqa: E402
from osm_ro_plugin.vimconn import VimConnException  # noqa: E402
from osm_rovim_l2sm.vimconn_l2sm import vimconnector  # noqa: E402

CALLS = ("new_network", "get_network_list", "delete_network", "refresh_nets_status", "check_vim_connectivity")
VLD_PARAMETERS = {"name", "vim-network-name", "vim-network-id", "ip-profile", "provider-network", "vnfd-connection-point-ref"}


class Refused(Exception):
    """The input is not what OSM would take; nothing was asked of the VIM."""


# --- LCM: from an NSD and instantiation parameters to what RO is sent ---


def read_nsd(path):
    try:
        with open(path, encoding="utf-8") as file:
            document = yaml.safe_load(file)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise Refused(f"{path}: not YAML: {error}") from error
    try:
        envelope = document.get("nsd") or document["etsi-nfv-nsd:nsd"]
        (nsd,) = envelope["nsd"]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(f"{path}: expected an NSD of one element under nsd: nsd:") from error
    if not nsd.get("virtual-link-desc"):
        raise Refused(f"{path}: no virtual-link-desc: LCM breaks on such an NS")
    if not nsd.get("df"):
        raise Refused(f"{path}: no df: NBI refuses such an NSD")
    return nsd


def ip_profile_of(source):
    """All eight keys always, those without a value as None: lcm_utils.py, vld_to_ro_ip_profile."""
    dhcp = source.get("dhcp-params") or {}
    servers = [server["address"] for server in source.get("dns-server") or () if server.get("address")]
    return {
        "ip_version": "IPv4" if "v4" in source.get("ip-version", "ipv4") else "IPv6",
        "subnet_address": source.get("cidr") or source.get("subnet-address"),
        "gateway_address": source.get("gateway-ip") or source.get("gateway-address"),
        "dns_address": ";".join(servers) if source.get("dns-server") else None,
        "dhcp_enabled": dhcp.get("enabled", False) or source.get("dhcp-enabled", False),
        "dhcp_start_address": dhcp.get("start-address"),
        "dhcp_count": dhcp.get("count"),
        "ipv6_address_mode": source.get("ipv6-address-mode"),
    }


def vlds_of(nsd, parameters, vim_account):
    """Pairs (vld, vim_info) as LCM sends them: only the first df counts, an instantiation's ip-profile replaces the NSD's."""
    overrides = _overrides(nsd, parameters)
    targets = []
    for link in nsd["virtual-link-desc"]:
        wanted = {}
        for profile in nsd["df"][0].get("virtual-link-profile") or ():
            if profile.get("virtual-link-desc-id") == link["id"]:
                layer3 = (profile.get("virtual-link-protocol-data") or {}).get("l3-protocol-data")
                if layer3:
                    wanted["ip-profile"] = layer3
                break
        wanted |= overrides.get(link["id"], {})
        vim_info = {"vim_account_id": vim_account, "vim_network_name": link.get("vim-network-name")}
        if wanted.get("vim-network-name"):
            vim_info["vim_network_name"] = _for_this_vim(wanted["vim-network-name"], vim_account)
        if wanted.get("vim-network-id"):
            vim_info["vim_network_id"] = _for_this_vim(wanted["vim-network-id"], vim_account)
        if wanted.get("ip-profile"):
            vim_info["ip_profile"] = ip_profile_of(wanted["ip-profile"])
        if wanted.get("provider-network"):  # the descriptor's own is dropped by LCM
            vim_info["provider_network"] = wanted["provider-network"]
        targets.append(({"id": link["id"], "name": link["id"], "mgmt-network": bool(link.get("mgmt-network"))}, vim_info))
    return targets


def _overrides(nsd, parameters):
    names = [link.get("id") for link in nsd["virtual-link-desc"]]
    if None in names or len(set(names)) != len(names):
        raise Refused("virtual-link-desc: every element needs an id of its own")
    overrides = {}
    for entry in (parameters or {}).get("vld") or ():
        name = entry.get("name")
        if name not in names:
            raise Refused(f"Invalid parameter vld:name='{name}' is not present at nsd:vld")
        unknown = sorted(set(entry) - VLD_PARAMETERS)
        if unknown:
            raise Refused(f"vld '{name}': {', '.join(unknown)} is not played here; it knows {', '.join(sorted(VLD_PARAMETERS))}")
        overrides[name] = {key: value for key, value in entry.items() if key != "name"}
    return overrides


def _for_this_vim(value, vim_account):
    if not isinstance(value, dict):
        return value
    if vim_account not in value:
        raise Refused(f"the dictionary of VIM networks {sorted(value)} does not name the VIM account '{vim_account}'")
    return value[vim_account]


# --- RO: the calls, told as they happen ---


class Told:
    """The plug-in, with every call, its answer and its duration told to ``tell``."""

    def __init__(self, vim, tell):
        self._vim, self._tell, self.vld = vim, tell, None

    def __getattr__(self, name):
        method = getattr(self._vim, name)
        if name not in CALLS:
            return method

        def told(*args, **kwargs):
            event = {"event": "call", "vld": self.vld, "call": name, "args": list(args), "kwargs": kwargs}
            begun = time.monotonic()
            try:
                answer = method(*args, **kwargs)
            except Exception as error:
                self._tell(event | {"ms": _since(begun), "error": f"{type(error).__name__}: {error}"})
                raise
            self._tell(event | {"ms": _since(begun), "answer": answer})
            return answer

        return told


class State:
    """What RO and LCM keep of an NS in their database; on disk after every change, since a killed RO forgets nothing either."""

    def __init__(self, path, content):
        self.path, self.content = path, content

    @classmethod
    def read(cls, path):
        try:
            with open(path, encoding="utf-8") as file:
                content = json.load(file)
        except OSError as error:
            raise Refused(f"--state {path}: {error.strerror}") from error
        except ValueError as error:
            raise Refused(f"--state {path}: not a state file: {error}") from error
        if not isinstance(content, dict) or not isinstance(content.get("vld"), list):
            raise Refused(f"--state {path}: not a state file of ro.py")
        return cls(path, content)

    def save(self):
        fresh = f"{self.path}.new"
        with open(fresh, "w", encoding="utf-8") as file:
            json.dump(self.content, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)

    def live(self):
        return [entry for entry in self.content["vld"] if entry["status"] != "DELETED"]

    def keep(self, entry, run):
        entry |= {"status": run.status, "vim_info": run.vim_info}
        self.save()


def load_vim(account, tell):
    return Told(vimconnector(**account, persistent_info={}), tell)


def instantiate(nsd, ns_name, account, state_path, *, parameters=None, poll=15.0, timeout=7200.0, tell=lambda event: None):
    """Returns True if every network became ACTIVE. Raises Refused before anything is asked."""
    if os.path.exists(state_path) and State.read(state_path).live():
        raise Refused(f"--state {state_path}: its NS still has networks; terminate it first")
    targets = vlds_of(nsd, parameters, account["uuid"])
    entries = [
        {"id": vld["id"], "task": net_task_of(ns_name, vld, vim_info), "status": "SCHEDULED", "vim_info": {}} for vld, vim_info in targets
    ]
    state = State(state_path, {"ns_name": ns_name, "ns_id": str(uuid.uuid4()), "account": account, "vld": entries})
    state.save()
    vim = load_vim(account, tell)
    begun = time.monotonic()
    runs = []
    for entry in entries:
        vim.vld = entry["id"]
        run = NetTask(vim, entry["task"], account["config"])
        _as_ro(run, run.new)
        state.keep(entry, run)
        runs.append((entry, run))
    while any(run.status == "BUILD" for _, run in runs) and time.monotonic() - begun < timeout:
        time.sleep(poll)
        for entry, run in runs:
            if run.status == "BUILD":
                vim.vld = entry["id"]
                _as_ro(run, run.refresh)
                state.keep(entry, run)
    return _ended(state, "instantiate", begun, tell, lambda entry: entry["vim_info"]["vim_status"] == "ACTIVE")


def terminate(state, *, tell=lambda event: None):
    """Returns True if nothing of the NS is left in the VIM. May be repeated."""
    account = state.content["account"]
    vim = load_vim(account, tell)
    begun = time.monotonic()
    for entry in state.live():
        vim.vld = entry["id"]
        run = NetTask(vim, entry["task"], account["config"], entry["vim_info"], entry["status"])
        _as_ro(run, run.delete)
        if run.status == "DONE":
            run.status = "DELETED"
        state.keep(entry, run)
    return _ended(state, "terminate", begun, tell, lambda entry: entry["status"] == "DELETED")


def status(state, *, tell=lambda event: None):
    """One poll of each network that there is; True if every one is ACTIVE. Unlike RO after DONE, which asks no more."""
    account = state.content["account"]
    vim = load_vim(account, tell)
    begun = time.monotonic()
    for entry in state.live():
        vim.vld = entry["id"]
        run = NetTask(vim, entry["task"], account["config"], entry["vim_info"], entry["status"])
        _as_ro(run, run.refresh)
        state.keep(entry, run)
    return _ended(state, "status", begun, tell, lambda entry: entry["vim_info"].get("vim_status") == "ACTIVE")


def _as_ro(run, step):
    try:
        step()
    except Exception as error:  # RO's worker too turns whatever a plug-in throws into a failed task
        run.status = "FAILED"
        run.vim_info |= {"vim_status": "VIM_ERROR", "vim_message": f"{type(error).__name__}: {error}"}


def _ended(state, action, begun, tell, is_good):
    good = True
    for entry in state.content["vld"]:
        good = good and is_good(entry)
        told = {key: entry["vim_info"].get(key) for key in ("vim_id", "vim_name", "vim_status", "created", "vim_message", "vim_details")}
        tell({"event": "vld", "vld": entry["id"], "task": entry["status"]} | told)
    tell({"event": "end", "action": action, "ns": state.content["ns_name"], "ok": good, "ms": _since(begun)})
    return good


def _since(begun):
    return round((time.monotonic() - begun) * 1000, 1)


# --- the command ---


def as_json(event):
    # a key of None (RO's poll of a network that was never made) has no place in JSON but as text
    print(json.dumps({"time": round(time.time(), 3)} | event, default=str), flush=True)


def as_text(event):
    if event["event"] == "call":
        args = [json.dumps(arg) for arg in event["args"]] + [f"{key}={json.dumps(value)}" for key, value in event["kwargs"].items()]
        print(f"{event['vld']}: {event['call']}({', '.join(args)})", flush=True)
        print(f"    {event['ms']} ms -> {event.get('error') or json.dumps(event['answer'])}", flush=True)
    elif event["event"] == "vld":
        why = None if event["vim_status"] == "ACTIVE" else event["vim_message"] or event["vim_details"]
        message = f": {why}" if why else ""
        print(f"{event['vld']}: {event['vim_status']} {event['vim_id'] or ''}{message}", flush=True)
    else:
        print(f"{event['action']} of {event['ns']}: {'done' if event['ok'] else 'FAILED'} in {event['ms']} ms", flush=True)


def _json_object(text, option):
    """A JSON object, or the path of a file that holds one."""
    if text is None:
        return {}
    try:
        content = json.loads(text if text.lstrip().startswith("{") else pathlib.Path(text).read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"{option} {text}: {error.strerror}") from error
    except ValueError as error:
        raise Refused(f"{option}: not JSON: {error}") from error
    if not isinstance(content, dict):
        raise Refused(f"{option}: expected a JSON object")
    return content


def _seconds(text):
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError("expected seconds above 0")
    return value


def _arguments(argv):
    parser = argparse.ArgumentParser(prog="ro.py", description="Plays OSM RO for the networks of one NS.")
    actions = parser.add_subparsers(dest="action", required=True)
    for name in ("instantiate", "terminate", "status"):
        action = actions.add_parser(name)
        action.add_argument("--state", required=True, help="file with what RO keeps in its database")
        action.add_argument("--json", action="store_true", help="one JSON object a line")
        if name == "instantiate":
            action.add_argument("--nsd", required=True, help="the NSD's YAML file")
            action.add_argument("--ns-name", required=True)
            action.add_argument("--url", required=True, help="the VIM account's URL: http://host:port or https://host:port")
            action.add_argument("--params", help="instantiation parameters as for osm ns-create --config, JSON or a file of it")
            action.add_argument("--vim-config", help="the VIM account's config, JSON or a file of it")
            action.add_argument("--vim-id", default="00000000-0000-4000-8000-00000000000a", help="the VIM account's id")
            action.add_argument("--tenant", default="osm", help="the VIM account's tenant name")
            action.add_argument("--poll", type=_seconds, default=15.0, help="seconds between polls of a network (RO: 15)")
            action.add_argument("--timeout", type=_seconds, default=7200.0, help="seconds for the whole NS (LCM: 7200)")
    return parser.parse_args(argv)


def main(argv=None):
    """0: as wanted; 1: a network is not ACTIVE, or not deleted; 2: wrong usage or unreadable input."""
    args = _arguments(argv)
    tell = as_json if args.json else as_text
    try:
        if args.action != "instantiate":
            run = terminate if args.action == "terminate" else status
            return 0 if run(State.read(args.state), tell=tell) else 1
        account = {
            "uuid": args.vim_id,
            "name": "lab",
            "tenant_id": None,
            "tenant_name": args.tenant,
            "url": args.url,
            "url_admin": None,
            "user": "osm",
            "passwd": "osm",
            "config": _json_object(args.vim_config, "--vim-config"),
        }
        vimconnector(**account)  # a wrong URL or config is a usage error here
        good = instantiate(
            read_nsd(args.nsd),
            args.ns_name,
            account,
            args.state,
            parameters=_json_object(args.params, "--params"),
            poll=args.poll,
            timeout=args.timeout,
            tell=tell,
        )
        return 0 if good else 1
    except (Refused, VimConnException) as error:
        print(f"ro.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
