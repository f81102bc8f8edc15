"""Content negotiation of DICOMweb (PS3.18 8.7): what a client accepts, what we can offer, which of it is given.

::

    Accept: multipart/related; type="image/jls"; transfer-syntax=*; q=0.8, …      → Acceptable, Acceptable, …
    what the resource can be given as, the preferred first                       → Offer, Offer, …
    choose(acceptables, offers)                                                  → Offer, or none: 406

Real clients quote ``type`` or do not, name ``*/*`` inside of ``multipart/related``, and repeat the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MULTIPART_RELATED = "multipart/related"
# More ranges than any client has reason to send; the rest is not looked at.
MAX_RANGES = 64
ANY = "*"

_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^",;]+)|([,;])')
_TOKEN_PAIR = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+$")


@dataclass(frozen=True)
class Acceptable:
    """One media range of an Accept header: for ``multipart/related`` the media type is that of the parts."""

    media_type: str
    # None: the range names no container, so a single part is asked for, or anything if the media type is ``*/*``.
    is_multipart: bool = False
    # None where the client named none, ``*`` where any will do.
    transfer_syntax_uid: str | None = None
    quality: float = 1.0

    @property
    def is_anything(self) -> bool:
        """Whether every answer is welcome."""
        return self.media_type == "*/*" and not self.is_multipart

    def admits(self, offer: Offer) -> bool:
        """Whether this range covers what is offered."""
        if self.is_anything:
            return offer.is_default
        if self.is_multipart != offer.is_multipart or not _covers(self.media_type, offer.media_type):
            return False
        return self._admits_transfer_syntax(offer)

    def _admits_transfer_syntax(self, offer: Offer) -> bool:
        if self.transfer_syntax_uid is None:
            return offer.is_default if self.media_type == "*/*" else offer.needs_no_transfer_syntax
        return self.transfer_syntax_uid == ANY or offer.transfer_syntax_uid in {None, self.transfer_syntax_uid}


@dataclass(frozen=True)
class Offer:
    """One form in which a resource can be given."""

    media_type: str
    is_multipart: bool = False
    transfer_syntax_uid: str | None = None
    # Whether a range without transfer syntax means this one: the default transfer syntax of the media type.
    needs_no_transfer_syntax: bool = True
    # Whether it is given to those to whom anything is welcome.
    is_default: bool = True

    def content_type(self, boundary: str = "") -> str:
        """Return the Content-Type of the answer as a whole."""
        if self.is_multipart:
            return f'{MULTIPART_RELATED}; type="{self.media_type}"; boundary={boundary}'
        return self.part_content_type

    @property
    def part_content_type(self) -> str:
        """The Content-Type of one part; without a transfer syntax some clients assume Implicit VR."""
        if self.transfer_syntax_uid is None:
            return self.media_type
        return f"{self.media_type}; transfer-syntax={self.transfer_syntax_uid}"


def _covers(media_range: str, media_type: str) -> bool:
    if media_range in {"*/*", media_type}:
        return True
    return media_range.endswith("/*") and media_type.startswith(media_range[:-1])


def parse_accept(values: Iterable[str]) -> tuple[Acceptable, ...]:
    """Read the values of Accept headers or ``accept`` parameters; ranges that can't be read are passed over.

    The best liked come first, and among equals those named first. No value at all means that anything will do.
    """
    given = [value for value in values if value.strip()]
    if not given:
        return (Acceptable("*/*"),)
    ranges = [piece for value in given for piece in _split(value)][:MAX_RANGES]
    read = [found for found in (_read_range(*piece) for piece in ranges) if found is not None]
    return tuple(sorted(read, key=lambda found: -found.quality))


def parse_media_type(value: str) -> tuple[str, dict[str, str]]:
    """Read a Content-Type: the media type in lower case, and its parameters."""
    return _split(value)[0]


def choose(acceptables: Sequence[Acceptable], offers: Sequence[Offer]) -> Offer | None:
    """Return the offer that the client likes best, the earlier one among equals; none if it likes none."""
    refused = [found for found in acceptables if found.quality <= 0]
    for acceptable in acceptables:
        if acceptable.quality <= 0:
            break
        for offer in offers:
            if acceptable.admits(offer) and not any(_refuses(found, acceptable, offer) for found in refused):
                return offer
    return None


def _refuses(refusal: Acceptable, wish: Acceptable, offer: Offer) -> bool:
    """Whether a range with q=0 takes back what a less specific one allows (RFC 9110 12.5.1)."""
    return refusal.admits(offer) and refusal.media_type.count(ANY) <= wish.media_type.count(ANY)


def _split(value: str) -> list[tuple[str, dict[str, str]]]:
    """Split a header into media ranges with their parameters, minding quotes."""
    ranges: list[list[str]] = [[""]]
    for match in _PIECE.finditer(value):
        quoted, plain, separator = match.groups()
        if separator == ",":
            ranges.append([""])
        elif separator == ";":
            ranges[-1].append("")
        else:
            ranges[-1][-1] += plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        if len(ranges) > MAX_RANGES:
            break
    return [(pieces[0].strip().lower(), _parameters(pieces[1:])) for pieces in ranges]


def _parameters(pieces: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in pieces:
        name, _, value = piece.partition("=")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def _read_range(media_type: str, parameters: dict[str, str]) -> Acceptable | None:
    is_multipart = media_type == MULTIPART_RELATED
    media_type = parameters.get("type", "*/*").lower() if is_multipart else media_type
    # The Python client writes ``image/`` where it means ``image/*``.
    media_type += ANY if media_type.endswith("/") else ""
    quality = _quality(parameters.get("q", "1"))
    if not _TOKEN_PAIR.match(media_type) or quality is None:
        return None
    return Acceptable(media_type, is_multipart, parameters.get("transfer-syntax") or None, quality)


def _quality(text: str) -> float | None:
    try:
        quality = float(text)
    except ValueError:
        return None
    return quality if 0 <= quality <= 1 else None
