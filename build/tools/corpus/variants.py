"""The values that a chart is rendered with: its defaults, the files of its ci folder, and a probe that fills what annotates pods."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from charts import read_yaml

CI_FILES = 12
PROBE = {"probe.example/a": "one", "probe.example/b": "two: {}"}


@dataclass(frozen=True)
class Variant:
    """A name and the flags for the renderer."""

    name: str
    flags: tuple[str, ...] = ()


def variants(chart: pathlib.Path, probe_file: pathlib.Path) -> Iterator[Variant]:
    """The variants of a chart's copy; the probe's values are written to a file beside it."""
    yield Variant("defaults")
    found = sorted(each for each in (chart / "ci").glob("*.y*ml") if "values" in each.name) if (chart / "ci").is_dir() else []
    for file in found[:CI_FILES]:
        yield Variant(f"ci/{file.name}", ("-f", str(file)))
    values = probe(chart)
    if values:
        probe_file.write_text(json.dumps(values), encoding="utf-8")
        yield Variant("probe", ("-f", str(probe_file)))


def probe(chart: pathlib.Path) -> dict[str, object]:
    """Values with something in every podAnnotations and podLabels of a chart and its unpacked subcharts."""
    try:
        values = read_yaml(chart / "values.yaml") if (chart / "values.yaml").is_file() else {}
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    filled = _fill(values) if isinstance(values, dict) else {}
    inside = chart / "charts"
    for sub in sorted(inside.iterdir()) if inside.is_dir() else []:
        if (sub / "Chart.yaml").is_file() and (below := probe(sub)):
            filled[sub.name] = below | filled.get(sub.name, {})
    return filled


def _fill(values: dict[str, object]) -> dict[str, object]:
    filled: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(key, str) and key.lower() in ("podannotations", "podlabels", "annotations") and (value is None or isinstance(value, dict)):
            if key.lower() != "annotations":
                filled[key] = PROBE if key.lower() == "podannotations" else {"probe": "one"}
        elif isinstance(value, dict) and (below := _fill(value)):
            filled[key] = below
    return filled
