"""Text of a data set: the character sets of (0008,0005), and what devices write in spite of it (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imaging.dicom.charset_guess import guess_text
from imaging.dicom.vrs import SINGLE_TEXT_VRS

ESCAPE: Final = b"\x1b"
ASCII: Final = "ascii"
# PS3.3 tables C.12-2 to C.12-5, by the number of the ISO registration.
CODECS: Final[dict[str, str]] = {
    "6": ASCII,
    "13": "shift_jis",
    "58": "gb18030",
    "87": "iso2022_jp",
    "100": "latin_1",
    "101": "iso8859_2",
    "109": "iso8859_3",
    "110": "iso8859_4",
    "126": "iso8859_7",
    "127": "iso8859_6",
    "138": "iso8859_8",
    "144": "iso8859_5",
    "148": "iso8859_9",
    "149": "euc_kr",
    "159": "iso2022_jp_2",
    "166": "iso8859_11",
    "192": "utf_8",
    "203": "iso8859_15",
}
WHOLE_CODECS: Final[dict[str, str]] = {"GB18030": "gb18030", "GBK": "gb18030", "GB2312": "gb18030", "UTF8": "utf_8"}
# Escape sequences without ESC, and the codec of what follows (PS3.3 tables C.12-3 and C.12-4).
ESCAPE_CODECS: Final[dict[bytes, str]] = {
    b"(B": ASCII,
    b"(J": "shift_jis",
    b")I": "shift_jis",
    b"-A": "latin_1",
    b"-B": "iso8859_2",
    b"-C": "iso8859_3",
    b"-D": "iso8859_4",
    b"-F": "iso8859_7",
    b"-G": "iso8859_6",
    b"-H": "iso8859_8",
    b"-L": "iso8859_5",
    b"-M": "iso8859_9",
    b"-T": "iso8859_11",
    b"-b": "iso8859_15",
    b"$)A": "gb2312",
    b"$)C": "euc_kr",
    b"$B": "iso2022_jp",
    b"$@": "iso2022_jp",
    b"$(D": "iso2022_jp_2",
}
# These codecs are told by the escape sequence itself what they read, two bytes of seven bits a character.
SEVEN_BIT_CODECS: Final = frozenset({"iso2022_jp", "iso2022_jp_2"})
ESCAPE_SEQUENCE: Final = re.compile(rb"\x1b(\$\([D]|\$\)[AC]|\$[@B]|\([BJ]|\)I|-[ABCDFGHLMTb])")
# The set of the first value holds again after these (PS3.5 section 6.1.2.5.3); LT, ST and UT have lines only.
DELIMITERS: Final = re.compile(rb"[\r\n\t\f\\^=]")
LINE_DELIMITERS: Final = re.compile(rb"[\r\n\t\f]")


@lru_cache(maxsize=256)
def read_character_set(raw: bytes) -> tuple[str, ...]:
    """Split the value of (0008,0005); an empty first value stands for the default repertoire."""
    names = tuple(name.strip() for name in raw.decode("latin-1").rstrip(" \0").split("\\"))
    return () if names == ("",) else names


@lru_cache(maxsize=256)
def codec_of(name: str) -> str | None:
    """Return Python's name of a defined term, also of its common misspellings; None if nobody knows it."""
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    if plain in {"", "ASCII", "USASCII"}:
        return ASCII
    for whole, codec in WHOLE_CODECS.items():
        if whole in plain:
            return codec
    found = re.search(r"(?:IR|2022|ISO)(\d{1,3})$", plain)
    return CODECS.get(found.group(1)) if found else None


def decode_text(raw: bytes, specific_character_set: tuple[str, ...], vr: str) -> str:
    """Decode a value of LO, LT, PN, SH, ST, UC or UT.

    Parameters
    ----------
    raw
        The value as it was read, padding included.
    specific_character_set
        Values of (0008,0005); none if it is absent.
    vr
        Decides what ends a code extension.

    Returns
    -------
    str
        Without padding. What the declared sets can't hold is read as what it most probably is (GBK and UTF-8 under
        ISO_IR 100 are everyday in China), at worst with U+FFFD in place of a character.
    """
    if raw.isascii() and ESCAPE not in raw:
        return _without_padding(raw.decode("ascii"))
    return _without_padding(_decode(raw, specific_character_set, vr))


@lru_cache(maxsize=4096)
def _decode(raw: bytes, specific_character_set: tuple[str, ...], vr: str) -> str:
    codecs = tuple(codec_of(name) for name in specific_character_set) or (None,)
    if codecs[0] in {"utf_8", "gb18030"} or ESCAPE not in raw:
        return guess_text(raw, codecs)
    delimiters = LINE_DELIMITERS if vr in SINGLE_TEXT_VRS else DELIMITERS
    return "".join(_fragments(raw, codecs, delimiters))


def _fragments(raw: bytes, codecs: tuple[str | None, ...], delimiters: re.Pattern[bytes]) -> list[str]:
    """Decode text with code extensions piece by piece, from one escape sequence to the next (PS3.5 6.1.2.5)."""
    pieces = ESCAPE_SEQUENCE.split(raw)
    texts = [guess_text(pieces[0], codecs)] if pieces[0] else []
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        codec = ESCAPE_CODECS[escape]
        if codec in SEVEN_BIT_CODECS:
            texts.append((ESCAPE + escape + piece).decode(codec, "replace"))
            continue
        delimiter = delimiters.search(piece)
        at = delimiter.start() if delimiter and codecs[0] not in {None, ASCII} else len(piece)
        texts += [piece[:at].decode(codec, "replace"), guess_text(piece[at:], codecs) if at < len(piece) else ""]
    return texts


def _without_padding(text: str) -> str:
    """Cut the padding; a NUL within is no character of any repertoire (PS3.5 section 6.1.3), so it is marked."""
    return text.rstrip(" \0").replace("\0", "\ufffd")
