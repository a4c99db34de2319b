"""The plug-in against the real connector process over the real wire. No switch is connected: that is the demo's part."""

import logging
import pathlib
import tempfile
import threading
import unittest
import uuid

import yaml
from support import connector
import real_service
from ng_ro import NetTask
from osm_ro_plugin import vimconn
from real_service import RealService

PROFILE = {
    "ip_version": "IPv4", "subnet_address": "10.10.0.0/24", "gateway_address": None, "dns_address": None,
    "dhcp_enabled": False, "dhcp_start_address": None, "dhcp_count": None, "ipv6_address_mode": None,
}


@unittest.skipIf(real_service.LACKS, real_service.LACKS)
class WithConnector(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        logging.disable(logging.CRITICAL)
        cls.addClassCleanup(logging.disable, logging.NOTSET)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.service = RealService(cls.folder)
        cls.addClassCleanup(lambda: cls.service.kill())

    def setUp(self):
        self.vim = self.plugin()
        self.addCleanup(self.forget_all)

    def plugin(self, **more):
        vim = connector(self.service.url, **more)
        self.addCleanup(vim._service.close)
        return vim

    def forget_all(self):
        vim = connector(self.service.url)
        for network in vim.get_network_list():
            vim.delete_network(network["id"])
        vim._service.close()

    def status(self, net_id):
        return self.vim.refresh_nets_status([net_id])[net_id]


class The_real_service(WithConnector):
    def test_says_that_it_is_there(self):
        self.assertIsNone(self.vim.check_vim_connectivity())

    def test_makes_a_network_that_stays_in_build_with_a_reason_while_there_is_no_switch(self):
        net_id, items = self.vim.new_network("home-1-datanet", "bridge", PROFILE)
        uuid.UUID(net_id)
        self.assertTrue(items and all(isinstance(value, str) for pair in items.items() for value in pair))
        answer = self.status(net_id)
        self.assertEqual(("BUILD", "home-1-datanet"), (answer["status"], answer["name"]))
        self.assertIn("NO_SWITCH_CONNECTED", answer["error_msg"])
        self.assertIsInstance(yaml.safe_load(answer["vim_info"]), dict)

    def test_shows_it_by_id_name_sharing_and_tenant_and_not_otherwise(self):
        net_id, _ = self.vim.new_network("Home 1-datanet", "bridge", shared=True)
        for filters in ({"id": net_id}, {"name": "Home 1-datanet"}, {"name": "home-1-datanet"}, {"shared": True}, {"tenant_id": "osm"},
                        {}, None, {"id": net_id, "name": "Home 1-datanet", "status": "BUILD"}):
            with self.subTest(filters=filters):
                self.assertEqual([net_id], [network["id"] for network in self.vim.get_network_list(filters)])
        for filters in ({"id": str(uuid.uuid4())}, {"id": "no uuid"}, {"name": "Home 1"}, {"name": ""}, {"shared": False},
                        {"tenant_id": "other"}, {"id": net_id, "shared": False}, {"status": "ACTIVE"}):
            with self.subTest(filters=filters):
                self.assertEqual([], self.vim.get_network_list(filters))
        shown = self.vim.get_network(net_id)
        self.assertEqual(("Home 1-datanet", "home-1-datanet", "vxlan", True),
                         tuple(shown[key] for key in ("name", "cluster_name", "network_type", "owned")))
        self.assertIsInstance(shown["segmentation_id"], int)

    def test_has_a_management_network_active_at_once_and_one_per_name(self):
        first, _ = self.vim.new_network("mgmtnet", None)
        second, _ = self.vim.new_network("mgmtnet", None)
        self.assertEqual((first, "ACTIVE"), (second, self.status(first)["status"]))
        self.assertEqual([first], [network["id"] for network in self.vim.get_network_list({"name": "mgmtnet"})])

    def test_refuses_a_name_that_is_taken_with_the_reason_and_keeps_the_first(self):
        first, _ = self.vim.new_network("same-vl", "bridge")
        with self.assertRaisesRegex(vimconn.VimConnConflictException, "first 16 characters.*NETWORK_NAME_TAKEN"):
            self.vim.new_network("same-vl", "bridge")
        self.assertEqual([first], [network["id"] for network in self.vim.get_network_list()])

    def test_names_the_field_that_is_wrong(self):
        for args, field in (
            (("", "bridge"), "net_name"), (("???", "bridge"), "net_name"), (("x" * 256, "bridge"), "net_name"), (("n", "ring"), "net_type"),
            (("n", "bridge", PROFILE | {"subnet_address": "10.0.0.0/99"}), "subnet_address"),
            (("n", "bridge", PROFILE | {"gateway_address": "192.168.0.1"}), "gateway_address"),
            (("n", "bridge", None, False, {"l2sm": "x"}), "l2sm"),
        ):
            with self.subTest(args=args), self.assertRaisesRegex(vimconn.VimConnException, field) as caught:
                self.vim.new_network(*args)
            self.assertEqual(400, caught.exception.http_code)
        self.assertEqual([], self.vim.get_network_list())

    def test_takes_the_name_in_the_cluster_from_the_provider_network(self):
        net_id, _ = self.vim.new_network("ns-vl", "bridge", provider_network_profile={"l2sm": {"network": "blue"}, "segmentation-id": 5})
        self.assertEqual("blue", self.vim.get_network(net_id)["cluster_name"])

    def test_takes_a_path_and_a_rate_from_the_provider_network_and_shows_them(self):
        path = ["of:00000000000000a1", "of:00000000000000b1"]
        net_id, _ = self.vim.new_network("ns-vl", "bridge", provider_network_profile={"l2sm": {"path": path, "rate_kbps": 20000}})
        shown = yaml.safe_load(self.status(net_id)["vim_info"])
        self.assertEqual(([each[3:] for each in path], 20000, []), (shown["path"], shown["rate_kbps"], shown["mirrors"]))
        self.assertIn("vlan", shown)
        with self.assertRaisesRegex(vimconn.VimConnException, r"l2sm\.path\[1\]"):
            self.vim.new_network("other-vl", "bridge", provider_network_profile={"l2sm": {"path": [path[0], path[0]]}})

    def test_forgets_a_network_and_does_not_mind_being_asked_twice(self):
        net_id, items = self.vim.new_network("ns-vl", "bridge")
        for _ in range(2):
            self.assertEqual(net_id, self.vim.delete_network(net_id, items))
        self.assertEqual("DELETED", self.status(net_id)["status"])
        self.assertRaises(vimconn.VimConnNotFoundException, self.vim.get_network, net_id)
        self.assertNotEqual(net_id, self.vim.new_network("ns-vl", "bridge")[0])

    def test_polls_of_none_and_of_unknown_ids_are_harmless(self):
        net_id, _ = self.vim.new_network("mgmtnet", None)
        unknown = str(uuid.uuid4())
        answer = self.vim.refresh_nets_status([None, net_id, unknown, "no uuid"])
        self.assertEqual({None: "OTHER", net_id: "ACTIVE", unknown: "DELETED", "no uuid": "DELETED"},
                         {key: value["status"] for key, value in answer.items()})
        self.assertTrue(all("vim_info" in value for value in answer.values()))

    def test_gives_one_network_for_one_request_id_however_often_it_is_asked(self):
        request = None
        call = self.vim._service.call

        def thrice(method, message):
            nonlocal request
            if method == "CreateNetwork":
                request = message
                answers = {call(method, message).id for _ in range(3)}
                self.assertEqual(1, len(answers))
            return call(method, message)

        self.vim._service.call = thrice
        self.vim.new_network("ns-vl", "bridge", PROFILE)
        self.assertEqual(str(uuid.UUID(request.request_id)), request.request_id)
        self.assertEqual(1, len(self.vim.get_network_list()))

    def test_keeps_callers_of_several_accounts_apart_in_the_tenant_filter(self):
        self.vim.new_network("a-vl", "bridge")
        other = self.plugin(tenant_name="other")
        other.new_network("b-vl", "bridge")
        self.assertEqual(["b-vl"], [network["name"] for network in other.get_network_list({"tenant_id": "other"})])


class Ros_tasks_on_the_real_service(WithConnector):
    def test_an_ns_from_its_first_call_to_its_last(self):
        mgmt = NetTask(self.vim, {"find_params": {"mgmt": True, "name": "mgmtnet"}})
        data = NetTask(self.vim, {"params": {"net_name": "home-1-datanet", "net_type": "bridge", "ip_profile": PROFILE,
                                             "provider_network_profile": None}})
        again = NetTask(self.vim, mgmt.task)
        self.assertEqual(("BUILD", "BUILD", "BUILD"), (mgmt.new(), data.new(), again.new()))
        self.assertEqual((True, True, False), tuple(run.vim_info["created"] for run in (mgmt, data, again)))
        self.assertEqual(("DONE", "BUILD"), (mgmt.refresh(), data.refresh()))
        self.assertIn("NO_SWITCH_CONNECTED", data.vim_info["vim_details"])
        self.assertEqual(("DONE", "DONE", "DONE"), (again.delete(), data.delete(), mgmt.delete()))
        self.assertEqual([], self.vim.get_network_list())

    def test_what_cannot_be_found_or_made_fails_and_stays_failed(self):
        NetTask(self.vim, {"params": {"net_name": "taken", "net_type": "bridge"}}).new()
        for task, message in (
            ({"find_params": {"filter_dict": {"name": "nobody"}}}, "Network not found"),
            ({"params": {"net_name": "taken", "net_type": "bridge"}}, "NETWORK_NAME_TAKEN"),
        ):
            run = NetTask(self.vim, task)
            self.assertEqual(("FAILED", "FAILED"), (run.new(), run.refresh()))
            self.assertIn(message, run.vim_info["vim_message"])


class A_killed_service(WithConnector):
    def test_costs_no_network_and_fails_no_task(self):
        run = NetTask(self.vim, {"params": {"net_name": "home-1-datanet", "net_type": "bridge", "ip_profile": PROFILE}})
        mgmt = NetTask(self.vim, {"find_params": {"mgmt": True, "name": "mgmtnet"}})
        run.new()
        mgmt.new()
        before = self.vim.get_network(run.vim_info["vim_id"])
        port = self.service.port
        self.service.kill()

        self.assertEqual("BUILD", run.refresh())
        self.assertIn("cannot be reached", run.vim_info["vim_details"])

        # RO calls while nobody listens; the service comes back while the plug-in repeats its request.
        made = []
        caller = threading.Thread(target=lambda: made.append(self.vim.new_network("home-1-second", "bridge")))
        caller.start()
        type(self).service = RealService(self.folder, port)
        caller.join(self.vim._service.call_budget + 5)

        self.assertEqual(1, len(made))
        after = self.vim.get_network(run.vim_info["vim_id"])
        self.assertEqual((before["name"], before["segmentation_id"]), (after["name"], after["segmentation_id"]))
        self.assertEqual(("BUILD", "DONE"), (run.refresh(), mgmt.refresh()))
        self.assertEqual(3, len(self.vim.get_network_list()))
        self.assertTrue(pathlib.Path(self.folder, "store.db").exists())


if __name__ == "__main__":
    unittest.main()
