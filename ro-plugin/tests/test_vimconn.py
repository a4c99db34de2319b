import inspect
import logging
import socket
import time
import unittest
from unittest import mock

import grpc
import yaml
from google.protobuf import json_format
from support import connector
from fake_service import FakeService, contract
from osm_ro_plugin import vimconn

Code = grpc.StatusCode
ALL_KEYS = {
    "ip_version": "IPv4", "subnet_address": "10.10.0.0/24", "gateway_address": None, "dns_address": None,
    "dhcp_enabled": False, "dhcp_start_address": None, "dhcp_count": None, "ipv6_address_mode": None,
}


class WithService(unittest.TestCase):
    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.service = FakeService()
        self.addCleanup(self.service.stop)
        self.vim = connector(self.service.url, budget=5)
        self.addCleanup(self.vim._service.close)

    def impatient(self):
        self.vim._service.attempt_timeout = 0.3


class The_connector(WithService):
    def test_the_constructor_contacts_nothing(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        connector(f"http://127.0.0.1:{listener.getsockname()[1]}")
        listener.settimeout(0.2)
        self.assertRaises(TimeoutError, listener.accept)

    def test_the_constructor_takes_what_ro_gives(self):
        real = ["self", "uuid", "name", "tenant_id", "tenant_name", "url", "url_admin", "user", "passwd", "log_level", "config",
                "persistent_info"]
        self.assertEqual(real, list(inspect.signature(type(self.vim).__init__).parameters))
        self.assertEqual(("osm", {}), (self.vim.tenant_name, self.vim.config))

    def test_neither_user_nor_password_travels(self):
        self.vim.check_vim_connectivity()
        metadata = str(self.service.asked[0][2])
        self.assertNotIn("not for the wire", metadata)
        self.assertNotIn("authorization", metadata)

    def test_what_is_no_network_stays_not_implemented(self):
        for method in ("new_vminstance", "new_flavor", "get_image_list", "get_tenant_list", "new_classification"):
            self.assertNotIn(method, vars(type(self.vim)))
        with self.assertRaises(vimconn.VimConnNotImplemented) as caught:
            self.vim.new_vminstance("vm")
        self.assertEqual(501, caught.exception.http_code)

    def test_connectivity_is_really_asked_for_and_answered_with_none(self):
        self.assertIsNone(self.vim.check_vim_connectivity())
        self.service.fail(Code.FAILED_PRECONDITION, "the journal is read-only", "JOURNAL")
        with self.assertRaisesRegex(vimconn.VimConnConflictException, r"^the journal is read-only \(reason JOURNAL\)$"):
            self.vim.check_vim_connectivity()


class New_network(WithService):
    def test_gives_the_id_and_flat_created_items(self):
        net_id, items = self.vim.new_network("ns-vl", "bridge")
        self.assertIn(net_id, self.service.networks)
        self.assertEqual((dict, {"network": net_id}), (type(items), items))

    def test_sends_names_types_and_the_account(self):
        self.vim.new_network("ns-vl", "data", shared=True)
        request = self.created()
        self.assertEqual(("ns-vl", "data", True, "osm", self.vim.id),
                         (request.net_name, request.net_type, request.shared, request.tenant, request.vim_account))

    def test_without_a_type_the_field_is_absent_as_for_a_management_network(self):
        self.vim.new_network("mgmtnet", None)
        self.assertFalse(self.created().HasField("net_type"))

    def test_an_absent_ip_profile_stays_absent(self):
        for profile in (None, {}):
            self.vim.new_network("n", "bridge", profile)
        self.assertFalse(any(request.HasField("ip_profile") for request in self.service.requests("CreateNetwork")))

    def test_the_eight_keys_with_none_become_only_the_fields_that_have_a_value(self):
        self.vim.new_network("n", "bridge", ALL_KEYS)
        sent = {field.name: value for field, value in self.created().ip_profile.ListFields()}
        self.assertEqual({"ip_version": "IPv4", "subnet_address": "10.10.0.0/24", "dhcp_enabled": False}, sent)

    def test_the_eight_keys_with_values_all_travel(self):
        full = ALL_KEYS | {"gateway_address": "10.10.0.1", "dns_address": "1.1.1.1;8.8.8.8", "dhcp_enabled": True,
                           "dhcp_start_address": "10.10.0.9", "dhcp_count": 5, "ipv6_address_mode": "slaac"}
        self.vim.new_network("n", "bridge", full)
        self.assertEqual(full, {field.name: value for field, value in self.created().ip_profile.ListFields()})

    def test_an_unknown_ip_profile_key_is_ignored_with_a_log_line(self):
        logging.disable(logging.NOTSET)
        with self.assertLogs("ro.vim.l2sm", "WARNING") as logs:
            self.vim.new_network("n", "bridge", {"ip_version": "IPv6", "mtu": 1400})
        self.assertIn("ignoring mtu", logs.output[0])
        self.assertEqual("IPv6", self.created().ip_profile.ip_version)

    def test_ip_profile_values_of_a_wrong_type_are_named(self):
        for profile, message in (
            ({"dhcp_count": "5"}, "ip_profile.dhcp_count must be int, not str"),
            ({"dhcp_count": True}, "ip_profile.dhcp_count must be int, not bool"),
            ({"dhcp_count": 2**40}, "ip_profile.dhcp_count does not fit"),
            ({"dhcp_enabled": "yes"}, "ip_profile.dhcp_enabled must be bool"),
            ({"subnet_address": 10}, "ip_profile.subnet_address must be str"),
            ([1], "ip_profile must be a dictionary, not list"),
        ):
            with self.subTest(profile=profile), self.assertRaisesRegex(vimconn.VimConnException, message):
                self.vim.new_network("n", "bridge", profile)
        self.assertEqual([], self.service.asked)

    def test_the_provider_network_profile_travels_as_it_is(self):
        profile = {"l2sm": {"network": "vl", "list": [1, 2.5, True, None, {}], "empty": {}, "none": []}, "segmentation-id": 7}
        self.vim.new_network("n", "bridge", provider_network_profile=profile)
        self.assertEqual(profile, json_format.MessageToDict(self.created().provider_network_profile))

    def test_a_provider_network_profile_that_json_cannot_hold_is_refused_at_the_place(self):
        deep = {}
        for _ in range(100):
            deep = {"x": deep}
        for profile, message in (
            ({"a": {"b": [1, {2, 3}]}}, r"provider_network_profile\.a\.b\[1\].*set"),
            ({"a": {1: "x"}}, r"provider_network_profile\.a has the key 1"),
            ({"a": float("nan")}, r"provider_network_profile\.a: nan"),
            ({"a": 2**60}, r"provider_network_profile\.a: 1152921504606846976 is too large"),
            ({"a": b"x"}, r"provider_network_profile\.a.*bytes"),
            (deep, "nested more than 32"),
            (["x"], "must be a dictionary, not list"),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(vimconn.VimConnException, message):
                self.vim.new_network("n", "bridge", provider_network_profile=profile)

    def test_a_name_or_type_that_is_no_string_is_refused(self):
        for name, kind in ((None, "bridge"), (7, "bridge"), ("n", 7)):
            with self.subTest(name=name, kind=kind), self.assertRaisesRegex(vimconn.VimConnException, "must be a string"):
                self.vim.new_network(name, kind)

    def test_two_calls_have_two_request_ids(self):
        first, _ = self.vim.new_network("same", "bridge")
        second, _ = self.vim.new_network("same", "bridge")
        self.assertNotEqual(first, second)

    def test_a_lost_answer_is_asked_for_again_with_the_same_request_id(self):
        self.service.fail(Code.UNAVAILABLE, "going down", after_effect=True)
        net_id, _ = self.vim.new_network("n", "bridge")
        first, second = self.service.requests("CreateNetwork")
        self.assertEqual(first, second)
        self.assertEqual([net_id], list(self.service.networks))

    def test_a_service_that_does_not_answer_is_asked_again_after_the_deadline(self):
        self.impatient()
        self.service.fail(Code.DEADLINE_EXCEEDED)
        self.assertIn(self.vim.new_network("n", "bridge")[0], self.service.networks)
        self.assertEqual(2, len(self.service.asked))

    def test_nothing_but_silence_is_asked_again(self):
        for code in (Code.INTERNAL, Code.ALREADY_EXISTS, Code.INVALID_ARGUMENT, Code.ABORTED, Code.RESOURCE_EXHAUSTED):
            self.service.asked.clear()
            self.service.fail(code)
            with self.subTest(code=code), self.assertRaises(vimconn.VimConnException):
                self.vim.new_network("n", "bridge")
            self.assertEqual(1, len(self.service.asked))

    def test_the_retries_end_within_the_budget(self):
        vim = connector("http://127.0.0.1:1", budget=1.0)
        with self.assertRaisesRegex(vimconn.VimConnConnectionException, "http://127.0.0.1:1 cannot be reached"):
            vim.new_network("n", "bridge")
        self.assertLess(type(vim._service).call_budget, 30)

    def test_a_service_that_comes_back_within_the_budget_is_found_again(self):
        port = self.service.port
        self.vim.check_vim_connectivity()
        self.service.stop()
        again = []

        def restart_at_the_first_pause(seconds, sleep=time.sleep):
            if not again:
                again.append(FakeService(port=port))
                self.addCleanup(again[0].stop)
            sleep(seconds)

        with mock.patch("osm_rovim_l2sm.service.time.sleep", restart_at_the_first_pause):
            self.assertIn(self.vim.new_network("n", "bridge")[0], again[0].networks)

    def created(self):
        return self.service.requests("CreateNetwork")[-1]


class Errors(WithService):
    def test_each_status_becomes_ros_exception_with_the_services_words_and_reason(self):
        table = {
            Code.UNAUTHENTICATED: (vimconn.VimConnAuthException, 401),
            Code.PERMISSION_DENIED: (vimconn.VimConnAuthException, 401),
            Code.NOT_FOUND: (vimconn.VimConnNotFoundException, 404),
            Code.ALREADY_EXISTS: (vimconn.VimConnConflictException, 409),
            Code.ABORTED: (vimconn.VimConnConflictException, 409),
            Code.FAILED_PRECONDITION: (vimconn.VimConnConflictException, 409),
            Code.UNIMPLEMENTED: (vimconn.VimConnNotImplemented, 501),
            Code.INVALID_ARGUMENT: (vimconn.VimConnException, 400),
            Code.OUT_OF_RANGE: (vimconn.VimConnException, 400),
            Code.RESOURCE_EXHAUSTED: (vimconn.VimConnException, 400),
            Code.CANCELLED: (vimconn.VimConnConnectionException, 503),
            Code.INTERNAL: (vimconn.VimConnUnexpectedResponse, 503),
            Code.UNKNOWN: (vimconn.VimConnUnexpectedResponse, 503),
            Code.DATA_LOSS: (vimconn.VimConnUnexpectedResponse, 503),
            Code.UNAVAILABLE: (vimconn.VimConnConnectionException, 503),
        }
        self.assertEqual(set(Code) - {Code.OK, Code.DEADLINE_EXCEEDED}, set(table))
        self.vim._service.call_budget = 0.2
        for code, (kind, http_code) in table.items():
            self.service.fail(code, "net_name is taken", "NAME_TAKEN", times=1)
            with self.subTest(code=code), self.assertRaises(vimconn.VimConnException) as caught:
                self.vim.new_network("n", "bridge")
            self.assertIs(kind, type(caught.exception))
            self.assertEqual(("net_name is taken (reason NAME_TAKEN)", http_code), (str(caught.exception), caught.exception.http_code))

    def test_a_deadline_is_a_connection_error(self):
        self.impatient()
        self.vim._service.call_budget = 0.4
        self.service.fail(Code.DEADLINE_EXCEEDED, times=3)
        with self.assertRaisesRegex(vimconn.VimConnConnectionException, "did not answer in time"):
            self.vim.get_network("x")

    def test_a_status_without_a_reason_names_itself_and_the_url(self):
        self.service.fail(Code.INTERNAL, "boom")
        with self.assertRaisesRegex(vimconn.VimConnUnexpectedResponse, r"^boom \(INTERNAL from http://127"):
            self.vim.get_network("x")


class Get_network_list(WithService):
    def setUp(self):
        super().setUp()
        self.a = self.service.add("a", tenant="t1", network_type="vxlan", segmentation_id=77, net_type="bridge", cluster_name="a")
        self.b = self.service.add("b", "BUILD", shared=True, tenant="t2", status_reason="NO_SWITCH", error_msg="no switch yet")

    def test_without_a_filter_gives_every_network_with_the_keys_that_ro_needs(self):
        found = self.vim.get_network_list()
        self.assertEqual([self.a.id, self.b.id], [network["id"] for network in found])
        self.assertEqual(("a", "ACTIVE", "vxlan", 77),
                         tuple(found[0][key] for key in ("name", "status", "network_type", "segmentation_id")))
        self.assertNotIn("error_msg", found[0])
        self.assertNotIn("segmentation_id", found[1])
        self.assertEqual(("BUILD", "no switch yet (reason NO_SWITCH)"), (found[1]["status"], found[1]["error_msg"]))

    def test_each_filter_is_honoured_and_all_must_hold(self):
        for filters, names in (
            ({}, ["a", "b"]), (None, ["a", "b"]), ({"name": "a"}, ["a"]), ({"name": "A"}, []), ({"id": self.b.id}, ["b"]),
            ({"shared": True}, ["b"]), ({"shared": False}, ["a"]), ({"tenant_id": "t1"}, ["a"]), ({"tenant_id": "t1", "shared": True}, []),
            ({"status": "BUILD"}, ["b"]), ({"status": "ACTIVE", "name": "b"}, []), ({"admin_state_up": True}, ["a", "b"]),
            ({"admin_state_up": False}, []), ({"shared": None, "tenant_id": None}, ["a", "b"]),
        ):
            with self.subTest(filters=filters):
                self.assertEqual(names, [network["name"] for network in self.vim.get_network_list(filters)])

    def test_a_filter_that_nobody_knows_or_an_empty_name_matches_no_network(self):
        for filters in ({"colour": "red"}, {"name": None}, {"id": None}, {"name": ""}, {"id": ""}):
            self.assertEqual([], self.vim.get_network_list(filters))

    def test_get_network_gives_one_and_refuses_an_unknown_id(self):
        self.assertEqual("a", self.vim.get_network(self.a.id)["name"])
        self.assertRaises(vimconn.VimConnNotFoundException, self.vim.get_network, "nobody")
        self.assertRaises(vimconn.VimConnException, self.vim.get_network, None)


class Delete_network(WithService):
    def test_gives_back_the_id_and_the_items_to_the_service(self):
        net_id, items = self.vim.new_network("n", "bridge")
        self.assertEqual(net_id, self.vim.delete_network(net_id, items))
        self.assertEqual({}, self.service.networks)
        self.assertEqual({"network": net_id}, dict(self.service.requests("DeleteNetwork")[0].created_items))

    def test_a_network_that_is_gone_is_fine(self):
        self.assertEqual("gone", self.vim.delete_network("gone"))
        self.service.fail(Code.NOT_FOUND)
        self.assertEqual("gone", self.vim.delete_network("gone", {}))

    def test_items_of_none_are_absent_and_others_are_text(self):
        self.vim.delete_network("x", {"net:x": True, "port:y": None})
        self.assertEqual({"net:x": "True"}, dict(self.service.requests("DeleteNetwork")[0].created_items))

    def test_without_an_id_nothing_is_asked(self):
        self.assertIsNone(self.vim.delete_network(None, {}))
        self.assertEqual([], self.service.asked)

    def test_what_the_service_refuses_is_raised(self):
        self.service.fail(Code.FAILED_PRECONDITION, "ports attached", "IN_USE")
        with self.assertRaisesRegex(vimconn.VimConnConflictException, "ports attached"):
            self.vim.delete_network("x")


class Refresh_nets_status(WithService):
    def test_each_word_of_the_service_is_ros_word_with_vim_info_and_name(self):
        for status in ("BUILD", "ACTIVE", "ERROR", "DELETED"):
            network = self.service.add("n", status, vim_info="a: 1\n")
            answer = self.vim.refresh_nets_status([network.id])
            self.assertEqual({network.id: {"status": status, "vim_info": "a: 1\n", "name": "n"}}, answer)

    def test_an_unknown_id_is_deleted_and_still_has_vim_info(self):
        answer = self.vim.refresh_nets_status(["nobody"])["nobody"]
        self.assertEqual("DELETED", answer["status"])
        self.assertEqual({"status": "DELETED"}, yaml.safe_load(answer["vim_info"]))

    def test_a_reason_for_build_is_told(self):
        network = self.service.add("n", "BUILD", status_reason="NO_SWITCH", error_msg="waiting for a switch")
        self.assertEqual("waiting for a switch (reason NO_SWITCH)", self.vim.refresh_nets_status([network.id])[network.id]["error_msg"])

    def test_a_status_that_is_not_known_is_no_success(self):
        network = self.service.add("n")
        network.status = 99
        answer = self.vim.refresh_nets_status([network.id])[network.id]
        self.assertEqual("OTHER", answer["status"])
        self.assertIn("99", answer["error_msg"])

    def test_none_is_harmless_and_neither_active_nor_build(self):
        answer = self.vim.refresh_nets_status([None])
        self.assertEqual([None], list(answer))
        self.assertEqual("OTHER", answer[None]["status"])
        self.assertIn("no network was made", yaml.safe_load(answer[None]["vim_info"])["error_msg"])
        self.assertEqual([], self.service.asked)

    def test_none_beside_ids_does_not_disturb_them(self):
        network = self.service.add("n")
        answer = self.vim.refresh_nets_status([None, network.id, "nobody", ""])
        self.assertEqual({None: "OTHER", network.id: "ACTIVE", "nobody": "DELETED", "": "OTHER"},
                         {key: value["status"] for key, value in answer.items()})

    def test_an_empty_list_is_an_empty_answer(self):
        self.assertEqual({}, self.vim.refresh_nets_status([]))

    def test_whatever_may_heal_is_build_with_the_reason_at_the_first_failure(self):
        network = self.service.add("n")
        for code in (Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED, Code.ABORTED, Code.CANCELLED, Code.INTERNAL, Code.UNKNOWN):
            self.service.asked.clear()
            self.service.fail(code, "not now")
            with self.subTest(code=code):
                answer = self.vim.refresh_nets_status([network.id])[network.id]
                self.assertEqual("BUILD", answer["status"])
                self.assertIn("not now", answer["error_msg"])
                self.assertEqual({"status": "BUILD", "error_msg": answer["error_msg"]}, yaml.safe_load(answer["vim_info"]))
                self.assertEqual(1, len(self.service.asked))

    def test_a_service_that_is_gone_or_silent_is_build(self):
        self.impatient()
        self.service.fail(Code.DEADLINE_EXCEEDED)
        self.assertEqual("BUILD", self.vim.refresh_nets_status(["x"])["x"]["status"])
        self.assertEqual("BUILD", connector("http://127.0.0.1:1").refresh_nets_status(["x"])["x"]["status"])

    def test_a_service_that_is_back_is_seen_by_the_next_poll(self):
        network = self.service.add("n")
        self.service.stop()
        for _ in range(3):
            self.assertEqual("BUILD", self.vim.refresh_nets_status([network.id])[network.id]["status"])
        back = FakeService(port=self.service.port)
        self.addCleanup(back.stop)
        back.networks[network.id] = network
        self.assertEqual("ACTIVE", self.vim.refresh_nets_status([network.id])[network.id]["status"])

    def test_what_cannot_heal_is_raised(self):
        for code, kind in (
            (Code.UNAUTHENTICATED, vimconn.VimConnAuthException), (Code.UNIMPLEMENTED, vimconn.VimConnNotImplemented),
            (Code.INVALID_ARGUMENT, vimconn.VimConnException),
        ):
            self.service.fail(code)
            with self.subTest(code=code):
                self.assertRaises(kind, self.vim.refresh_nets_status, ["x"])

    def test_an_id_left_out_of_the_answer_has_its_key_all_the_same(self):
        with mock.patch.object(self.vim._service, "call_once", return_value=contract.RefreshNetworksResponse()):
            self.assertEqual("OTHER", self.vim.refresh_nets_status(["x"])["x"]["status"])


if __name__ == "__main__":
    unittest.main()
