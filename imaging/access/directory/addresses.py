"""Where a directory may be: at a plain https address; on this machine also without TLS, for whoever tries it out."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from imaging.access.within import is_within
from imaging.errors import MalformedError
from imaging.problems import Problem


def check_issuer(address: str, *, allows_loopback: bool) -> None:
    """Refuse what can't be an issuer's name (OpenID Connect Core 1.0, section 2)."""
    check_endpoint(address, allows_loopback=allows_loopback)
    if urlsplit(address).query:
        raise _malformed()


def check_endpoint(address: str, *, allows_loopback: bool) -> None:
    """Refuse an address that is not called."""
    if not is_endpoint(address, allows_loopback=allows_loopback):
        raise _malformed()


def is_endpoint(address: str, *, allows_loopback: bool) -> bool:
    """Whether this is an address that may be called."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    is_plain = address.isascii() and address.isprintable() and " " not in address
    if not is_plain or not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and allows_loopback and is_loopback(host))


def check_peer(host: str, *, allows_loopback: bool) -> None:
    """Refuse where a name has led to, if that is this machine itself or the machinery of its network.

    Addresses within a hospital are called: its directory is there.
    """
    if not is_within(host, allows_loopback=allows_loopback):
        raise _malformed()


def is_loopback(host: str) -> bool:
    """Whether this is the machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _malformed() -> MalformedError:
    return MalformedError(
        "A directory has an address such as https://login.example.org/realm.", Problem.DIRECTORY_ADDRESS
    )
