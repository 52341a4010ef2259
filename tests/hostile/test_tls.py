"""A site whose certificate nobody vouches for is not read."""

from __future__ import annotations

import datetime
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import ROOT
from tests.hostile.conftest import CODE, HERE

HOST = "atlanta.hostile.test"


class Ads(http.server.BaseHTTPRequestHandler):
    """Ten ads, over TLS."""

    asked: list[str] = []  # noqa: RUF012 - one server a test process

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/ads":
            rows = "".join(f'<tr class="ad"><td><a class="title" href="/ad/{n}">x</a></td></tr>' for n in range(10))
            page = f'<table class="ads">{rows}</table>'
        else:
            page = '<article class="ad"><h1 class="title">T</h1><div class="body">b</div></article>'
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None: ...


def certificate(folder: Path) -> Path:
    """Signed by itself, for the right host."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    pem = certificate(tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ads)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Ads.asked.clear()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}", pem
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_certificate_must_be_vouched_for(tmp_path: Path, site: tuple[str, Path], is_trusted: bool) -> None:
    address, pem = site
    environment = {**os.environ, "GAINING_GROUND_SANDBOX": address}
    if is_trusted:
        environment["SSL_CERT_FILE"] = str(pem)
    changes = {"start_url": f"https://{HOST}/ads"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(HERE), str(tmp_path), "/ads", json.dumps(changes)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    said = json.loads(done.stdout)
    assert said["landed"] == is_trusted, said["error"]
    assert bool(Ads.asked) == is_trusted
