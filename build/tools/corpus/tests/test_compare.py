"""A comparison that overlooks nothing: what a patch must do, and all that it must not."""

import copy
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from compare import Difference, compare
from workloads import LABEL, MULTUS, Expectation

L2SM, WANTED = Expectation("l2sm", ("one", "two")), {"l2sm/networks": "one,two"}


def document(source: str, text: str, content: dict[str, object], hook: bool = False) -> dict[str, object]:
    return {"source": source, "text": text, "object": content, "hook": hook}


def deployment(annotations: dict[str, object] | None = None, labels: dict[str, object] | None = None, kind: str = "Deployment", **spec: object) -> dict[str, object]:
    about: dict[str, object] = {"labels": {"app": "x"} | (labels or {})}
    if annotations is not None:
        about["annotations"] = annotations
    return document("c/templates/x.yaml", "", {"kind": kind, "metadata": {"name": "x"}, "spec": {"template": {"metadata": about, "spec": spec}}})


def found(before: dict[str, object], after: dict[str, object], wanted: Expectation = L2SM) -> Difference:
    return compare([copy.deepcopy(before)], [copy.deepcopy(after)], wanted)


class Compare(unittest.TestCase):
    def test_a_pod_that_got_its_networks_and_its_label(self) -> None:
        seen = found(deployment(), deployment(WANTED, {LABEL: "true"}))
        self.assertEqual((seen.wanted, seen.reached, seen.changed), (1, 1, []))

    def test_empty_annotations_are_as_good_as_none(self) -> None:
        self.assertEqual(found(deployment({}), deployment(WANTED, {LABEL: "true"})).changed, [])

    def test_a_pod_that_got_nothing_is_missed(self) -> None:
        seen = found(deployment(), deployment())
        self.assertEqual((seen.wanted, seen.reached, len(seen.missed)), (1, 0, 1))

    def test_a_pod_without_the_label_is_missed(self) -> None:
        self.assertEqual(found(deployment(), deployment(WANTED)).reached, 0)

    def test_a_pod_with_the_wrong_networks_is_missed(self) -> None:
        self.assertEqual(found(deployment(), deployment({"l2sm/networks": "two,one"}, {LABEL: "true"})).reached, 0)

    def test_a_lost_annotation_is_a_change(self) -> None:
        seen = found(deployment({"a": "b"}), deployment(WANTED, {LABEL: "true"}))
        self.assertEqual(seen.reached, 1)
        self.assertIn("annotations", seen.changed[0])

    def test_another_spec_is_a_change(self) -> None:
        self.assertEqual(len(found(deployment(), deployment(WANTED, {LABEL: "true"}, dnsPolicy="None")).changed), 1)

    def test_what_is_outside_the_pod_is_looked_at(self) -> None:
        after = deployment(WANTED, {LABEL: "true"})
        after["object"]["spec"]["replicas"] = 2
        self.assertIn("outside the pod", found(deployment(), after).changed[0])

    def test_other_documents_are_the_same_to_the_byte(self) -> None:
        before = document("c/templates/s.yaml", "kind: Service", {"kind": "Service"})
        self.assertEqual(found(before, before).changed, [])
        self.assertEqual(len(found(before, before | {"text": "kind: Service "}).changed), 1)

    def test_a_document_more_or_less_is_a_change(self) -> None:
        self.assertEqual(len(compare([deployment()], [], L2SM).changed), 1)

    def test_hooks_and_pods_of_the_host_are_not_wanted_and_stay_as_they_are(self) -> None:
        hook = deployment() | {"hook": True}
        self.assertEqual((found(hook, hook).wanted, found(hook, hook).excluded), (0, {"hook": 1}))
        self.assertEqual(len(found(hook, deployment(WANTED) | {"hook": True}).changed), 1)
        self.assertEqual(found(deployment(hostNetwork=True), deployment(hostNetwork=True)).excluded, {"hostNetwork": 1})

    def test_a_cron_job_and_the_items_of_a_list(self) -> None:
        def made(pod: dict[str, object]) -> dict[str, object]:
            job = {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": pod}}}}
            return document("c/templates/l.yaml", "", {"kind": "List", "items": [job]})

        seen = found(made({"spec": {}}), made({"metadata": {"annotations": WANTED, "labels": {LABEL: "true"}}, "spec": {}}))
        self.assertEqual((seen.wanted, seen.reached, seen.changed), (1, 1, []))


class Multus(unittest.TestCase):
    wanted = Expectation("multus", ("one", "two"))

    def test_a_list_is_lengthened(self) -> None:
        seen = found(deployment({MULTUS: '[{"name": "own", "interface": "n3"}]'}), deployment({MULTUS: '[{"name":"own","interface":"n3"},{"name":"one"},{"name":"two"}]'}), self.wanted)
        self.assertEqual((seen.reached, seen.changed), (1, []))

    def test_the_label_is_a_change_where_Multus_is_the_dialect(self) -> None:
        self.assertEqual(len(found(deployment(), deployment({MULTUS: "one,two"}, {LABEL: "true"}), self.wanted).changed), 1)

    def test_a_list_that_lost_its_own_entry_is_missed(self) -> None:
        self.assertEqual(found(deployment({MULTUS: "own"}), deployment({MULTUS: "one,two"}), self.wanted).reached, 0)

    def test_a_list_that_is_no_JSON_is_missed(self) -> None:
        self.assertEqual(found(deployment(), deployment({MULTUS: "[one"}), self.wanted).reached, 0)

    def test_a_pod_with_a_list_is_not_wanted_for_L2SM(self) -> None:
        own = deployment({MULTUS: "own"})
        self.assertEqual((found(own, own).wanted, found(own, own).excluded), (0, {"own Multus list": 1}))


if __name__ == "__main__":
    unittest.main()
