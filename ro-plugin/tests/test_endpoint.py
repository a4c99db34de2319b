import pathlib
import tempfile
import unittest

from support import connector
from osm_ro_plugin import vimconn
from osm_rovim_l2sm import endpoint


class The_vim_url(unittest.TestCase):
    def test_http_is_plaintext_and_https_is_tls(self):
        self.assertEqual(("host:50051", False), self.parsed("http://host:50051"))
        self.assertEqual(("host:50051", True), self.parsed("https://host:50051/"))
        self.assertEqual(("[::1]:50051", False), self.parsed("http://[::1]:50051"))

    def test_anything_else_is_refused_with_what_was_expected(self):
        for url in (
            None, "", "host:50051", "10.0.0.1:50051", "grpc://host:50051", "http://host", "http://:50051", "http://host:x",
            "http://host:99999", "http://host:50051/api", "https://host:50051?x=1", "http:host:50051", "http://host:0",
        ):
            with self.subTest(url=url), self.assertRaisesRegex(vimconn.VimConnException, "expected http://host:port"):
                connector(url)

    def test_a_password_in_it_is_refused_and_not_repeated(self):
        with self.assertRaises(vimconn.VimConnException) as caught:
            connector("http://osm:secret@host:50051")
        self.assertNotIn("secret", str(caught.exception))

    def parsed(self, url):
        found = endpoint.parse(url, {})
        return found.target, found.tls


class The_tls_config(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.pem = pathlib.Path(folder.name, "ca.pem")
        self.pem.write_text("-----BEGIN CERTIFICATE-----\n")
        self.junk = pathlib.Path(folder.name, "junk")
        self.junk.write_text("not a certificate")

    def test_the_ca_is_read_from_the_path_that_ro_wrote(self):
        self.assertEqual(self.pem.read_bytes(), self.parsed(ca_cert=str(self.pem)).root_certificates)

    def test_the_ca_may_come_as_text(self):
        self.assertEqual(b"-----BEGIN CERTIFICATE-----", self.parsed(ca_cert_content="-----BEGIN CERTIFICATE-----").root_certificates)

    def test_a_file_that_is_missing_or_no_pem_is_named_with_its_key(self):
        self.refused("config.ca_cert: '/nowhere' cannot be read", ca_cert="/nowhere")
        self.refused("config.client_cert: .* holds no PEM", client_cert=str(self.junk), client_key=str(self.pem))

    def test_a_client_certificate_without_its_key_is_refused(self):
        self.refused("client_cert and config.client_key", client_cert=str(self.pem))
        self.refused("client_cert and config.client_key", client_key=str(self.pem))

    def test_insecure_is_refused_with_the_alternatives(self):
        self.refused("config.insecure is not supported.*http://host:1", insecure=True)
        self.assertTrue(self.parsed(insecure=False).tls)

    def test_certificates_beside_a_plaintext_url_are_refused(self):
        with self.assertRaisesRegex(vimconn.VimConnException, "is plaintext: write https://host:1"):
            connector("http://host:1", config={"ca_cert": str(self.pem)})

    def test_keys_never_show_in_its_text(self):
        self.assertNotIn("BEGIN", repr(self.parsed(ca_cert=str(self.pem))))

    def parsed(self, **config):
        return endpoint.parse("https://host:1", config)

    def refused(self, message, **config):
        with self.assertRaisesRegex(vimconn.VimConnException, message):
            connector("https://host:1", config=config)


if __name__ == "__main__":
    unittest.main()
