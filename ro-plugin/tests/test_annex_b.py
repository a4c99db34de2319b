"""RO's own table of how a network task ends, with the real plug-in in the middle and the service's answers scripted."""

import logging
import unittest
from unittest import mock

import grpc
from support import connector
from fake_service import FakeService
from ng_ro import NetTask, net_task_of
from osm_ro_plugin import vimconn

MGMT = {"find_params": {"mgmt": True, "name": "mgmtnet"}}
BY_NAME = {"find_params": {"filter_dict": {"name": "vl"}}}
PARAMS = {"net_name": "ns-vl", "net_type": "bridge", "ip_profile": None, "provider_network_profile": None}
UNKNOWN = "11111111-2222-4333-8444-555555555555"


class WithRo(unittest.TestCase):
    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.service = FakeService()
        self.addCleanup(self.service.stop)
        self.vim = connector(self.service.url, budget=0.2)
        self.addCleanup(self.vim._service.close)

    def run_new(self, task, **config):
        run = NetTask(self.vim, task, config)
        run.new()
        return run

    def ended(self, run, status, vim_status, created, message=None):
        self.assertEqual((status, vim_status, created), (run.status, run.vim_info["vim_status"], run.vim_info["created"]))
        if message:
            self.assertIn(message, run.vim_info["vim_message"])

    def failed(self, run, message):
        self.ended(run, "FAILED", "VIM_ERROR", False, message)
        self.assertIsNone(run.vim_info["vim_id"])


class Creating_or_finding(WithRo):
    def test_1_two_networks_for_a_configured_id_fail(self):
        twin = {"id": "x", "name": "x", "status": "ACTIVE"}  # no service can have two of one id: RO's rule alone
        with mock.patch.object(self.vim, "get_network_list", return_value=[twin, twin]):
            self.failed(self.run_new(MGMT, management_network_id="x"), "More than one network found")

    def test_2_no_network_of_the_configured_id_fails(self):
        self.failed(self.run_new(MGMT, management_network_id=UNKNOWN), "Network not found")
        self.assertEqual(UNKNOWN, self.service.requests("ListNetworks")[0].id)

    def test_3_a_management_network_that_nobody_configured_is_made(self):
        run = self.run_new(MGMT)
        self.ended(run, "BUILD", "BUILD", True)
        request = self.service.requests("CreateNetwork")[0]
        self.assertEqual(("mgmtnet", False), (request.net_name, request.HasField("net_type")))
        self.assertEqual({"network": run.vim_info["vim_id"]}, run.vim_info["created_items"])

    def test_4_two_networks_of_the_configured_name_fail(self):
        self.service.add("oam")
        self.service.add("oam")
        self.failed(self.run_new(MGMT, management_network_name="oam"), "More than one network found")

    def test_5_no_network_of_the_configured_name_fails(self):
        self.service.add("mgmtnet")
        self.failed(self.run_new(MGMT, management_network_name="oam"), "Network not found")

    def test_6_a_name_wins_over_management_and_two_of_it_fail(self):
        self.service.add("vl")
        self.service.add("vl")
        both = {"find_params": BY_NAME["find_params"] | {"mgmt": True, "name": "mgmtnet"}}
        self.failed(self.run_new(both), "More than one network found")

    def test_7_find_params_without_a_criterion_fail_before_anything_is_asked(self):
        self.failed(self.run_new({"find_params": {"wrong": True}}), "Invalid find_params for new_net")
        self.assertEqual([], self.service.asked)

    def test_8_found_nothing_but_with_params_is_a_build_of_nothing_which_ends_at_the_first_poll(self):
        run = self.run_new(BY_NAME | {"params": PARAMS})
        self.ended(run, "BUILD", "BUILD", False)
        self.assertEqual((None, {}), (run.vim_info["vim_id"], run.vim_info["created_items"]))
        self.assertEqual("FAILED", run.refresh())

    def test_9_and_10_a_name_that_nobody_has_fails(self):
        for config in ({}, {"management_network_name": "oam"}):
            self.failed(self.run_new(BY_NAME | {"params": {}}, **config), "Network not found")

    def test_11_a_management_network_that_is_there_is_adopted(self):
        there = self.service.add("mgmtnet")
        run = self.run_new(MGMT)
        self.ended(run, "BUILD", "BUILD", False)
        self.assertEqual(there.id, run.vim_info["vim_id"])

    def test_12_params_alone_make_a_network(self):
        run = self.run_new({"params": PARAMS})
        self.ended(run, "BUILD", "BUILD", True)
        self.assertIn(run.vim_info["vim_id"], self.service.networks)

    def test_13_a_service_that_cannot_be_reached_fails_with_the_reason(self):
        self.service.fail(grpc.StatusCode.UNAVAILABLE, "not here")
        self.failed(self.run_new({"params": PARAMS}), "cannot be reached: not here")


class Polling(WithRo):
    def polled(self, status, **more):
        network = self.service.add("n", status, vim_info="x: 1\n", **more)
        run = NetTask(self.vim, {"params": PARAMS}, vim_info={"vim_id": network.id, "vim_status": "BUILD", "created": True}, status="BUILD")
        run.refresh()
        return run

    def test_14_active_is_done_with_details_and_name(self):
        run = self.polled("ACTIVE")
        self.ended(run, "DONE", "ACTIVE", True)
        self.assertEqual(("x: 1\n", "n"), (run.vim_info["vim_details"], run.vim_info["vim_name"]))

    def test_15_build_stays_build(self):
        run = self.polled("BUILD")
        self.ended(run, "BUILD", "BUILD", True)
        self.assertEqual("n", run.vim_info["vim_name"])

    def test_16_error_fails_with_the_services_message(self):
        self.ended(self.polled("ERROR", error_msg="no id left"), "FAILED", "ERROR", True, "no id left")

    def test_17_an_exception_fails_with_its_message(self):
        self.service.fail(grpc.StatusCode.UNAUTHENTICATED, "who are you")
        self.ended(self.polled("ACTIVE"), "FAILED", "VIM_ERROR", True, "who are you")

    def test_17b_a_restart_of_the_service_does_not_fail_it(self):
        self.service.fail(grpc.StatusCode.UNAVAILABLE, "restarting")
        run = self.polled("ACTIVE")
        self.ended(run, "BUILD", "BUILD", True)
        self.assertIn("restarting", run.vim_info["vim_details"])
        self.assertEqual("DONE", run.refresh())

    def test_18_deleted_fails_and_forgets_the_id(self):
        run = self.polled("DELETED")
        self.ended(run, "FAILED", "DELETED", True, "Deleted externally")
        self.assertIsNone(run.vim_info["vim_id"])

    def test_19_an_answer_without_the_key_would_break_ro_and_never_comes(self):
        with mock.patch.object(self.vim, "refresh_nets_status", return_value={}), self.assertRaises(KeyError):
            self.polled("ACTIVE")
        self.assertEqual({UNKNOWN}, set(self.vim.refresh_nets_status([UNKNOWN])))

    def test_the_poll_of_a_failed_create_leaves_it_failed_with_its_cause(self):
        self.service.fail(grpc.StatusCode.ALREADY_EXISTS, "the name is taken")
        run = self.run_new({"params": PARAMS})
        for _ in range(2):
            self.assertEqual("FAILED", run.refresh())
            self.assertIn("the name is taken", run.vim_info["vim_message"])


class Deleting(WithRo):
    def test_what_was_made_is_deleted_and_twice_is_fine(self):
        run = self.run_new({"params": PARAMS})
        before = dict(run.vim_info)
        self.assertEqual(("DONE", {}), (run.delete(), self.service.networks))
        run.vim_info = before
        self.assertEqual("DONE", run.delete())

    def test_what_was_found_is_left_alone(self):
        self.service.add("mgmtnet")
        run = self.run_new(MGMT)
        self.assertEqual(("DONE", 1), (run.delete(), len(self.service.networks)))

    def test_a_refusal_fails_with_its_message(self):
        run = self.run_new({"params": PARAMS})
        self.service.fail(grpc.StatusCode.FAILED_PRECONDITION, "in use")
        run.delete()
        self.ended(run, "FAILED", "VIM_ERROR", True, "Error while deleting: in use")

    def test_a_not_found_would_be_fine_too(self):
        run = self.run_new({"params": PARAMS})
        with mock.patch.object(self.vim, "delete_network", side_effect=vimconn.VimConnNotFoundException("no")):
            self.assertEqual("DONE", run.delete())


class From_a_virtual_link_to_a_task(unittest.TestCase):
    def test_a_plain_link_becomes_a_bridge_with_names_cut_at_16(self):
        task = net_task_of("a" * 20, {"id": "v" * 20}, {"ip_profile": {"ip_version": "IPv4"}, "provider_network": {"x": 1}})
        self.assertEqual({"params": {"net_name": "a" * 16 + "-" + "v" * 16, "net_type": "bridge", "ip_profile": {"ip_version": "IPv4"},
                                     "provider_network_profile": {"x": 1}}}, task)

    def test_a_name_or_an_id_of_the_vim_is_looked_for_even_for_management(self):
        self.assertEqual({"find_params": {"filter_dict": {"name": "n"}}},
                         net_task_of("ns", {"id": "v", "mgmt-network": True}, {"vim_network_name": "n", "vim_network_id": "i"}))
        self.assertEqual({"find_params": {"filter_dict": {"id": "i"}}}, net_task_of("ns", {"id": "v"}, {"vim_network_id": "i"}))

    def test_management_is_looked_for_by_the_links_id_unless_it_has_a_provider_network(self):
        vld = {"id": "mgmtnet", "mgmt-network": True}
        self.assertEqual(MGMT, net_task_of("ns", vld, {}))
        self.assertIn("params", net_task_of("ns", vld, {"provider_network": {"x": 1}}))


if __name__ == "__main__":
    unittest.main()
