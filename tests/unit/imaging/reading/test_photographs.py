"""What is taken for a paper, and what is left of a photograph."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from imaging.errors import MalformedError, UnsupportedError
from imaging.problems import Problem
from imaging.reading.photograph_child import LONGEST_SIDE, MOST_PIXELS
from imaging.reading.photographs import PaperType, redrawn, type_of

ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def photograph(width: int = 60, height: int = 40, kind: str = "JPEG", orientation: int = 6) -> bytes:
    """A picture as a phone writes it, red on its left: turned, with the place where it was taken."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 4, height))
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Phone"
    exif[GPS] = {1: "N", 2: (39.0, 54.0, 0.0), 3: "E", 4: (116.0, 23.0, 0.0)}
    written = io.BytesIO()
    picture.save(written, kind, exif=exif)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", PaperType.PDF),
        (photograph(), PaperType.JPEG),
        (photograph(kind="PNG"), PaperType.PNG),
    ],
)
def test_a_paper_is_told_by_its_bytes(content: bytes, kind: PaperType) -> None:
    assert type_of(content) is kind


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.PAPER_KIND),
        (b"<html>", Problem.PAPER_KIND),
        (b"<svg onload=1>", Problem.PAPER_KIND),
        (b"GIF89a", Problem.PAPER_KIND),
        (b"\0\0\0\x18ftypheic", Problem.PAPER_HEIC),
    ],
)
def test_nothing_else_is_taken(content: bytes, problem: Problem) -> None:
    with pytest.raises(UnsupportedError) as caught:
        type_of(content)
    assert caught.value.problem is problem


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_is_upright_and_says_nothing_of_where_it_was_taken(kind: str) -> None:
    original = photograph(kind=kind)
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(GPS)
    with Image.open(io.BytesIO(redrawn(original))) as shown:
        assert shown.format == "JPEG"
        assert shown.size == (40, 60)
        assert not shown.getexif()
        assert "exif" not in shown.info
        red, _, blue = shown.convert("RGB").getpixel((20, 5))  # type: ignore[misc]
        assert red > 200 > blue


def test_a_large_photograph_becomes_a_screen_large() -> None:
    with Image.open(io.BytesIO(redrawn(photograph(4000, 3000, orientation=1)))) as shown:
        assert shown.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


def test_a_bomb_and_a_broken_picture_are_refused() -> None:
    written = io.BytesIO()
    side = int(MOST_PIXELS**0.5) + 1
    Image.new("1", (side, side)).save(written, "PNG")
    for content in (written.getvalue(), photograph()[:200], b"\xff\xd8\xff" + bytes(1000)):
        with pytest.raises(MalformedError) as caught:
            redrawn(content)
        assert caught.value.problem is Problem.PAPER_UNREADABLE
