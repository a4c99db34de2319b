"""A chart in a KNF package, patched and put back by osm-l2sm."""

from __future__ import annotations

import os
import pathlib
import shutil
import stat
import subprocess
import tarfile
from dataclasses import dataclass

from renderer import NAMESPACE, ROOT, SECONDS
from workloads import Expectation

PROGRAM = pathlib.Path(os.environ.get("OSM_L2SM_CLI") or ROOT / "artifacts" / "bin" / "Osm.Descriptors.Cli" / "release" / "osm-l2sm")
NETS = ("vl_1", "N3")
DESCRIPTOR = f"""vnfd:
  id: corpus
  product-name: corpus
  provider: corpus
  version: "1.0"
  mgmt-cp: mgmt-ext
  k8s-cluster:
    nets:
    - id: mgmt
    - id: {NETS[0]}
    - id: {NETS[1]}
  ext-cpd:
  - id: mgmt-ext
    k8s-cluster-net: mgmt
  - id: one-ext
    k8s-cluster-net: {NETS[0]}
  - id: two-ext
    k8s-cluster-net: {NETS[1]}
  kdu:
  - name: corpus
    helm-chart: NAME
  df:
  - id: default-df
"""


def expectation(dialect: str) -> Expectation:
    """The networks' names by DESIGN's naming rule: the release's namespace and the net's id."""
    return Expectation(dialect, (f"{NAMESPACE}-vl-1", f"{NAMESPACE}-n3"))


@dataclass
class Package:
    """A KNF package's folder."""

    folder: pathlib.Path
    chart_name: str

    @staticmethod
    def around(chart: pathlib.Path, folder: pathlib.Path) -> Package:
        """Moves a chart into a package of its own."""
        inside = folder / "helm-chart-v3s" / chart.name
        inside.parent.mkdir(parents=True)
        (folder / "corpus_vnfd.yaml").write_text(DESCRIPTOR.replace("NAME", chart.name), encoding="utf-8")
        shutil.move(chart, inside)
        return Package(folder, chart.name)

    @property
    def chart(self) -> pathlib.Path:
        """The chart's folder."""
        return self.folder / "helm-chart-v3s" / self.chart_name

    def patched(self, to: pathlib.Path, dialect: str) -> tuple[Package, str]:
        """A patched copy, and what the program complained of."""
        said = _run("patch", str(self.folder), "-o", str(to), "--dialect", dialect, "--partial")
        return Package(_only_folder(to), self.chart_name), said

    def unpatched(self, to: pathlib.Path) -> Package:
        """A copy with the patch taken back."""
        _run("unpatch", str(self.folder), "-o", str(to))
        return Package(_only_folder(to), self.chart_name)

    def members(self) -> dict[str, object]:
        """Mode, time and content of each file by path; of an archive, what is in it, for the same may be compressed otherwise."""
        return {str(path.relative_to(self.folder)): _member(path) for path in sorted(self.folder.rglob("*")) if path.is_file()}


class PatchError(Exception):
    """osm-l2sm refused."""


def _run(*arguments: str) -> str:
    try:
        ended = subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise PatchError(f"{arguments[0]}: not done after {SECONDS} s") from late
    said = " ".join((ended.stdout + ended.stderr).split())
    if ended.returncode not in (0, 1) or "Unhandled exception" in said:
        raise PatchError(f"{arguments[0]} ended with {ended.returncode}: {said[:500]}")
    return said if ended.returncode else ""


def _member(path: pathlib.Path) -> object:
    about = path.stat()
    content: object = path.read_bytes()
    if path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            content = [
                (each.name, each.type, each.mode, each.mtime, archive.extractfile(each).read() if each.isfile() else each.linkname)  # type: ignore[union-attr]
                for each in archive
            ]
    return stat.S_IMODE(about.st_mode), int(about.st_mtime), content


def _only_folder(of: pathlib.Path) -> pathlib.Path:
    inside = [each for each in of.iterdir()] if of.is_dir() else []
    if any(each.name == "corpus_vnfd.yaml" for each in inside):
        return of
    if len(inside) != 1 or not inside[0].is_dir():
        raise PatchError("no package was written")
    return inside[0]


def changes(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """Members that differ."""
    return [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
