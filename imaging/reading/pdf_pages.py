"""PDFs as pictures of their pages: whoever made one, a reader's browser gets pixels and words, and never the file."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import imaging
from imaging.errors import LimitError, MalformedError, NotFoundError, UnavailableError, UnsupportedError
from imaging.problems import Problem
from imaging.sharing.slip_font import readable_font

# Few of them, so that browsers find again what they have.
WIDTHS: Final = (400, 800, 1200, 1600, 2400)
MOST_PAGES: Final = 500
# How the child ends that has met a password.
LOCKED: Final = 3
# Stands before each picture that the child gives.
LENGTH: Final = struct.Struct(">I")
_SECONDS: Final = 30.0
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass(frozen=True)
class PdfPage:
    """A page: its size in points, and its words as far as it has any."""

    width: float
    height: float
    text: str = field(repr=False)


@dataclass(frozen=True)
class PdfPages:
    """The pages that can be shown of ``count``."""

    count: int
    pages: tuple[PdfPage, ...]


@dataclass(frozen=True)
class PagePicture:
    """A page as it is sent."""

    data: bytes = field(repr=False)
    media_type: str


def pages_of(pdf: bytes) -> PdfPages:
    """Return what there is to show of a PDF.

    Raises
    ------
    MalformedError
        It can't be read.
    UnsupportedError
        It is locked by a password.
    LimitError
        It takes too long.
    """
    found = json.loads(_asked(pdf, "pages"))
    return PdfPages(
        found["count"], tuple(PdfPage(each["width"], each["height"], each["text"]) for each in found["pages"])
    )


def page_pictures(pdf: bytes, number: int, width: int) -> list[PagePicture]:
    """Draw a page, counted from 1, in one of the `WIDTHS` in pixels; and of those that follow what comes at once.

    Raises
    ------
    NotFoundError
        There is no such page.
    MalformedError, UnsupportedError, LimitError
        As `pages_of`.
    """
    if width not in WIDTHS:
        raise MalformedError(f"width is one of {WIDTHS}.", Problem.FIELD_WRONG, name="width")
    if not 1 <= number <= MOST_PAGES:
        raise NotFoundError("There is no such page.")
    pictures = list(_pictures(_asked(pdf, "page", str(number), str(width))))
    if not pictures:
        raise MalformedError("The PDF can't be read.", Problem.PDF_UNREADABLE)
    return pictures


def _pictures(data: bytes) -> Iterator[PagePicture]:
    """Read what a child wrote; the last picture may be cut off."""
    start = LENGTH.size
    while start <= len(data):
        (length,) = LENGTH.unpack_from(data, start - LENGTH.size)
        picture = data[start : start + length]
        media_type = "image/png" if picture.startswith(_PNG) else "image/jpeg" if picture.startswith(_JPEG) else ""
        if len(picture) < length or not media_type:
            return
        yield PagePicture(picture, media_type)
        start += length + LENGTH.size


def _asked(pdf: bytes, *arguments: str) -> bytes:
    font = readable_font()
    try:
        done = subprocess.run(  # noqa: S603  (Our own module, a word and numbers; no shell.)
            [sys.executable, "-m", "imaging.reading.pdf_child", str(font.parent) if font else "", *arguments],
            input=pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(Path(imaging.__file__).parents[1])},
            cwd="/",
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        raise UnavailableError("The document can't be drawn now.", retry_after_seconds=5) from error
    except subprocess.TimeoutExpired as error:
        raise LimitError("Drawing it takes too long.", Problem.PDF_UNREADABLE, limit=_SECONDS) from error
    if done.returncode == LOCKED:
        raise UnsupportedError("The PDF is locked by a password.", Problem.PDF_LOCKED)
    # Drawing pages ahead may end it, after it gave what was asked for.
    is_told = arguments[0] == "page" and done.stdout
    if done.returncode != 0 and not is_told:
        raise MalformedError("The PDF can't be read.", Problem.PDF_UNREADABLE)
    return done.stdout
