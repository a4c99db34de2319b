"""ro.py against OSM's rules, with a fake service on a real gRPC wire."""

import contextlib
import io
import json
import logging
import pathlib
import sys
import tempfile
import unittest

import grpc
import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE.parent), str(ROOT / "ro-plugin" / "tests")]

import support  # noqa: E402, F401 - fresh stubs before ro.py needs them
import ro  # noqa: E402
from fake_service import FakeService  # noqa: E402

NSD = """
nsd:
  nsd:
  - id: vcpe_ns
    virtual-link-desc:
    - {id: mgmtnet, mgmt-network: true}
    - {id: datanet}
    df:
    - id: default-df
      virtual-link-profile:
      - id: datanet
        virtual-link-desc-id: datanet
        virtual-link-protocol-data:
          associated-layer-protocol: ipv4
          l3-protocol-data: {ip-version: ipv4, cidr: 10.10.0.0/24, dhcp-enabled: false}
"""
DATANET_PROFILE = {
    "ip_version": "IPv4", "subnet_address": "10.10.0.0/24", "gateway_address": None, "dns_address": None,
    "dhcp_enabled": False, "dhcp_start_address": None, "dhcp_count": None, "ipv6_address_mode": None,
}


class WithFiles(unittest.TestCase):
    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.state = str(self.folder / "state.json")
        self.service = FakeService()
        self.addCleanup(self.service.stop)

    def nsd(self, text=NSD):
        path = self.folder / "nsd.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def ro(self, *argv):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = ro.main(list(argv))
        self.errors = err.getvalue()
        self.events = [json.loads(line) for line in out.getvalue().splitlines()] if "--json" in argv else out.getvalue()
        return code

    def instantiate(self, *more, name="home-1", nsd=None):
        return self.ro("instantiate", "--nsd", nsd or self.nsd(), "--ns-name", name, "--url", self.service.url, "--state", self.state,
                       "--poll", "0.01", "--timeout", "5", "--json", *more)


class The_calls_of_an_ns(WithFiles):
    def calls(self):
        return [(event["call"], event["args"], event["kwargs"]) for event in self.events if event["event"] == "call"]

    def test_are_those_that_osm_makes(self):
        self.service.active_from_poll = 2
        self.assertEqual(0, self.instantiate(), self.errors)
        ids = {network.net_name: key for key, network in self.service.networks.items()}
        self.assertEqual(
            [
                ("get_network_list", [{"name": "mgmtnet"}], {}),
                ("new_network", ["mgmtnet", None], {}),
                ("new_network", [], {"net_name": "home-1-datanet", "ip_profile": DATANET_PROFILE, "provider_network_profile": None,
                                     "net_type": "bridge"}),
                ("refresh_nets_status", [[ids["mgmtnet"]]], {}),
                ("refresh_nets_status", [[ids["home-1-datanet"]]], {}),
            ],
            self.calls()[:5],
        )
        self.assertTrue(all("ms" in event and "answer" in event for event in self.events if event["event"] == "call"))
        self.assertEqual({"event": "end", "action": "instantiate", "ns": "home-1", "ok": True},
                         {key: self.events[-1][key] for key in ("event", "action", "ns", "ok")})

    def test_a_management_network_that_is_there_is_adopted_and_outlives_the_ns(self):
        there = self.service.add("mgmtnet")
        self.service.active_from_poll = 1
        self.assertEqual(0, self.instantiate())
        self.assertEqual(0, self.ro("terminate", "--state", self.state, "--json"))
        self.assertEqual([there.id], list(self.service.networks))

    def test_a_name_in_the_nsd_is_looked_for_and_fails_if_absent(self):
        text = NSD.replace("{id: datanet}", "{id: datanet, vim-network-name: shared-lan}")
        self.service.active_from_poll = 1
        self.assertEqual(1, self.instantiate(nsd=self.nsd(text)))
        self.assertIn(("get_network_list", [{"name": "shared-lan"}], {}), self.calls())
        failed = next(event for event in self.events if event["event"] == "vld" and event["vld"] == "datanet")
        self.assertEqual(("FAILED", "VIM_ERROR"), (failed["task"], failed["vim_status"]))
        self.assertIn("Network not found", failed["vim_message"])

    def test_the_vims_own_management_network_is_asked_for(self):
        self.service.add("oam")
        self.service.active_from_poll = 1
        self.assertEqual(0, self.instantiate("--vim-config", '{"management_network_name": "oam"}'))
        self.assertEqual(("get_network_list", [{"name": "oam"}], {}), self.calls()[0])

    def test_instantiation_parameters_override_the_nsd(self):
        parameters = self.folder / "params.json"
        parameters.write_text(json.dumps({"vld": [
            {"name": "datanet", "ip-profile": {"ip-version": "ipv6", "dns-server": [{"address": "a"}, {"address": "b"}]},
             "provider-network": {"l2sm": {"network": "lan"}}},
            {"name": "mgmtnet", "vim-network-name": {"me": "oam", "other": "x"}},
        ]}))
        self.service.add("oam")
        self.service.active_from_poll = 1
        self.assertEqual(0, self.instantiate("--params", str(parameters), "--vim-id", "me"), self.errors)
        self.assertEqual(("get_network_list", [{"name": "oam"}], {}), self.calls()[0])
        made = self.calls()[1][2]
        self.assertEqual({"l2sm": {"network": "lan"}}, made["provider_network_profile"])
        self.assertEqual(("IPv6", None, "a;b"), tuple(made["ip_profile"][key] for key in ("ip_version", "subnet_address", "dns_address")))

    def test_long_names_are_cut_at_16_characters_each(self):
        self.service.active_from_poll = 1
        self.assertEqual(0, self.instantiate(name="a-network-service-of-tenant-7"))
        self.assertIn("a-network-servic-datanet", [network.net_name for network in self.service.networks.values()])


class The_end_of_an_ns(WithFiles):
    def test_is_failure_if_a_network_never_gets_active(self):
        self.assertEqual(1, self.instantiate("--timeout", "0.1"))
        self.assertFalse(self.events[-1]["ok"])

    def test_is_failure_if_one_cannot_be_made_and_the_others_can_still_be_terminated(self):
        self.service.fail(grpc.StatusCode.INTERNAL, "first call")
        self.service.active_from_poll = 1
        self.assertEqual(1, self.instantiate())
        self.assertEqual(1, len(self.service.networks))
        self.assertEqual(0, self.ro("terminate", "--state", self.state, "--json"))
        self.assertEqual({}, self.service.networks)

    def test_leaves_nothing_and_may_be_repeated(self):
        self.service.active_from_poll = 1
        self.instantiate()
        for calls in (2, 0):
            self.assertEqual(0, self.ro("terminate", "--state", self.state, "--json"))
            self.assertEqual(calls, sum(event["event"] == "call" for event in self.events))
            self.assertEqual({}, self.service.networks)

    def test_that_fails_can_be_tried_again(self):
        self.service.active_from_poll = 1
        self.instantiate()
        self.service.fail(grpc.StatusCode.FAILED_PRECONDITION, "in use")
        self.assertEqual(1, self.ro("terminate", "--state", self.state, "--json"))
        self.assertEqual(1, len(self.service.networks))
        self.assertEqual(0, self.ro("terminate", "--state", self.state, "--json"))
        self.assertEqual({}, self.service.networks)

    def test_a_state_file_with_live_networks_is_not_overwritten(self):
        self.service.active_from_poll = 1
        self.assertEqual(0, self.instantiate())
        self.assertEqual(2, self.instantiate(name="other"))
        self.assertIn("terminate it first", self.errors)
        self.ro("terminate", "--state", self.state)
        self.assertEqual(0, self.instantiate(name="other"))

    def test_status_polls_once_and_says_whether_all_is_well(self):
        self.service.active_from_poll = 1
        self.instantiate()
        self.assertEqual(0, self.ro("status", "--state", self.state, "--json"))
        self.service.networks.clear()
        self.assertEqual(1, self.ro("status", "--state", self.state))
        self.assertIn("DELETED", self.events)

    def test_the_state_is_what_ro_keeps(self):
        self.service.active_from_poll = 1
        self.instantiate()
        for entry in json.loads(pathlib.Path(self.state).read_text())["vld"]:
            kept = entry["vim_info"]
            self.assertEqual((True, {"network": kept["vim_id"]}, "ACTIVE"), (kept["created"], kept["created_items"], kept["vim_status"]))


class Bad_input(WithFiles):
    def test_is_refused_before_anything_is_asked(self):
        for text, message in (
            ("{", "not YAML"), ("vnfd: {}", "expected an NSD"), ("nsd: {nsd: [{id: a}, {id: b}]}", "expected an NSD"),
            ("nsd: {nsd: [{id: a, df: [{}]}]}", "no virtual-link-desc"),
            ("nsd: {nsd: [{id: a, virtual-link-desc: [{id: x}]}]}", "no df"),
            ("nsd: {nsd: [{id: a, df: [{}], virtual-link-desc: [{id: x}, {id: x}]}]}", "an id of its own"),
            ("", "expected an NSD"),
        ):
            with self.subTest(text=text):
                self.assertEqual(2, self.instantiate(nsd=self.nsd(text)))
                self.assertIn(message, self.errors)
        for params, message in (
            ('{"vld": [{"name": "nowhere"}]}', "'nowhere' is not present"),
            ('{"vld": [{"name": "datanet", "ns-net": {}}]}', "ns-net is not played"),
            ("{", "not JSON"), ("/nowhere", "No such file"),
            ('{"vld": [{"name": "datanet", "vim-network-name": {"x": "y"}}]}', "does not name the VIM"),
        ):
            with self.subTest(params=params):
                self.assertEqual(2, self.instantiate("--params", params))
                self.assertIn(message, self.errors)
        self.assertEqual([], self.service.asked)

    def test_a_url_without_scheme_and_a_file_that_is_not_there_are_usage_errors(self):
        self.assertEqual(2, self.ro("instantiate", "--nsd", self.nsd(), "--ns-name", "n", "--url", "host:1", "--state", self.state))
        self.assertIn("expected http://host:port", self.errors)
        self.assertEqual(2, self.instantiate(nsd="/nowhere"))
        self.assertEqual(2, self.ro("terminate", "--state", "/nowhere"))
        (self.folder / "junk").write_text("[]")
        self.assertEqual(2, self.ro("status", "--state", str(self.folder / "junk")))


class The_ip_profile_of_lcm(unittest.TestCase):
    def test_always_has_eight_keys(self):
        self.assertEqual(DATANET_PROFILE | {"subnet_address": None}, ro.ip_profile_of({"ip-version": "ipv4"}))

    def test_takes_the_descriptors_words_and_the_instantiations(self):
        descriptor = {"ip-version": "ipv6", "cidr": "fd00::/64", "gateway-ip": "fd00::1", "dhcp-enabled": True,
                      "ipv6-address-mode": "slaac"}
        self.assertEqual(
            {"ip_version": "IPv6", "subnet_address": "fd00::/64", "gateway_address": "fd00::1", "dns_address": None, "dhcp_enabled": True,
             "dhcp_start_address": None, "dhcp_count": None, "ipv6_address_mode": "slaac"},
            ro.ip_profile_of(descriptor))
        instantiation = {"subnet-address": "10.0.0.0/24", "gateway-address": "10.0.0.1", "dns-server": [{"address": "1.1.1.1"}],
                         "dhcp-params": {"enabled": True, "count": 9, "start-address": "10.0.0.5"}}
        self.assertEqual(
            {"ip_version": "IPv4", "subnet_address": "10.0.0.0/24", "gateway_address": "10.0.0.1", "dns_address": "1.1.1.1",
             "dhcp_enabled": True, "dhcp_start_address": "10.0.0.5", "dhcp_count": 9, "ipv6_address_mode": None},
            ro.ip_profile_of(instantiation))

    def test_only_the_first_df_and_no_provider_network_of_the_descriptor_count(self):
        nsd = yaml.safe_load(NSD)["nsd"]["nsd"][0]
        nsd["virtual-link-desc"][1]["provider-network"] = {"segmentation_id": 7}
        nsd["df"].insert(0, {"id": "first"})
        self.assertEqual([{"vim_account_id": "v", "vim_network_name": None}] * 2, [info for _, info in ro.vlds_of(nsd, {}, "v")])


if __name__ == "__main__":
    unittest.main()
