"""Makes the plug-in importable from the source tree, with the stand-in of RO and fresh stubs."""

import os
import pathlib
import subprocess
import sys

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # handshakes are meant to fail here

HERE = pathlib.Path(__file__).resolve().parent
PLUGIN = HERE.parent
STUBS = PLUGIN / "osm_rovim_l2sm" / "_stubs"

for _path in (str(HERE / "stand_in"), str(PLUGIN)):
    if _path not in sys.path:
        sys.path.insert(0, _path)


def _made(path):
    return path.stat().st_mtime_ns if path.exists() else 0


_sources = [PLUGIN / "generate-stubs", *(PLUGIN.parent / "proto").rglob("*.proto")]
if _made(STUBS / "__init__.py") < max(_made(path) for path in _sources):
    subprocess.run([str(PLUGIN / "generate-stubs")], check=True)


def connector(url, budget=None, **more):
    """A plug-in object, built with the keywords that NG-RO uses."""
    from osm_rovim_l2sm.vimconn_l2sm import vimconnector

    account = {
        "uuid": "5a0e1d3c-0000-4000-8000-000000000001",
        "name": "lab",
        "tenant_id": None,
        "tenant_name": "osm",
        "url": url,
        "url_admin": None,
        "user": "osm",
        "passwd": "not for the wire",
        "config": {},
        "persistent_info": {},
    }
    vim = vimconnector(**(account | more))
    if budget is not None:
        vim._service.call_budget = budget
    return vim
