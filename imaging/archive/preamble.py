"""The 128 bytes before DICM: no part of the data set, and a place to hide a program (PS3.10 section 7.1)."""

from __future__ import annotations

from typing import Final

from imaging.archive.landing_file import LandingFile

PREAMBLE_BYTES: Final = 128
# Programs, scripts, archives and pages. A TIFF header is let alone: files that are both use it as the standard allows.
_HOSTILE_STARTS: Final = (
    b"MZ", b"\x7fELF", b"#!", b"PK", b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
)  # fmt: skip


def defuse_preamble(file: LandingFile) -> None:
    """Write zeros over a preamble that some other program would take for its own; nothing else is ever changed."""
    start = file.read_start(PREAMBLE_BYTES + 4)
    is_markup = start.lstrip().startswith(b"<")
    if start[PREAMBLE_BYTES:] == b"DICM" and (is_markup or start.startswith(_HOSTILE_STARTS)):
        file.replace_start(bytes(PREAMBLE_BYTES))
