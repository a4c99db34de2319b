"""A chart's rendering before and after a patch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from workloads import Expectation, exclusion, pods, shortfall, without_ours


@dataclass
class Difference:
    """What a patch did to one rendering."""

    wanted: int = 0
    reached: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    documents: int = 0

    def add(self, other: Difference) -> None:
        """Sums two renderings."""
        self.wanted += other.wanted
        self.reached += other.reached
        self.excluded += other.excluded
        self.missed += other.missed
        self.changed += other.changed
        self.documents += other.documents


def compare(before: list[dict[str, object]], after: list[dict[str, object]], wanted: Expectation) -> Difference:
    """Documents are compared in the order in which they are rendered."""
    found = Difference(documents=len(before))
    if [(each["source"], _kind(each)) for each in before] != [(each["source"], _kind(each)) for each in after]:
        found.changed.append(f"other documents: {len(before)} before, {len(after)} after")
        return found
    for old, new in zip(before, after, strict=True):
        _compare_documents(old, new, wanted, found)
    return found


def _compare_documents(old: dict[str, object], new: dict[str, object], wanted: Expectation, found: Difference) -> None:
    where = f"{old['source']} {_kind(old)} {_name(old)}"
    old_pods, new_pods = list(pods(old["object"] or {})), list(pods(new["object"] or {}))  # type: ignore[arg-type]
    if not old_pods:
        if old["text"] != new["text"]:
            found.changed.append(where)
        return
    if len(old_pods) != len(new_pods):
        found.changed.append(f"{where}: {len(old_pods)} pods before, {len(new_pods)} after")
        return
    left_alone = True
    for old_pod, new_pod in zip(old_pods, new_pods, strict=True):
        why = exclusion(old, old_pod, wanted.dialect)
        if why is not None:
            found.excluded[why] += 1
            if old_pod != new_pod:
                found.changed.append(f"{where}: a pod that is not wanted ({why})")
                left_alone = False
            continue
        found.wanted += 1
        lack = shortfall(old_pod, new_pod, wanted)
        if lack is None:
            found.reached += 1
        else:
            found.missed.append(f"{where}: {lack}")
        new_pod_cleared = without_ours(new_pod, old_pod, wanted.dialect)
        if new_pod_cleared != old_pod:
            found.changed.append(f"{where}: in the pod: {_first_difference(old_pod, new_pod_cleared)}")
            left_alone = False
        new_pod.clear()
        new_pod.update(old_pod)
    if left_alone and old["object"] != new["object"]:
        found.changed.append(f"{where}: outside the pod: {_first_difference(old['object'], new['object'])}")


def _first_difference(old: object, new: object, path: str = "") -> str:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if old.get(key) != new.get(key) or (key in old) != (key in new):
                return _first_difference(old.get(key), new.get(key), f"{path}.{key}")
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            if one != other:
                return _first_difference(one, other, f"{path}[{index}]")
    return f"{path}: {str(old)[:60]!r} became {str(new)[:60]!r}"


def _kind(manifest: dict[str, object]) -> str:
    return str((manifest["object"] or {}).get("kind"))  # type: ignore[union-attr]


def _name(manifest: dict[str, object]) -> str:
    about = (manifest["object"] or {}).get("metadata")  # type: ignore[union-attr]
    return str(about.get("name")) if isinstance(about, dict) else ""
