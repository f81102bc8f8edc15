"""What single settings may hold; each check returns the value, or raises a ``ValueError`` that says what is allowed."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from imaging.settings.bind import Bind

# PS3.5 6.2, AE: 16 characters of the default repertoire without backslash and control characters.
_AE_TITLE: Final = re.compile(r"[ -\[\]-~]{1,16}")
_HOSPITAL_CODE: Final = re.compile(r"[A-Z0-9_-]{1,16}")
# RFC 7064 and RFC 7065.
_STUN: Final = re.compile(r"stuns?:[A-Za-z0-9.:\[\]_-]+")
_TURN: Final = re.compile(r"turns?:[A-Za-z0-9.:\[\]_-]+(\?transport=(udp|tcp))?")
_WEB: Final = ("http", "https")


def ae_title(value: str) -> str:
    """Check a title that the standard allows."""
    if not _AE_TITLE.fullmatch(value) or value != value.strip():
        raise ValueError("1 to 16 printable ASCII characters without backslash or outer spaces")
    return value


def bind(value: str) -> str:
    """Check an address to listen on."""
    Bind.parse(value)
    return value


def hospital_code(value: str) -> str:
    """Check the code of a hospital."""
    if not _HOSPITAL_CODE.fullmatch(value):
        raise ValueError("1 to 16 of A-Z, 0-9, - and _")
    return value


def public_url(value: str) -> str:
    """Check the address that people are given."""
    parts = _server(value, _WEB)
    if value and (parts is None or parts.username is not None or "?" in value or "#" in value):
        raise ValueError("an address that a browser opens, such as https://images.example.org")
    return value


def objects_url(value: str) -> str:
    """Check that an endpoint names a server; what else the address may say is known where it is opened."""
    endpoint = parse_qs(urlsplit(value).query).get("endpoint", [""])[-1]
    if endpoint and _server(endpoint, _WEB) is None:
        raise ValueError("file:///directory or s3://bucket/prefix?endpoint=https://host:port&region=name")
    return value


def events_url(value: str) -> str:
    """Check the address of a Redis."""
    if value and _server(value, ("redis", "rediss")) is None:
        raise ValueError("redis://host:port/number")
    return value


def smtp_url(value: str) -> str:
    """Check the address of a mail server."""
    parts = _server(value, ("smtp", "smtps"))
    query = parse_qs(parts.query) if parts is not None else {}
    ways = {"smtp": ("starttls", "none"), "smtps": ()}
    is_sound = parts is not None and all(
        name == "tls" and said[-1] in ways[parts.scheme] for name, said in query.items()
    )
    if value and (not is_sound or parts is None or parts.path not in {"", "/"}):
        raise ValueError("smtp://login:password@host:587 (STARTTLS), smtps://…:465 (TLS), or with ?tls=none at its end")
    return value


def mail_address(value: str) -> str:
    """Check an address that letters come from."""
    if value and not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}", value):
        raise ValueError("an address such as filmless@hospital.example")
    return value


def stun_urls(value: str) -> str:
    """Check the addresses of STUN servers."""
    if not all(_STUN.fullmatch(each.strip()) for each in value.split(",") if each.strip()):
        raise ValueError("addresses such as stun:stun.example.org:3478, separated by commas")
    return value


def turn_urls(value: str) -> str:
    """Check the addresses of TURN servers."""
    if not all(_TURN.fullmatch(each.strip()) for each in value.split(",") if each.strip()):
        raise ValueError("addresses such as turn:turn.example.org:3478?transport=udp, separated by commas")
    return value


def time_zone(value: str) -> str:
    """Check the name of a time zone."""
    try:
        # Looking for one is a hundred times faster than listing all of them.
        ZoneInfo(value or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time zone such as Asia/Shanghai") from None
    return value


def _server(value: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """Return the parts of an address that names a host, None if it does not."""
    try:
        parts = urlsplit(value)
        # Asking for the port looks at it.
        is_sound = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if is_sound and re.fullmatch(r"[!-~]+", value) else None
