"""PDFs as pictures of their pages: whoever made one, a reader's browser gets pixels and words, and never the file."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
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
_SECONDS: Final = 30.0
_AT_ONCE: Final = 2
_SECONDS_IN_LINE: Final = 30.0
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_LINE: Final = threading.BoundedSemaphore(_AT_ONCE)


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


def page_picture(pdf: bytes, number: int, width: int) -> PagePicture:
    """Draw a page, counted from 1, in one of the `WIDTHS` in pixels.

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
    data = _asked(pdf, "page", str(number), str(width))
    if data.startswith(_PNG):
        return PagePicture(data, "image/png")
    if data.startswith(_JPEG):
        return PagePicture(data, "image/jpeg")
    raise MalformedError("The PDF can't be read.", Problem.PDF_UNREADABLE)


def _asked(pdf: bytes, *arguments: str) -> bytes:
    if not _LINE.acquire(timeout=_SECONDS_IN_LINE):
        raise UnavailableError("Too many documents are drawn now.", retry_after_seconds=5)
    try:
        return _drawn_by_child(pdf, *arguments)
    finally:
        _LINE.release()


def _drawn_by_child(pdf: bytes, *arguments: str) -> bytes:
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
    if done.returncode != 0:
        raise MalformedError("The PDF can't be read.", Problem.PDF_UNREADABLE)
    return done.stdout
