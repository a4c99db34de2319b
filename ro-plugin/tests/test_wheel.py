"""The wheel, as it is put into OSM's RO image."""

import configparser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import support

try:
    import setuptools  # noqa: F401
    import wheel  # noqa: F401

    LACKS = None
except ImportError as error:
    LACKS = f"needs setuptools and wheel (python3-setuptools, python3-wheel): {error}"


@unittest.skipIf(LACKS, LACKS)
class The_wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        ignore = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__", "tests")
        shutil.copytree(support.PLUGIN, cls.folder / "source", ignore=ignore)
        build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", build, str(cls.folder)], cwd=cls.folder / "source", check=True, capture_output=True)
        cls.wheel = next(cls.folder.glob("*.whl"))

    def test_announces_itself_to_ro(self):
        with zipfile.ZipFile(self.wheel) as archive:
            name = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
            points = configparser.ConfigParser()
            points.read_string(archive.read(name).decode())
        self.assertEqual({"rovim_l2sm": "osm_rovim_l2sm.vimconn_l2sm:vimconnector"}, dict(points["osm_rovim.plugins"]))

    def test_works_from_where_it_is_installed_with_nothing_of_the_tree(self):
        with zipfile.ZipFile(self.wheel) as archive:
            archive.extractall(self.folder / "installed")
        code = (
            "from importlib.metadata import entry_points as found\n"
            "plugin = next(iter(found(group='osm_rovim.plugins', name='rovim_l2sm'))).load()\n"
            "vim = plugin(uuid='u', name='n', tenant_id=None, tenant_name='t', url='http://127.0.0.1:1', config={})\n"
            "print(plugin.__module__, vim.refresh_nets_status(['x'])['x']['status'])\n"
        )
        path = os.pathsep.join([str(self.folder / "installed"), str(support.HERE / "stand_in")])
        done = subprocess.run([sys.executable, "-c", code], cwd=self.folder, env=os.environ | {"PYTHONPATH": path},
                              capture_output=True, text=True, check=False)
        self.assertEqual("osm_rovim_l2sm.vimconn_l2sm BUILD", done.stdout.strip(), done.stderr)

    def test_claims_no_name_in_ros_python_path_but_its_own(self):
        with zipfile.ZipFile(self.wheel) as archive:
            tops = {name.split("/")[0] for name in archive.namelist()}
        self.assertEqual({"osm_rovim_l2sm"}, {top for top in tops if not top.endswith(".dist-info")})


if __name__ == "__main__":
    unittest.main()
