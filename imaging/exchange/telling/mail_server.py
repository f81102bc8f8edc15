"""The mail server by which letters leave, as an address says it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

from imaging.access.calls import trusting
from imaging.access.directory.addresses import is_loopback

_PORTS: Final = {"smtp": 587, "smtps": 465}


class Protection(StrEnum):
    """How the connection is kept from others."""

    # From its first byte on.
    TLS = "tls"
    # From STARTTLS on, without which nothing is sent.
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where it is, and how we are known there."""

    host: str
    port: int
    protection: Protection
    login: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, address: str) -> Self:
        """Read ``smtp(s)://login:password@host:port``; settings have checked it.

        ``smtp`` means STARTTLS, but for a server on this machine; ``?tls=none`` or ``?tls=starttls`` says otherwise.
        """
        parts = urlsplit(address)
        host = parts.hostname or ""
        usual = Protection.NONE if is_loopback(host) else Protection.STARTTLS
        if parts.scheme == "smtps":
            usual = Protection.TLS
        protection = Protection(parse_qs(parts.query).get("tls", [usual])[-1])
        port = parts.port or _PORTS[parts.scheme]
        return cls(host, port, protection, unquote(parts.username or ""), unquote(parts.password or ""))

    def context(self) -> ssl.SSLContext:
        """Return what the server must show: a certificate that this machine trusts."""
        return trusting()
