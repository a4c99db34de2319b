"""What happens to one chart: rendered, patched in both dialects, rendered again, compared, put back."""

from __future__ import annotations

import pathlib
import tempfile
from dataclasses import asdict, dataclass, field, replace

import yaml

from charts import Chart, copy_whole
from compare import Difference, compare
from package import Package, PatchError, changes, expectation
from renderer import Rendering, render
from variants import Variant, variants
from workloads import OWN_LIST, exclusion, pods

DIALECTS = ("l2sm", "multus")


@dataclass
class Study:
    """The figures of one chart."""

    chart: str
    missing: list[str] = field(default_factory=list)
    renders: dict[str, str] = field(default_factory=dict)  # by variant: "" or the error
    differences: dict[str, Difference] = field(default_factory=dict)  # by dialect
    broken: list[str] = field(default_factory=list)  # renderings that the patch broke
    refused: list[str] = field(default_factory=list)  # renderings that a patched chart refuses, as it should: L2S-M ignores a pod with a Multus list
    failed: list[str] = field(default_factory=list)  # patch, unpatch or a second patch that went wrong

    @property
    def renders_by_default(self) -> bool:
        """Whether it does with no values given."""
        return self.renders.get("defaults") == ""

    def as_json(self) -> dict[str, object]:
        """For --json; not by asdict alone, which makes a Counter of a Counter's pairs."""
        by_dialect = {dialect: asdict(replace(found, excluded={})) | {"excluded": dict(found.excluded)} for dialect, found in self.differences.items()}
        return asdict(replace(self, differences={})) | {"differences": by_dialect}


def study(chart: Chart, name: str, others: dict[str, list[Chart]], patch: bool) -> Study:
    """Works in a temporary folder; the corpus is only read."""
    seen = Study(name)
    with tempfile.TemporaryDirectory(prefix="l2sm-corpus-") as folder:
        work = pathlib.Path(folder)
        copied = work / chart.path.name
        try:
            seen.missing = copy_whole(chart, copied, others)
        except (OSError, ValueError, yaml.YAMLError) as broken:
            seen.renders["defaults"] = f"cannot be copied: {' '.join(str(broken).split())}"
            return seen
        if seen.missing:
            return seen
        package = Package.around(copied, work / "package")
        before: list[tuple[Variant, Rendering]] = []
        for variant in variants(package.chart, work / "probe.yaml"):
            rendering = render(package.chart, variant.flags)
            seen.renders[variant.name] = rendering.error
            if not rendering.error:
                before.append((variant, rendering))
        if patch and before:
            for dialect in DIALECTS:
                _patch(seen, package, before, dialect, work)
    return seen


def _patch(seen: Study, package: Package, before: list[tuple[Variant, Rendering]], dialect: str, work: pathlib.Path) -> None:
    total = seen.differences.setdefault(dialect, Difference())
    try:
        patched, _ = package.patched(work / f"patched-{dialect}", dialect)
        for variant, rendering in before:
            after = render(patched.chart, tuple(flag.replace(str(package.chart), str(patched.chart)) for flag in variant.flags))
            if "has a list for Multus already" in after.error and any(refused(each) for each in rendering.manifests):
                seen.refused.append(f"{dialect}, {variant.name}: {after.error}")
            elif after.error:
                seen.broken.append(f"{dialect}, {variant.name}: {after.error}")
            else:
                total.add(compare(rendering.manifests, after.manifests, expectation(dialect)))
        again, _ = patched.patched(work / f"again-{dialect}", dialect)
        seen.failed += [f"{dialect}: a second patch changes {name}" for name in changes(patched.members(), again.members())]
        if not changes(package.members(), patched.members()):
            return  # no pod was wanted, so there is nothing to take back
        back = patched.unpatched(work / f"back-{dialect}")
        seen.failed += [f"{dialect}: unpatch leaves {name} different" for name in changes(package.members(), back.members())]
    except PatchError as refused:
        seen.failed.append(f"{dialect}: {refused}")


def refused(manifest: dict[str, object]) -> bool:
    """Whether a document has a pod that the dialect l2sm must refuse."""
    return any(exclusion(manifest, pod, "l2sm") == OWN_LIST for pod in pods(manifest["object"] or {}))  # type: ignore[arg-type]
