"""OSM's part of the demo: ro.py asks for the virtual links as RO does, through the real plug-in."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

from commands import LabError

RO = pathlib.Path(__file__).resolve().parent / "ro.py"
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.2  # RO itself asks every 15 s
VIRTUAL_LINK = "vl_1"
LINE = 180  # characters


def example_nsd() -> pathlib.Path:
    """The NSD of the reference example."""
    found = sorted((REPOSITORY / "descriptors-examples" / "reference-ns" / "l2net_ns").glob("*_nsd.yaml"))
    if len(found) != 1:
        raise LabError(f"descriptors-examples/reference-ns/l2net_ns must hold one *_nsd.yaml and holds {len(found)}")
    return found[0]


def subnet_of(nsd: pathlib.Path, virtual_link: str = VIRTUAL_LINK) -> str:
    """The CIDR that the NSD gives this virtual link."""
    import yaml

    document = yaml.safe_load(nsd.read_text(encoding="utf-8"))
    for profile in _find(document, "virtual-link-profile"):
        for each in profile:
            cidrs = _find(each, "cidr")
            if each.get("virtual-link-desc-id") == virtual_link and cidrs:
                return cidrs[0]
    raise LabError(f"{nsd}: no profile of {virtual_link} with a cidr")


def net_name(ns_name: str, virtual_link: str = VIRTUAL_LINK) -> str:
    """RO's name of a network."""
    return f"{ns_name[:16]}-{virtual_link[:16]}"


def instantiate(nsd: pathlib.Path, ns_name: str, url: str, state: pathlib.Path, seconds: float = 60) -> list[dict[str, Any]]:
    """Has RO make the networks of an NS and poll until they are ACTIVE; gives back what it reports."""
    return _ro("instantiate", "--nsd", str(nsd), "--ns-name", ns_name, "--url", url, "--state", str(state),
               "--poll", str(POLL_SECONDS), "--json", seconds=seconds)


def terminate(state: pathlib.Path, seconds: float = 60) -> list[dict[str, Any]]:
    """Has RO delete what it made for an NS."""
    return _ro("terminate", "--state", str(state), "--json", seconds=seconds)


def calls(reports: list[dict[str, Any]]) -> list[str]:
    """What RO asked of the plug-in, as lines for people, without the many keys that are None."""
    lines = []
    for report in reports:
        if report.get("event") == "call":
            named = {key: _given(each) for key, each in report["kwargs"].items() if each is not None}
            given = [json.dumps(each) for each in report["args"]] + [f"{key}={json.dumps(each)}" for key, each in named.items()]
            text = f"{report['call']}({', '.join(given)})"
            lines.append(f"{text if len(text) <= LINE else text[:LINE - 2] + '…)'} {report['ms']:g} ms")
    return lines


def networks(reports: list[dict[str, Any]]) -> dict[str, str]:
    """What RO noted for each virtual link at the end: its status."""
    return {report["vld"]: report["vim_status"] for report in reports if report.get("event") == "vld"}


def _ro(*arguments: str, seconds: float) -> list[dict[str, Any]]:
    try:
        done = subprocess.run(
            [sys.executable, str(RO), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        raise LabError(f"ro.py {arguments[0]}: no end within {seconds:g} s\n{late.stderr or ''}") from late
    if done.returncode != 0:
        raise LabError(f"ro.py {arguments[0]} ended with code {done.returncode}\n{done.stdout}{done.stderr}")
    reports = []
    for line in done.stdout.splitlines():
        try:
            reports.append(json.loads(line))
        except json.JSONDecodeError as broken:
            raise LabError(f"ro.py printed what is no JSON: {line}") from broken
    return reports


def _given(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


def _find(node: Any, key: str) -> list[Any]:
    if isinstance(node, dict):
        return [value for name, value in node.items() if name == key] + [hit for value in node.values() for hit in _find(value, key)]
    if isinstance(node, list):
        return [hit for value in node for hit in _find(value, key)]
    return []
