"""Pods in rendered manifests, and whether a patch gave them what was wanted and left all else alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass

L2SM, MULTUS, LABEL = "l2sm/networks", "k8s.v1.cni.cncf.io/networks", "l2sm"
OWN_LIST = "own Multus list"
TEMPLATES = {
    "Deployment": ("spec", "template"), "StatefulSet": ("spec", "template"), "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"), "ReplicationController": ("spec", "template"), "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"), "Pod": (),
}


@dataclass(frozen=True)
class Expectation:
    """What a patched chart has to give its pods."""

    dialect: str
    networks: tuple[str, ...]


def pods(document: dict[str, object]) -> Iterator[dict[str, object]]:
    """The pod templates of a document: one, or those of a list, be it called List or DeploymentList."""
    steps = TEMPLATES.get(document.get("kind"))  # type: ignore[arg-type]
    items = document.get("items")
    if str(document.get("kind")).endswith("List") and isinstance(items, list):
        for item in items:
            if isinstance(item, dict):
                yield from pods(item)
    if steps is None:
        return
    inside: object = document
    for step in steps:
        inside = inside.get(step) if isinstance(inside, dict) else None
    if isinstance(inside, dict):
        yield inside


def annotations(pod: dict[str, object]) -> dict[str, object]:
    """Those of a pod template; empty where there are none."""
    about = pod.get("metadata")
    found = about.get("annotations") if isinstance(about, dict) else None
    return found if isinstance(found, dict) else {}


def labels(pod: dict[str, object]) -> dict[str, object]:
    """Those of a pod template; empty where there are none."""
    about = pod.get("metadata")
    found = about.get("labels") if isinstance(about, dict) else None
    return found if isinstance(found, dict) else {}


def exclusion(manifest: dict[str, object], pod: dict[str, object], dialect: str) -> str | None:
    """Why a pod is not wanted, or None if it is."""
    if manifest.get("hook"):
        return "hook"
    spec = pod.get("spec")
    if isinstance(spec, dict) and spec.get("hostNetwork") is True:
        return "hostNetwork"
    if dialect == "l2sm" and MULTUS in annotations(pod):
        return OWN_LIST
    return None


def shortfall(before: dict[str, object], after: dict[str, object], wanted: Expectation) -> str | None:
    """What a wanted pod lacks, or None."""
    given = annotations(after)
    if wanted.dialect == "l2sm":
        if given.get(L2SM) != ",".join(wanted.networks):
            return f"{L2SM} is {given.get(L2SM)!r}"
        if MULTUS in given:
            return f"{MULTUS} beside {L2SM}"
        return None if labels(after).get(LABEL) == "true" else f"label {LABEL} is {labels(after).get(LABEL)!r}"
    try:
        had, has = attachments(annotations(before).get(MULTUS)), attachments(given.get(MULTUS))
    except ValueError as broken:
        return f"{MULTUS} is {given.get(MULTUS)!r}: {broken}"
    return None if has == had + list(wanted.networks) else f"{MULTUS} is {given.get(MULTUS)!r}"


def attachments(text: object) -> list[object]:
    """A Multus list as its entries: names where an entry is only that."""
    if text is None or str(text).strip() == "":
        return []
    if not str(text).strip().startswith("["):
        return [each.strip() for each in str(text).split(",") if each.strip()]
    entries = json.loads(str(text))
    return [each["name"] if isinstance(each, dict) and list(each) == ["name"] else each for each in entries]


def without_ours(pod: dict[str, object], original: dict[str, object], dialect: str) -> dict[str, object]:
    """A pod template less what a patch of this dialect puts into it; where it had a key of ours before, that is put back."""
    ours = (("annotations", L2SM), ("labels", LABEL)) if dialect == "l2sm" else (("annotations", MULTUS),)
    cleared = copy.deepcopy(pod)
    about = cleared.get("metadata")
    if not isinstance(about, dict):
        return cleared
    had = original.get("metadata") if isinstance(original.get("metadata"), dict) else {}
    for part, key in ours:
        table = about.get(part)
        before = had.get(part) if isinstance(had.get(part), dict) else {}
        if isinstance(table, dict):
            table.pop(key, None)
            if key in before:
                table[key] = before[key]
        # An empty table says as much as none.
        if not about.get(part) and not had.get(part):
            about.pop(part, None)
            if part in had:
                about[part] = had[part]
    if not about and original.get("metadata") is None:
        cleared.pop("metadata")
        cleared |= {"metadata": None} if "metadata" in original else {}
    return cleared
