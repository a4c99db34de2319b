"""Where the service is and how it is reached, from the URL and the config of a VIM account."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import grpc
from osm_ro_plugin import vimconn

EXPECTED = "expected http://host:port (plaintext) or https://host:port (TLS)"
TLS_KEYS = ("ca_cert", "ca_cert_content", "client_cert", "client_key", "tls_server_name")

CHANNEL_OPTIONS = (
    # RO polls every 15 s and may be silent for hours: a connection that a firewall forgot is noticed before the next call hangs.
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    # Service makes a new channel after a failed connection; it must not inherit the old one's pause.
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.max_send_message_length", 1 << 20),
    ("grpc.max_receive_message_length", 16 << 20),
    # The plug-in's own bounded retries are the only ones.
    ("grpc.enable_retries", 0),
)


@dataclass(frozen=True)
class Endpoint:
    """A checked address. Nothing is contacted before ``open_channel``."""

    url: str
    target: str
    tls: bool
    server_name: str | None = None
    root_certificates: bytes | None = field(default=None, repr=False)
    client_certificate: bytes | None = field(default=None, repr=False)
    client_key: bytes | None = field(default=None, repr=False)

    def open_channel(self) -> grpc.Channel:
        options = list(CHANNEL_OPTIONS)
        if not self.tls:
            return grpc.insecure_channel(self.target, options)
        if self.server_name:
            options.append(("grpc.ssl_target_name_override", self.server_name))
        credentials = grpc.ssl_channel_credentials(self.root_certificates, self.client_key, self.client_certificate)
        return grpc.secure_channel(self.target, credentials, options)


def parse(url, config) -> Endpoint:
    """Raises VimConnException that names the wrong URL part or config key."""
    scheme, target = _split(url)
    given = [key for key in TLS_KEYS if config.get(key)]
    if scheme == "http":
        if given:
            raise vimconn.VimConnException(
                f"config.{given[0]} is given but vim_url '{url}' is plaintext: write https://{target} to use TLS"
            )
        return Endpoint(url, target, tls=False)
    if config.get("insecure"):
        # Taking any certificate would look like TLS and protect nothing; whoever wants that says http://.
        raise vimconn.VimConnException(
            "config.insecure is not supported: give the CA in config.ca_cert_content, and the name in the certificate "
            f"in config.tls_server_name if it is not that of the URL, or use plaintext: http://{target}"
        )
    if bool(config.get("client_cert")) != bool(config.get("client_key")):
        raise vimconn.VimConnException("config.client_cert and config.client_key go together: give both or neither")
    return Endpoint(
        url,
        target,
        tls=True,
        server_name=config.get("tls_server_name") or None,
        root_certificates=_roots(config),
        client_certificate=_read(config, "client_cert"),
        client_key=_read(config, "client_key"),
    )


def _split(url):
    if not url or not isinstance(url, str):
        raise vimconn.VimConnException(f"vim_url is missing: {EXPECTED}")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise vimconn.VimConnException(f"vim_url '{url}' is not valid ({error}): {EXPECTED}") from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise vimconn.VimConnException(f"vim_url '{url}' has no scheme that is known: {EXPECTED}")
    if "@" in parts.netloc:
        # Not repeated in the message: it may hold a password.
        raise vimconn.VimConnException(f"vim_url must not hold a user or a password: {EXPECTED}")
    if not host or not port:
        raise vimconn.VimConnException(f"vim_url '{url}' has no {'port' if host else 'host'}: {EXPECTED}")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise vimconn.VimConnException(f"vim_url '{url}' has more than a host and a port: {EXPECTED}")
    return parts.scheme, f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _roots(config):
    # RO replaces ca_cert_content by a file and its path in ca_cert; the text itself comes where RO did not.
    content = config.get("ca_cert_content")
    if content and not config.get("ca_cert"):
        return content.encode() if isinstance(content, str) else content
    return _read(config, "ca_cert")


def _read(config, key):
    path = config.get(key)
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise vimconn.VimConnException(f"config.{key}: '{path}' cannot be read: {error.strerror}") from error
    if b"-----BEGIN " not in content:
        raise vimconn.VimConnException(f"config.{key}: '{path}' holds no PEM block")
    return content
