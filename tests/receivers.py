"""Whatever news are sent to, run for real on loopback: robots and systems, a push service, a mail server."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.ports import free_port

Answer = tuple[int, dict[str, str], bytes]
FINE: Answer = (200, {"Content-Type": "application/json"}, b'{"errcode":0,"errmsg":"ok"}')


@dataclass(frozen=True)
class Received:
    """What came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """An HTTP server that keeps what it gets and answers in turn what a test wants, and then always the same."""

    url: str = ""
    usual: Answer = FINE
    answers: list[Answer | None] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    # Lets go of whoever waits for an answer that never comes.
    over: threading.Event = field(default_factory=threading.Event)

    def take(self, received: Received) -> Answer | None:
        self.received.append(received)
        return self.answers.pop(0) if self.answers else self.usual

    def everything(self) -> bytes:
        """All bytes that came."""
        return b"\n".join(each.path.encode() + repr(each.headers).encode() + each.body for each in self.received)


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """Serve one."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = receiver.take(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            if answer is None:
                receiver.over.wait(60)
                return
            status, headers, given = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(given))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()


def text_of(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class PushedBrowser:
    """A browser behind a push service: its keys, and how it reads what comes (RFC 8291 from the receiver's side)."""

    receiver: Receiver
    path: str = "/push/1"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def endpoint(self) -> str:
        return self.receiver.url + self.path

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def arrived(self) -> list[Received]:
        return [each for each in self.receiver.received if each.path == self.path]

    def read(self, received: Received) -> Any:
        """Decrypt as the user agent does."""
        body = received.body
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert int.from_bytes(body[16:20]) >= len(sealed)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), theirs)
        secret = HKDF(SHA256(), 32, self.auth, b"WebPush: info\x00" + self.public + sender).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert plain.endswith(b"\x02")
        return json.loads(plain[:-1])

    def claims(self, received: Received, at: datetime) -> dict[str, Any]:
        """Verify who sends, as a push service does (RFC 8292)."""
        scheme, _, rest = received.headers["authorization"].partition(" ")
        said = dict(each.strip().split("=", 1) for each in rest.split(","))
        assert scheme == "vapid"
        head, payload, signature = said["t"].split(".")
        raw = bytes_of(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(said["k"]))
        parts = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
        key.verify(encode_dss_signature(*parts), f"{head}.{payload}".encode(), ec.ECDSA(SHA256()))
        claims: dict[str, Any] = json.loads(bytes_of(payload))
        assert json.loads(bytes_of(head))["alg"] == "ES256"
        assert at.timestamp() < claims["exp"] <= at.timestamp() + 86_400
        assert claims["aud"] == self.receiver.url
        return {**claims, "k": said["k"]}


@dataclass
class MailServer:
    """An SMTP server that keeps letters; it answers in turn what a test wants to a recipient."""

    port: int
    # How long it looks at each letter before it says that it took it, and what it says to whoever leaves.
    looks_seconds: float = 0.0
    parting: str = "221 Bye"
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    was_protected: list[bool] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  (aiosmtpd looks for this name)
        self, server: SMTP, session: Any, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.raw.append(content)
        self.was_protected.append(server.transport.get_extra_info("ssl_object") is not None)
        await asyncio.sleep(self.looks_seconds)
        return "250 taken"

    async def handle_QUIT(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        return self.parting

    def authenticate(self, server: SMTP, session: Any, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"se/cret@1", handled=False)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def texts(self) -> list[str]:
        return [f"{each['Subject']}\n{each.get_content()}" for each in self.letters]


@contextmanager
def running_mail_server(
    context: ssl.SSLContext | None = None, *, is_tls: bool = False, needs_login: bool = False
) -> Iterator[MailServer]:
    """Serve one: plain, with STARTTLS that it insists on, or with TLS from the first byte on."""
    server = MailServer(free_port())
    given: dict[str, Any] = {"authenticator": server.authenticate, "auth_required": True} if needs_login else {}
    if is_tls:
        given["ssl_context"] = context
        given["auth_require_tls"] = False
    elif context is not None:
        given["tls_context"] = context
        given["require_starttls"] = True
    controller = Controller(server, hostname="127.0.0.1", port=server.port, **given)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def localhost_context(directory: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate of 127.0.0.1 that is its own authority, and where it lies for whoever trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    chain, private = directory / "mail.pem", directory / "mail.key"
    chain.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, private)
    return context, chain
