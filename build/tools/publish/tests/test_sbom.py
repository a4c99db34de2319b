"""The SBOM names what is in the artifacts."""

import base64
import json
import pathlib
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import sbom

LOCK = pathlib.Path(__file__).resolve().parents[4] / "src/Osm.Descriptors.Cli/packages.lock.json"


class Sbom(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_packages_of_the_connector_are_named_with_their_hash_and_projects_of_ours_are_not(self) -> None:
        digest = base64.b64encode(b"\x01" * 64).decode()
        self.write("Osm.L2sm.Connector.deps.json", json.dumps({"libraries": {
            "L2sm.Sdn/0.1.0": {"type": "project", "sha512": ""}, "Grpc.Core.Api/2.85.0": {"type": "package", "sha512": f"sha512-{digest}"}}}))
        [only] = sbom.of_connector(self.directory)
        self.assertEqual(only["purl"], "pkg:nuget/Grpc.Core.Api@2.85.0")
        self.assertEqual(only["hashes"], [{"alg": "SHA-512", "content": "01" * 64}])

    def test_the_cli_names_what_is_compiled_into_it_and_no_analyzer(self) -> None:
        names = [each["name"] for each in sbom.of_cli(LOCK)]
        self.assertIn("YamlDotNet", names)
        self.assertIn("Microsoft.DotNet.ILCompiler", names)
        self.assertEqual([name for name in names if "Analyzer" in name or name.lower().startswith("osm.")], [])

    def test_debian_packages_have_their_versions_escaped_and_the_runtime_is_a_framework(self) -> None:
        deb, runtime = sbom.of_image(self.write("packages", "libc6\t2.36-9+deb12u14\tamd64\nMicrosoft.NETCore.App\t10.0.12\tdotnet\n"))
        self.assertEqual(deb["purl"], "pkg:deb/debian/libc6@2.36-9%2Bdeb12u14?arch=amd64")
        self.assertEqual((runtime["type"], runtime["version"]), ("framework", "10.0.12"))

    def test_the_wheel_names_what_it_asks_for(self) -> None:
        wheel = self.directory / "x-1-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("x-1.dist-info/METADATA", "Name: x\nRequires-Dist: grpcio>=1.48\nRequires-Dist: protobuf (>=3.20)\n")
        self.assertEqual([(each["name"], each["version"]) for each in sbom.of_wheel(wheel)], [("grpcio", ">=1.48"), ("protobuf", ">=3.20")])

    def test_the_same_content_has_the_same_serial_number_and_every_reference_is_given_once(self) -> None:
        listed = sbom.of_cli(LOCK) + [sbom.nuget("YamlDotNet", "1", "", "connector")]
        one, again, other = sbom.document("1", listed), sbom.document("1", listed), sbom.document("1", listed[1:])
        self.assertEqual(one["serialNumber"], again["serialNumber"])
        self.assertNotEqual(one["serialNumber"], other["serialNumber"])
        references = [each["bom-ref"] for each in listed]
        self.assertEqual(len(references), len(set(references)))


if __name__ == "__main__":
    unittest.main()
