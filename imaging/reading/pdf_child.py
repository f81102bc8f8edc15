"""Draws the pages of a PDF, in a process of its own that may be killed: ``python -m imaging.reading.pdf_child …``.

A PDF comes on standard input. ``pages`` answers with JSON: how many pages there are, each with its size and its words.
``page NUMBER WIDTH`` answers with a picture, and with those of some pages that follow, each behind its length. Nothing
in a PDF is run: this build of PDFium has no JavaScript, fetches nothing, and the process may write no file.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import math
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from imaging.reading.pdf_pages import LENGTH, LOCKED, MOST_PAGES

MOST_PIXELS: Final = 12_000_000
# A picture that is longer as PNG is a scan or a photograph, and travels as JPEG.
LONGEST_PNG_BYTES: Final = 1024 * 1024
_MEMORY_BYTES: Final = 1536 * 1024**2
_PROCESSOR_SECONDS: Final = 15
_QUALITY: Final = 90
# Whoever reads a page reads on; what takes longer is drawn when it is asked for.
_PAGES_AHEAD: Final = 3
_SECONDS_AHEAD: Final = 0.5
_MOST_LETTERS_OF_A_PAGE: Final = 4000
_MOST_LETTERS: Final = 100_000
# ISO 32000-1 annex C: 200 inches. What is longer is told shorter, in its proportions.
_MOST_POINTS: Final = 14_400
_A4: Final = (595.28, 841.89)


@contextlib.contextmanager
def _opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
        # What was filled into a form belongs to what is read.
        document.init_forms()
        yield document


def described(content: bytes) -> dict[str, Any]:
    """Return how many pages there are, and of each its width and height in points and its words."""
    with _opened(content) as document:
        letters, pages = _MOST_LETTERS, []
        for number in range(min(len(document), MOST_PAGES)):
            with contextlib.closing(document[number]) as page:
                text = _text(page, min(letters, _MOST_LETTERS_OF_A_PAGE))
                letters -= len(text)
                width, height = _size(page)
                pages.append({"width": round(width, 2), "height": round(height, 2), "text": text})
        return {"count": len(document), "pages": pages}


def _size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Return how large a page is; one that is endless or has no size is taken for A4."""
    size = page.get_size()
    if all(math.isfinite(side) and side > 0 for side in size):
        shrunk = min(1, _MOST_POINTS / max(size))
        width, height = (side * shrunk for side in size)
        if min(width, height) >= 1:
            return width, height
    page.set_cropbox(0, 0, *_A4)
    page.set_mediabox(0, 0, *_A4)
    return _A4


def _text(page: pypdfium2.PdfPage, most: int) -> str:
    if most <= 0:
        return ""
    with contextlib.closing(page.get_textpage()) as text:
        return str(text.get_text_range(0, min(most, text.count_chars()), errors="ignore"))[:most].strip()


def drawn(content: bytes, number: int, width: int) -> bytes:
    """Return a page, counted from 1, as a picture of about this width in pixels."""
    with _opened(content) as document:
        return _drawn(document, number, width)


def _drawn(document: pypdfium2.PdfDocument, number: int, width: int) -> bytes:
    with contextlib.closing(document[number - 1]) as page:
        across, down = _size(page)
        scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5) * across / page.get_width()
        with contextlib.closing(page.render(scale=scale)) as bitmap:
            return _written(bitmap.to_pil().convert("RGB"))


def _answer_with_pictures(content: bytes, number: int, width: int) -> None:
    with _opened(content) as document:
        for each in range(number, min(number + _PAGES_AHEAD, len(document)) + 1):
            picture = _drawn(document, each, width)
            sys.stdout.buffer.write(LENGTH.pack(len(picture)) + picture)
            sys.stdout.buffer.flush()
            if each == number:
                # After so much work this ends the process, whatever it is doing: the page that was asked for is told.
                signal.setitimer(signal.ITIMER_PROF, _SECONDS_AHEAD)


def _written(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=4)
    if written.tell() > LONGEST_PNG_BYTES:
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def use_fonts(folder: str) -> None:
    """Draw letters whose font does not come with the PDF with the fonts of a folder, the same on every machine."""
    pdfium.FPDF_DestroyLibrary()
    # A list of one path; what follows it stays null and ends it.
    paths = (ctypes.POINTER(ctypes.c_char) * 2)()
    paths[0] = ctypes.cast(ctypes.c_char_p(folder.encode()), ctypes.POINTER(ctypes.c_char))
    config = pdfium.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=paths, m_pIsolate=None, m_v8EmbedderSlot=0)
    pdfium.FPDF_InitLibraryWithConfig(config)


def main(fonts: str, what: str, *numbers: str) -> int:
    """Read, draw, write; whatever goes wrong ends the process. ``fonts`` is a folder, or empty."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if fonts:
        use_fonts(fonts)
    content = sys.stdin.buffer.read()
    try:
        if what == "pages":
            sys.stdout.buffer.write(json.dumps(described(content)).encode())
        else:
            _answer_with_pictures(content, *map(int, numbers))
    except pypdfium2.PdfiumError as error:
        return LOCKED if "password" in str(error).lower() else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
