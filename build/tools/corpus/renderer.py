"""helm-render, asked for JSON."""

from __future__ import annotations

import json
import pathlib
import subprocess
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "artifacts" / "tools" / "helm-render"
RELEASE, NAMESPACE = "rel", "corpus"
KUBERNETES = "v1.33.0"  # new enough for what charts of the field ask
SECONDS = 120


@dataclass(frozen=True)
class Rendering:
    """A chart's documents, or why there are none."""

    manifests: list[dict[str, object]]
    error: str = ""


def render(chart: pathlib.Path, flags: tuple[str, ...]) -> Rendering:
    """With random values fixed, so that two renderings can be compared."""
    command = [str(PROGRAM), RELEASE, str(chart), "--namespace", NAMESPACE, "--kube-version", KUBERNETES, "--json", "--fixed", *flags]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Rendering([], f"not rendered after {SECONDS} s")
    if ended.returncode != 0:
        said = [line for line in ended.stderr.splitlines() if "warning:" not in line]
        return Rendering([], " ".join(" ".join(said).split()).replace(str(chart) + "/", "").replace(str(chart), "")[-1000:] or "said nothing")
    return Rendering(json.loads(ended.stdout))
