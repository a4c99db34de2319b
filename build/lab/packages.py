"""The package author's part of the demo: patches the examples' packages, and renders their charts as LCM's Helm would."""

from __future__ import annotations

import json
import pathlib
from dataclasses import dataclass
from typing import Any

from commands import LabError, run
from osm import REPOSITORY

EXAMPLE = REPOSITORY / "descriptors-examples" / "reference-ns"
PROGRAM = REPOSITORY / "artifacts" / "bin" / "Osm.Descriptors.Cli" / "release" / "osm-l2sm"
RENDERER = REPOSITORY / "artifacts" / "tools" / "helm-render"
ANNOTATION = "l2sm/networks"


@dataclass(frozen=True)
class PatchedChart:
    """A chart of a patched package, in a folder."""

    name: str
    folder: pathlib.Path

    def networks(self, ns_name: str) -> list[str]:
        """The networks that its pods ask for once it is installed for an NS, into a namespace of that name."""
        rendered = json.loads(run(str(RENDERER), self.name, str(self.folder), "--namespace", ns_name, "--json"))
        return [name for document in rendered for name in _wanted(document["object"])]


def patch(program: pathlib.Path, role: str, into: pathlib.Path) -> tuple[PatchedChart, str]:
    """Patches the package of a CNF; gives back its chart, and the last line of the report."""
    package = f"cnf_{role}_knf"
    said = run(str(program), "patch", str(EXAMPLE / package), "--with", str(EXAMPLE / "l2net_ns"), "-o", str(into / package))
    return PatchedChart(f"cnf-{role}", into / package / "helm-chart-v3s" / f"cnf-{role}"), said.splitlines()[-1]


def _wanted(manifest: dict[str, Any] | None) -> list[str]:
    template = (manifest or {}).get("spec", {}).get("template") or {}
    metadata = template.get("metadata") or {}
    value = (metadata.get("annotations") or {}).get(ANNOTATION)
    if value is None:
        return []
    if (metadata.get("labels") or {}).get("l2sm") != "true":
        raise LabError(f"a pod asks for {value} and has no label 'l2sm: \"true\"'")
    return [name.strip() for name in value.split(",")]
