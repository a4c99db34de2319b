"""What is in what we give away: an SBOM in CycloneDX 1.5 (JSON), of the files that were published.

usage: sbom.py CONNECTOR CLI_LOCK WHEEL IMAGE_PACKAGES

  CONNECTOR       the published connector; its .deps.json names each package that is in it
  CLI_LOCK        packages.lock.json of the CLI: one native file has no list of its own
  WHEEL           the RO plug-in's wheel
  IMAGE_PACKAGES  what build/image wrote beside the archive: name, version and architecture a line
"""

from __future__ import annotations

import base64
import hashlib
import json
import pathlib
import re
import sys
import uuid
import zipfile
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

Component = dict[str, Any]
# Of the lock file, what works at build time and leaves nothing in the program.
BUILD_ONLY = ("meziantou.analyzer", "microsoft.codeanalysis.bannedapianalyzers", "microsoft.net.illink.tasks")


def component(kind: str, name: str, version: str, purl: str, sha512: str = "", inside: str = "") -> Component:
    """One entry. `sha512` is base64, as NuGet writes it; `inside` says in which of our artifacts it is."""
    entry: Component = {"type": kind, "bom-ref": f"{inside}:{purl}" if inside else purl, "name": name, "version": version, "purl": purl}
    if sha512:
        entry["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(sha512, validate=True).hex()}]
    if inside:
        entry["properties"] = [{"name": "osm-l2sm:artifact", "value": inside}]
    return entry


def of_connector(folder: pathlib.Path) -> list[Component]:
    """Every NuGet package of the published connector."""
    deps = json.loads((folder / "Osm.L2sm.Connector.deps.json").read_text(encoding="utf-8"))
    return [nuget(*key.split("/"), library["sha512"].removeprefix("sha512-"), "connector")
            for key, library in sorted(deps["libraries"].items()) if library["type"] == "package"]


def of_cli(lock: pathlib.Path) -> list[Component]:
    """Every NuGet package that the CLI is compiled from, the compiler's own runtime included."""
    found: dict[str, Component] = {}
    for packages in json.loads(lock.read_text(encoding="utf-8"))["dependencies"].values():
        for name, entry in packages.items():
            if entry["type"] != "Project" and name.lower() not in BUILD_ONLY:
                found[name.lower()] = nuget(name, entry["resolved"], entry.get("contentHash", ""), "osm-l2sm")
    return [found[name] for name in sorted(found)]


def nuget(name: str, version: str, sha512: str, inside: str) -> Component:
    """A package of NuGet."""
    return component("library", name, version, f"pkg:nuget/{quote(name)}@{quote(version)}", sha512, inside)


def of_wheel(wheel: pathlib.Path) -> list[Component]:
    """What the plug-in asks its host for: nothing else is in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        wanted = re.findall(r"^Requires-Dist: ([A-Za-z0-9._-]+)\s*\(?(.*?)\)?$", archive.read(metadata).decode("utf-8"), re.MULTILINE)
    return [component("library", name, version, f"pkg:pypi/{quote(name.lower())}", inside=wheel.name) for name, version in wanted]


def of_image(packages: pathlib.Path) -> list[Component]:
    """The system below the connector in the container image."""
    found = []
    for line in packages.read_text(encoding="utf-8").splitlines():
        name, version, architecture = line.split("\t")
        if architecture == "dotnet":
            found.append(component("framework", name, version, f"pkg:generic/{name}@{quote(version)}", inside="image"))
        else:
            found.append(component("library", name, version, f"pkg:deb/debian/{quote(name)}@{quote(version)}?arch={architecture}", inside="image"))
    return found


def document(version: str, components: Iterable[Component]) -> dict[str, Any]:
    """The whole. The serial number follows from the content, so that the same commit makes the same file."""
    listed = list(components)
    content = hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "metadata": {"component": {"type": "application", "bom-ref": "osm-l2sm", "name": "osm-l2sm", "version": version}},
        "components": listed,
    }


def main(connector: str, lock: str, wheel: str, packages: str) -> None:
    """Prints it."""
    version = re.match(r"[^-]+-([^-]+)-", pathlib.Path(wheel).name)
    if version is None:
        raise SystemExit(f"{wheel}: not the name of a wheel")
    everything = [*of_connector(pathlib.Path(connector)), *of_cli(pathlib.Path(lock)), *of_wheel(pathlib.Path(wheel)), *of_image(pathlib.Path(packages))]
    print(json.dumps(document(version[1], everything), indent=2))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
