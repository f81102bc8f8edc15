"""What was brought as a paper or a photograph: told by its bytes, and drawn anew where it is a picture."""

from __future__ import annotations

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Final

import imaging
from imaging.errors import MalformedError, UnavailableError, UnsupportedError
from imaging.problems import Problem

_SECONDS: Final = 60.0
_HEIC_BRANDS: Final = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc", b"avif")


class PaperType(StrEnum):
    """What papers come as."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def suffix(self) -> str:
        """How its files' names end."""
        return {PaperType.PDF: "pdf", PaperType.JPEG: "jpg", PaperType.PNG: "png"}[self]


def type_of(content: bytes) -> PaperType:
    """Tell by its bytes what this is, whatever it is called.

    Raises
    ------
    UnsupportedError
        It is none that can be kept.
    """
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return PaperType.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return PaperType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PaperType.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        raise UnsupportedError("HEIC can't be shown; send it as a JPEG.", Problem.PAPER_HEIC)
    raise UnsupportedError("A paper is a PDF, a JPEG or a PNG.", Problem.PAPER_KIND)


def redrawn(content: bytes) -> bytes:
    """Return a photograph as a JPEG of pixels alone, drawn in a process of its own.

    Raises
    ------
    MalformedError
        It is no picture that can be read, or one that is too large.
    """
    environment = {"PYTHONPATH": str(Path(imaging.__file__).parents[1])}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "imaging.reading.photograph_child"],  # Our own module; no shell.
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        raise UnavailableError("The picture can't be drawn now.", retry_after_seconds=5) from error
    except subprocess.TimeoutExpired as error:
        raise MalformedError("The picture can't be read.", Problem.PAPER_UNREADABLE) from error
    if done.returncode != 0 or not done.stdout.startswith(b"\xff\xd8\xff"):
        raise MalformedError("The picture can't be read.", Problem.PAPER_UNREADABLE)
    return done.stdout
