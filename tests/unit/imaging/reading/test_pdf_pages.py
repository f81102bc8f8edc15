"""PDFs become pictures of their pages, in a child that hostile ones can't outlive."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from pypdfium2 import PdfiumError
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from imaging.errors import FilmlessError, MalformedError, NotFoundError, UnsupportedError
from imaging.problems import Problem
from imaging.reading.pdf_child import MOST_PIXELS, described, drawn
from imaging.reading.pdf_pages import PagePicture, page_pictures, pages_of


def written(*draw: Callable[[Canvas], None], size: tuple[float, float] = A4, password: str = "") -> bytes:
    """A PDF of a page for each of what draws."""
    kept = io.BytesIO()
    canvas = Canvas(kept, size, encrypt=StandardEncryption(password, strength=128) if password else None)
    for each in draw:
        each(canvas)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def block(canvas: Canvas) -> None:
    """Black, from 100 to 300 points from the left and 500 to 700 from the bottom."""
    canvas.rect(100, 500, 200, 200, stroke=0, fill=1)
    canvas.drawString(100, 720, "Dose 12.5 mGy")


def nothing(canvas: Canvas) -> None:
    canvas.setPageSize(landscape(A4))


def chinese(canvas: Canvas) -> None:
    """Words in a font that every reader of PDF is expected to have, and that does not come with the file."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas.setFont("STSong-Light", 60)
    canvas.drawString(50, 700, "未见异常")


def page_picture(pdf: bytes, number: int, width: int) -> PagePicture:
    return page_pictures(pdf, number, width)[0]


def grey(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("L")).astype(float)


def test_pages_are_told_with_their_sizes_and_words() -> None:
    found = pages_of(written(block, nothing))
    assert found.count == 2
    assert [(round(page.width), round(page.height)) for page in found.pages] == [(595, 842), (842, 595)]
    assert [page.text for page in found.pages] == ["Dose 12.5 mGy", ""]


def test_a_page_is_drawn_where_it_says() -> None:
    pixels = grey(drawn(written(block), 1, 1200))
    assert abs(pixels.shape[1] - 1200) <= 1
    dark = pixels[int(135 / 842 * len(pixels)) :] < 128
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    scale = 1200 / A4[0]
    assert columns[[0, -1]] / scale == pytest.approx([100, 300], abs=1)
    assert len(rows) / scale == pytest.approx(200, abs=1)


def test_letters_whose_font_does_not_come_along_are_drawn() -> None:
    assert (grey(page_picture(written(chinese), 1, 400).data) < 128).sum() > 500


def test_a_scan_travels_as_jpeg() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (700, 700, 3)).astype(np.uint8)
    pdf = written(lambda canvas: canvas.drawImage(ImageReader(Image.fromarray(noise)), 0, 0, *A4) and None)
    assert drawn(pdf, 1, 800).startswith(b"\xff\xd8\xff")
    assert page_picture(written(block), 1, 400).media_type == "image/png"


def test_a_page_as_long_as_a_street_stays_within_its_pixels() -> None:
    pixels = grey(drawn(written(block, size=(200, 14_000)), 1, 2400))
    assert pixels.size <= MOST_PIXELS * 1.01


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", written(block)[:300], b"<html>", b"%PDF-1.4\n" + bytes(5000)],
    ids=["empty", "a signature", "cut off", "a page", "zeros"],
)
def test_what_is_damaged_is_refused(content: bytes) -> None:
    with pytest.raises(PdfiumError):
        described(content)


def test_pages_that_follow_are_drawn_ahead() -> None:
    pdf = written(block, nothing, nothing, block, block, nothing)
    first, *ahead = page_pictures(pdf, 3, 400)
    assert first.data == drawn(pdf, 3, 400)
    assert len(ahead) <= 3
    assert [each.data for each in ahead] == [drawn(pdf, 4 + number, 400) for number in range(len(ahead))]
    assert len(page_pictures(pdf, 6, 400)) == 1


def test_a_hostile_page_ahead_keeps_nobody_from_the_one_that_was_asked_for() -> None:
    heavy = b"0 0 m " + b"".join(b"%d %d l " % (each % 600, each * 7 % 800) for each in range(150_000)) + b"b*"
    content = hostile(heavy).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[6 0 R 3 0 R]/Count 2").replace(
        b"trailer", b"6 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\ntrailer"
    )  # fmt: skip
    began = time.monotonic()
    pictures = page_pictures(content, 1, 400)
    assert len(pictures) == 1
    assert pictures[0].data == drawn(content, 1, 400)
    assert time.monotonic() - began < 15


def test_damage_and_a_password_are_told_apart() -> None:
    with pytest.raises(MalformedError) as damaged:
        pages_of(b"%PDF-1.7\n")
    assert damaged.value.problem is Problem.PDF_UNREADABLE
    with pytest.raises(UnsupportedError) as locked:
        pages_of(written(block, password="secret"))
    assert locked.value.problem is Problem.PDF_LOCKED


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_that_is_not_there_is_not_found(number: int) -> None:
    with pytest.raises((NotFoundError, MalformedError)):
        page_picture(written(block), number, 800)


def test_only_a_few_widths_are_drawn() -> None:
    with pytest.raises(MalformedError):
        page_picture(written(block), 1, 801)


def hostile(stream: bytes, box: str = "0 0 600 800") -> bytes:
    """A PDF whose one page runs this."""
    parts = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj"
        % box.encode(),
        b"4 0 obj<</Length %d>>stream" % len(stream),
        stream,
        b"endstream endobj",
        b"5 0 obj<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8",
        b"/Length 3>>stream\nabc\nendstream endobj",
        b"trailer<</Root 1 0 R>>",
    )
    return b"%PDF-1.7\n" + b"\n".join(parts)


@pytest.mark.parametrize(
    "content",
    [
        hostile(b"600 0 0 800 0 0 cm /F Do"),
        hostile(b"q " * 300_000),
        hostile(b"0 0 m 1 1 l S", f"0 0 {'9' * 60}.0 {'9' * 60}.0"),
        hostile(b"0 0 m 1 1 l S", f"-{'9' * 60}.0 0 600 800"),
        hostile(b"0 0 m 1 1 l S", "0 0 600 90000"),
        hostile(b"0 0 m 1 1 l S", "0 0 0.000001 800"),
        hostile(b"0 0 m 1 1 l S", "0 0 0 0"),
    ],
    ids=["an image of ten gigabytes", "deep", "endless", "endlessly wide", "longer than any", "a hair", "without size"],
)
def test_a_hostile_page_is_told_within_bounds_and_drawn_small_or_refused(content: bytes) -> None:
    try:
        (page,) = pages_of(content).pages
        assert 1 <= min(page.width, page.height) <= max(page.width, page.height) <= 14_400
        picture = page_picture(content, 1, 1200)
    except FilmlessError:
        return
    assert grey(picture.data).size <= MOST_PIXELS * 1.01


def test_a_page_of_endless_size_is_read_as_a4_and_a_longer_one_in_its_proportions() -> None:
    endless = hostile(b"100 500 200 200 re f", f"0 0 {'9' * 60}.0 {'9' * 60}.0")
    (page,) = pages_of(endless).pages
    assert (round(page.width), round(page.height)) == (595, 842)
    pixels = grey(page_picture(endless, 1, 1200).data)
    assert pixels.shape == pytest.approx((1698, 1200), abs=2)
    assert (pixels < 128).sum() == pytest.approx((200 * 1200 / A4[0]) ** 2, rel=0.02)
    longer = hostile(b"0 0 m 1 1 l S", "0 0 1000 20000")
    (page,) = pages_of(longer).pages
    assert (page.width, page.height) == (720, 14_400)
    assert np.divide(*grey(page_picture(longer, 1, 400).data).shape) == pytest.approx(20, rel=0.01)
