"""A system that receives, and what can be said of where it is."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from imaging.access.within import is_within
from imaging.errors import MalformedError
from imaging.exchange.content import Content
from imaging.exchange.delivery import PayloadKind
from imaging.problems import Problem


class DestinationKind(StrEnum):
    """By which protocol it receives."""

    C_STORE = "c-store"
    STOW = "stow"
    HL7_MLLP = "hl7-mllp"
    WEB_HOOK = "web-hook"

    @property
    def takes(self) -> PayloadKind:
        """What can be sent by it."""
        return _TAKES[self]

    @property
    def has_url(self) -> bool:
        """Whether it is reached by HTTP; else it has a host and a port."""
        return self in {DestinationKind.STOW, DestinationKind.WEB_HOOK}


_TAKES: Final = {
    DestinationKind.C_STORE: PayloadKind.OBJECT,
    DestinationKind.STOW: PayloadKind.OBJECT,
    DestinationKind.HL7_MLLP: PayloadKind.OBSERVATION_REPORT,
    DestinationKind.WEB_HOOK: PayloadKind.MESSAGE,
}
SHORTEST_KEY_CHARACTERS: Final = 24
_TITLE: Final = re.compile(r"[!-\[\]-~]([ -\[\]-~]{0,14}[!-\[\]-~])?")
_HOST: Final = re.compile(
    r"(?=.{1,255}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_PRINTABLE: Final = re.compile(r"[ -~]*")


@dataclass(frozen=True)
class Address:
    """Where a destination is and how we are known there; which of it is said depends on the kind."""

    host: str = ""
    port: int | None = None
    ae_title: str = ""
    application: str = ""
    facility: str = ""
    url: str = ""
    # With it the secret is a password; without it a bearer token, or the key by which a web hook is signed.
    login: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Destination:
    """A system of a hospital to which something goes."""

    id: int
    hospital_id: int
    name: str
    kind: DestinationKind
    address: Address
    receives: frozenset[Content]
    # Else it is paused, and what is for it waits.
    is_active: bool = True


def check_address(kind: DestinationKind, address: Address, *, allows_loopback: bool) -> None:
    """Refuse what can't be the address of a destination of this kind.

    Hospitals' systems are within their networks, so private addresses are what an administrator is expected to say;
    never the machinery of a network (link-local, where clouds keep their metadata), and this machine itself only
    where it serves nobody else. What a name leads to is asked again whenever it is called.
    """
    if kind.has_url:
        _check_url(address.url, allows_loopback=allows_loopback)
    else:
        _check_host(address.host, address.port, allows_loopback=allows_loopback)
    if kind is DestinationKind.C_STORE and not _TITLE.fullmatch(address.ae_title):
        raise MalformedError("An AE title has 1 to 16 printable ASCII characters.", Problem.TITLE_FORM)
    if kind is DestinationKind.WEB_HOOK and (len(address.secret) < SHORTEST_KEY_CHARACTERS or address.login):
        raise MalformedError(
            f"A web hook is signed with a key of at least {SHORTEST_KEY_CHARACTERS} characters.",
            Problem.DESTINATION_KEY,
            shortest=SHORTEST_KEY_CHARACTERS,
        )
    if not _PRINTABLE.fullmatch(address.secret + address.login) or ":" in address.login:
        raise MalformedError("A login, password or token is printable ASCII.", Problem.FIELD_WRONG, name="secret")


def _check_host(host: str, port: int | None, *, allows_loopback: bool) -> None:
    if port is None or not 1 <= port <= 65535 or not _is_callable(host, allows_loopback=allows_loopback):
        raise MalformedError("A destination has an address such as 10.1.2.3, and a port.", Problem.DESTINATION_ADDRESS)


def _check_url(url: str, *, allows_loopback: bool) -> None:
    parts = _split(url)
    is_sound = (
        parts is not None
        and parts.scheme in {"http", "https"}
        and parts.username is None
        and not parts.query
        and not parts.fragment
        and _is_callable(parts.hostname or "", allows_loopback=allows_loopback)
    )
    if not is_sound:
        raise MalformedError(
            "A destination has an address such as https://pacs.example.org/dicom-web.", Problem.DESTINATION_ADDRESS
        )


def _split(url: str) -> SplitResult | None:
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > 500:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_callable(host: str, *, allows_loopback: bool) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host)) and (allows_loopback or host.lower() != "localhost")
    return is_within(host, allows_loopback=allows_loopback)
