"""What the proxy of deploy/nginx.conf sends and hands on, asked of a real nginx where the machine has one."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from tests.processes import free_port, wait_for

pytestmark = pytest.mark.one_database
CONFIGURATION = Path(settings.BASE_DIR) / "deploy" / "nginx.conf"
NAME = "koperasi.example.go.id"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
needs_nginx = pytest.mark.skipif(not NGINX, reason="needs an nginx; what its file says is tested above")
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_no_location_has_headers_of_its_own_which_would_hide_those_of_the_server():
    locations = re.findall(r"^ +location [^{]+\{([^}]*)\}", CONFIGURATION.read_text(), re.M)
    assert len(locations) == 3
    assert [text for text in locations if "add_header" in text or "proxy_set_header" in text] == []


def test_the_address_that_a_client_claims_is_not_handed_on():
    assert re.findall(r"^ *proxy_set_header X-Forwarded-For (.+);$", CONFIGURATION.read_text(), re.M) == [
        "$remote_addr"
    ]


class Portal(BaseHTTPRequestHandler):
    """A web process that protects its page with a policy of its own, and tells what it was asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        for name, value in (*PROTECTION.items(), ("Cache-Control", "no-store")):
            self.send_header(name, value.replace("'none'", "'self'"))
        for name, value in self.headers.items():
            self.send_header(f"Asked-{name}", value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def write_certificate(folder: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    plain = serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def adapted(folder: Path, *, plain: int, secure: int, web: int) -> str:
    """The file as an operator adapts it: ports, the web process, the certificate, the static files."""
    text = CONFIGURATION.read_text()
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
        ("server web:8000", f"server 127.0.0.1:{web}"),
        ("/etc/nginx/certificates", str(folder)),
        ("/data/static/", f"{folder}/static/"),
    ):
        assert old in text
        text = text.replace(old, new)
    # Where it is started as root, it would do its work as a user who may not read the folder of a test.
    user = "user root;" if os.getuid() == 0 else ""
    return f"""
        {user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}
        http {{
            access_log off; types {{ text/css css; }}
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
            uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
            {text}
        }}"""


class Proxy:
    """A running proxy, and how it is asked."""

    def __init__(self, plain: int, secure: int):
        self.plain, self.secure = plain, secure

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=10, context=trusting)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body or None, {"Host": NAME, **named})
        return line.getresponse()


@pytest.fixture(scope="module")
def web() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def proxy(request, tmp_path) -> Iterator[Proxy]:
    write_certificate(tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "portal.abc.css").write_text("a {}")
    port = getattr(request, "param", None) or request.getfixturevalue("web").server_port
    found = Proxy(free_port(), free_port())
    (tmp_path / "nginx.conf").write_text(adapted(tmp_path, plain=found.plain, secure=found.secure, web=port))
    process = subprocess.Popen([str(NGINX), "-p", tmp_path, "-c", tmp_path / "nginx.conf"])
    try:
        wait_for(lambda: is_open(found.secure), 10, "nginx")
        yield found
    finally:
        process.terminate()
        process.wait(10)


def is_open(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def protection(answer: http.client.HTTPResponse) -> dict[str, list[str]]:
    return {name: answer.headers.get_all(name, []) for name in PROTECTION}


@needs_nginx
@pytest.mark.parametrize(
    ("path", "status", "cache"),
    [
        ("/static/portal.abc.css", 200, "public, max-age=31536000, immutable"),
        ("/static/none.css", 404, None),
        ("/static/../nginx.conf", 200, "no-store"),
    ],
)
def test_static_files_are_protected_as_pages_are(proxy, path, status, cache):
    answer = proxy.ask(path)
    assert (answer.status, answer.headers["Cache-Control"]) == (status, cache)
    if path.startswith("/static/.."):
        assert answer.headers["Asked-Host"] == NAME
    else:
        assert protection(answer) == {name: [value] for name, value in PROTECTION.items()}


@needs_nginx
def test_a_page_keeps_its_own_headers_and_gets_none_twice(proxy):
    answer = proxy.ask("/")
    own = {name: [value.replace("'none'", "'self'")] for name, value in PROTECTION.items()}
    assert (answer.status, protection(answer)) == (200, own)
    assert answer.headers.get_all("Cache-Control") == ["no-store"]


@needs_nginx
def test_the_portal_is_told_the_address_that_the_proxy_sees_whatever_a_client_claims(proxy):
    for path in ("/", "/metrics"):
        answer = proxy.ask(path, X_Forwarded_For="203.0.113.9, 198.51.100.7", X_Forwarded_Proto="http")
        assert answer.headers.get_all("Asked-X-Forwarded-For") == ["127.0.0.1"]
        assert answer.headers.get_all("Asked-X-Forwarded-Proto") == ["https"]
        assert answer.headers["Asked-Host"] == NAME


@needs_nginx
def test_what_is_too_large_is_refused_with_the_same_protection(proxy):
    answer = proxy.ask("/", method="POST", body=b"x" * (33 * 1024 * 1024))
    assert answer.status == 413
    assert protection(answer) == {name: [value] for name, value in PROTECTION.items()}


@needs_nginx
@pytest.mark.parametrize("proxy", [1], indirect=True)
def test_so_is_the_page_that_says_that_no_web_process_answers(proxy):
    answer = proxy.ask("/")
    assert answer.status == 502
    assert protection(answer) == {name: [value] for name, value in PROTECTION.items()}


@needs_nginx
def test_whoever_comes_without_https_is_sent_to_the_portal_and_nowhere_else(proxy):
    line = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=10)
    line.request("GET", "/training/?q=a", headers={"Host": "jahat.test"})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/training/?q=a")
