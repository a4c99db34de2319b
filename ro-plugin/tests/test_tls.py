"""https:// and mutual TLS, over a real connection with certificates made here."""

import logging
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import grpc
from support import connector
from fake_service import FakeService
from osm_ro_plugin import vimconn

OPENSSL = shutil.which("openssl")


@unittest.skipUnless(OPENSSL, "needs openssl to make certificates")
class Over_tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        for who in ("service", "ro"):
            subprocess.run(
                [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                 "-keyout", f"{who}.key", "-out", f"{who}.pem", "-subj", f"/CN={who}", "-addext", f"subjectAltName=DNS:{who}.test"],
                cwd=cls.folder, check=True, capture_output=True)

    def setUp(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def path(self, name):
        return str(self.folder / name)

    def read(self, name):
        return (self.folder / name).read_bytes()

    def serve(self, client_ca=None):
        pair = [(self.read("service.key"), self.read("service.pem"))]
        service = FakeService(grpc.ssl_server_credentials(pair, client_ca, require_client_auth=client_ca is not None))
        self.addCleanup(service.stop)
        return service

    def vim(self, service, **config):
        vim = connector(f"https://127.0.0.1:{service.port}", budget=0.5, config={"tls_server_name": "service.test"} | config)
        self.addCleanup(vim._service.close)
        return vim

    def test_a_service_of_the_given_ca_is_trusted(self):
        vim = self.vim(self.serve(), ca_cert=self.path("service.pem"))
        self.assertIsNone(vim.check_vim_connectivity())

    def test_a_service_of_another_ca_or_name_is_not(self):
        service = self.serve()
        for config in ({"ca_cert": self.path("ro.pem")}, {}, {"ca_cert": self.path("service.pem"), "tls_server_name": "other.test"}):
            with self.subTest(config=config):
                self.assertRaises(vimconn.VimConnConnectionException, self.vim(service, **config).check_vim_connectivity)
        self.assertEqual([], service.asked)

    def test_ro_shows_its_own_certificate_where_the_service_wants_one(self):
        service = self.serve(client_ca=self.read("ro.pem"))
        ours = {"ca_cert": self.path("service.pem"), "client_cert": self.path("ro.pem"), "client_key": self.path("ro.key")}
        self.assertIsNone(self.vim(service, **ours).check_vim_connectivity())
        self.assertRaises(vimconn.VimConnConnectionException, self.vim(service, ca_cert=self.path("service.pem")).check_vim_connectivity)


if __name__ == "__main__":
    unittest.main()
