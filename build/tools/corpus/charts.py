"""The charts of a folder: which there are, and copies of them that are whole."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH = 8  # of dependencies of dependencies


@dataclass(frozen=True)
class Chart:
    """A chart that stands alone: it is in no other chart's charts folder."""

    path: pathlib.Path
    name: str
    about: dict[str, object]

    @property
    def is_library(self) -> bool:
        """Library charts make no manifest."""
        return str(self.about.get("type", "")).lower() == "library"

    @property
    def dependencies(self) -> list[dict[str, object]]:
        """Those of Chart.yaml, or of requirements.yaml in charts of the first API."""
        older = self.path / "requirements.yaml"
        listed = read_yaml(older) if older.is_file() else self.about
        return [each for each in (listed or {}).get("dependencies") or [] if isinstance(each, dict) and each.get("name")]


@dataclass
class Corpus:
    """All charts below a folder."""

    root: pathlib.Path
    charts: list[Chart] = field(default_factory=list)
    unreadable: dict[pathlib.Path, str] = field(default_factory=dict)

    @staticmethod
    def below(root: pathlib.Path) -> Corpus:
        """Looks for Chart.yaml everywhere."""
        corpus = Corpus(root)
        for folder, folders, files in os.walk(root):
            folders.sort()
            path = pathlib.Path(folder)
            if "Chart.yaml" not in files:
                continue
            folders[:] = [name for name in folders if name != "charts"]
            try:
                about = read_yaml(path / "Chart.yaml")
                corpus.charts.append(Chart(path, str(about["name"]), about))
            except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as broken:
                corpus.unreadable[path] = " ".join(str(broken).split())
        return corpus

    def by_name(self) -> dict[str, list[Chart]]:
        """For dependencies that are not in a chart's own charts folder."""
        names: dict[str, list[Chart]] = defaultdict(list)
        for chart in self.charts:
            names[chart.name].append(chart)
        return names


def read_yaml(path: pathlib.Path) -> dict[str, object]:
    """One document, as PyYAML reads it; helm-render is the judge of charts, this is only to find things."""
    read = yaml.load(path.read_text(encoding="utf-8-sig"), Loader)
    return {} if read is None else read


def copy_whole(chart: Chart, to: pathlib.Path, others: dict[str, list[Chart]], depth: int = 0) -> list[str]:
    """Copies a chart and puts dependencies that it lacks into its charts folder, as "helm dependency update" would from a repository.

    Returns the names of those that are nowhere in the corpus.
    """
    shutil.copytree(chart.path, to, symlinks=False, ignore_dangling_symlinks=True, ignore=shutil.ignore_patterns(".git", "l2sm-corpus"))
    if depth >= DEPTH:
        return []
    missing = []
    inside = to / "charts"
    for wanted in chart.dependencies:
        name = str(wanted["name"])
        if _has(inside, name):
            continue
        source = _source(chart, wanted, others)
        if source is None:
            missing.append(name)
            continue
        missing += copy_whole(source, inside / name, others, depth + 1)
    return missing


def _has(charts: pathlib.Path, name: str) -> bool:
    """Whether a charts folder has a chart of this name: in a folder, whatever its name, or in an archive."""
    for each in charts.iterdir() if charts.is_dir() else []:
        if each.name == name or each.name.startswith(name + "-") and each.suffix == ".tgz":
            return True
        if (each / "Chart.yaml").is_file() and read_yaml(each / "Chart.yaml").get("name") == name:
            return True
    return False


def _source(chart: Chart, wanted: dict[str, object], others: dict[str, list[Chart]]) -> Chart | None:
    repository = str(wanted.get("repository") or "")
    if repository.startswith("file://"):
        path = pathlib.Path(os.path.normpath(chart.path / repository.removeprefix("file://")))
        if (path / "Chart.yaml").is_file():
            return Chart(path, str(wanted["name"]), read_yaml(path / "Chart.yaml"))
    # The one that stands nearest in the folder tree: repositories copy charts from each other.
    found = [other for other in others.get(str(wanted["name"]), []) if _major(wanted.get("version")) in (None, _major(other.about.get("version")))]
    return max(found, key=lambda other: len(os.path.commonpath([other.path, chart.path])), default=None)


def _major(version: object) -> str | None:
    """The first number of a version or of a range, which is as far as a corpus has to match: it has only the newest of each chart."""
    number = re.search(r"\d+", str(version or ""))
    return number.group() if number else None
