"""The web processes: each has a loop of its own, and all of them listen on the one port (SO_REUSEPORT)."""

from __future__ import annotations

import gc
import signal
import socket
import ssl
from contextlib import suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from imaging.archive.query import Level, Query
from imaging.errors import SettingsError
from imaging.house import House
from imaging.settings import Settings
from imaging.supervisor import Process
from viewer.app import application
from viewer.http_protocol import BoundedHttpProtocol
from viewer.socket_protocol import MAX_MESSAGE_BYTES, PING_SECONDS, PONG_SECONDS, BoundedSocketProtocol

BACKLOG = 2048
# Whoever stops reading an answer for this long is let go.
UNREAD_MILLISECONDS = 60_000
# Forward secrecy and authenticated encryption only; TLS 1.3 brings its own suites.
TLS_1_2_SUITES = "ECDHE+AESGCM:ECDHE+CHACHA20"
GRACE_SECONDS = 10
# Ten times as many new values as usual until the first look, which took an eighth of the time of rooms.
GARBAGE_THRESHOLDS = 10_000, 20, 20


def run(settings: Settings) -> None:
    """Serve over a house of this process until SIGTERM."""
    with House.open(settings) as house:
        warm_up(house)
        _look_for_garbage_seldom()
        serve(application(house), settings)


def warm_up(house: House) -> None:
    """Ask for what nobody has, so that the first visitor does not wait for connections and statements to be made."""
    nobody = frozenset({-1})
    retrieve, search = house.archive.retrieve, house.archive.search
    for uids in (("0",), ("0", "0"), ("0", "0", "0")):
        retrieve.instances_of(nobody, *uids)
    for level in Level:
        search.find(Query(level, hospital_ids=nobody, limit=1))
    house.tokens.verify("")


def _look_for_garbage_seldom() -> None:
    """Leave out what is there by now, which stays: messages make many short-lived values, and nearly no circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def check(settings: Settings) -> None:
    """Refuse to start what could not serve, or would serve patients' data to anybody who listens."""
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise SettingsError("FILMLESS_TLS_KEY", settings.tls_key, "set together with FILMLESS_TLS_CERTIFICATE")
    if settings.tls_certificate is None and not settings.http.is_loopback and not settings.allow_plain_http:
        raise SettingsError(
            "FILMLESS_HTTP_BIND",
            settings.http_bind,
            "on loopback as long as there is no certificate (FILMLESS_TLS_CERTIFICATE, FILMLESS_TLS_KEY); "
            "behind a proxy that does TLS set FILMLESS_ALLOW_PLAIN_HTTP=true",
        )
    if not settings.public_url and settings.http.from_here != settings.http:
        # A QR code with 0.0.0.0 in it is printed once and leads nowhere for ever.
        allowed = "the address that people reach, because FILMLESS_HTTP_BIND listens on all and names none"
        raise SettingsError("FILMLESS_PUBLIC_URL", settings.public_url, allowed)
    if settings.tls_certificate is not None:
        tls_context(settings)
    _listen(settings, is_shared=False).close()


def serve(application: ASGIApp, settings: Settings, listener: socket.socket | None = None) -> None:
    """Answer requests until SIGTERM, and come back: whoever called has a house to close."""
    server = uvicorn.Server(configuration(application, settings))
    sockets = [listener or _listen(settings, is_shared=True)]
    # Once it has ended in order, uvicorn sends itself the signal again, which must not end the process then and there.
    former = signal.signal(signal.SIGTERM, _tell)
    with suppress(_ToldToEndError):
        server.run(sockets=sockets)
    signal.signal(signal.SIGTERM, former)


class _ToldToEndError(Exception):
    """SIGTERM came."""


def _tell(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (what a signal handler is given)
    raise _ToldToEndError


def configuration(application: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return how uvicorn runs the application."""
    return uvicorn.Config(
        application,
        loop="uvloop",
        http=BoundedHttpProtocol,
        ws=BoundedSocketProtocol,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        # What is sent is short, and a window for each connection would cost more than it saves.
        ws_per_message_deflate=False,
        lifespan="on",
        # Our own line for every request, without paths and queries.
        access_log=False,
        log_config=None,
        log_level="error",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_context_factory=(lambda *_: tls_context(settings)) if settings.tls_certificate else None,
    )


def tls_context(settings: Settings) -> ssl.SSLContext:
    """Return what TLS speaks: versions 1.2 and 1.3, with the certificate of the settings."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(TLS_1_2_SUITES)
    try:
        context.load_cert_chain(settings.tls_certificate or "", settings.tls_key)
    except (OSError, ssl.SSLError) as error:
        allowed = "PEM files that can be read and belong together"
        raise SettingsError("FILMLESS_TLS_CERTIFICATE", str(settings.tls_certificate), allowed) from error
    return context


def _listen(settings: Settings, *, is_shared: bool) -> socket.socket:
    """Open the listening socket; one that is not shared fails if anybody listens there already."""
    host, port = settings.http
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
    if is_shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SettingsError(
            "FILMLESS_HTTP_BIND", settings.http_bind, f"a free address here ({error.strerror})"
        ) from error
    return listener


WEB = Process("web", run, check=check, count=lambda settings: settings.web_processes)
