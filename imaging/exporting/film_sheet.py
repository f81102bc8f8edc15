"""Sheets of film on paper: the hospital's heading, whose pictures they are, and the pictures in a grid."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Final

from PIL import Image
from reportlab.lib.units import inch, mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from imaging.exporting.film_cell import Cell
from imaging.reporting.content import Language
from imaging.sharing.slip_font import slip_font
from imaging.sharing.slip_layout import printable

MARGIN: Final = 10 * mm
HEAD: Final = 22 * mm
FOOT: Final = 7 * mm
GAP: Final = 1.5
_LOGO_WIDTH: Final = 26 * mm
_LANG: Final = {Language.ZH: "zh-CN", Language.EN: "en"}
_WORDS: Final = {
    Language.ZH: {
        "page": "第 {page} 页，共 {pages} 页",
        "not": "打印件仅供参考，不用于诊断",
        "title": "影像胶片",
    },
    Language.EN: {
        "page": "Page {page} of {pages}",
        "not": "For reference, not for diagnosis",
        "title": "Film sheet",
    },
}


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    A3 = "a3"
    # The sheet that light boxes are made for.
    FILM = "film"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        sizes = {
            Paper.A4: (210 * mm, 297 * mm),
            Paper.A3: (297 * mm, 420 * mm),
            Paper.FILM: (14 * inch, 17 * inch),
        }
        return sizes[self]


@dataclass(frozen=True)
class Head:
    """What stands above the pictures."""

    hospital: str
    department: str
    # Whose pictures they are; empty where no names are wanted.
    patient: Sequence[str] = field(repr=False)
    exam: Sequence[str]
    logo: Image.Image | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Grid:
    """How many pictures stand below and beside each other, and on what."""

    rows: int
    columns: int
    paper: Paper = Paper.A4

    def sheets(self, count: int) -> int:
        """How many sheets so many pictures need."""
        return -(-count // (self.rows * self.columns))


def film_sheets(cells: Iterable[Cell], count: int, head: Head, grid: Grid, language: Language) -> bytes:
    """Set ``count`` pictures on as many sheets as they need; the same pictures are always the same bytes.

    Each picture is asked for when its place comes, so that only one of them is held as it was decoded.
    """
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=grid.paper.size,
        pageCompression=1,
        invariant=1,
        initialFontName=slip_font(),
        lang=_LANG[language],
    )
    canvas.setTitle(_WORDS[language]["title"])
    coming, sheets = iter(cells), grid.sheets(count)
    for number in range(1, sheets + 1):
        _head(canvas, head, grid.paper)
        _pictures(canvas, islice(coming, grid.rows * grid.columns), grid)
        _foot(canvas, grid.paper, language, number, sheets)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _head(canvas: Canvas, head: Head, paper: Paper) -> None:
    width, height = paper.size
    top, left = height - MARGIN, MARGIN
    if head.logo is not None:
        scale = min(_LOGO_WIDTH / head.logo.width, (HEAD - 4 * mm) / head.logo.height)
        wide, high = head.logo.width * scale, head.logo.height * scale
        canvas.drawImage(ImageReader(head.logo), left, top - high, wide, high, mask="auto")
        left += wide + 4 * mm
    _line(canvas, left, top - 13, head.hospital, 13)
    _line(canvas, left, top - 26, head.department, 9)
    for number, line in enumerate((" · ".join(filter(None, head.patient)), " · ".join(filter(None, head.exam)))):
        _line(canvas, left, top - 40 - number * 12, line, 9)
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, height - MARGIN - HEAD + 2, width - MARGIN, height - MARGIN - HEAD + 2)


def _pictures(canvas: Canvas, cells: Iterable[Cell], grid: Grid) -> None:
    width, height = grid.paper.size
    area_width, area_height = width - 2 * MARGIN, height - 2 * MARGIN - HEAD - FOOT
    cell_width = (area_width - GAP * (grid.columns - 1)) / grid.columns
    cell_height = (area_height - GAP * (grid.rows - 1)) / grid.rows
    for number, cell in enumerate(cells):
        row, column = divmod(number, grid.columns)
        x = MARGIN + column * (cell_width + GAP)
        y = height - MARGIN - HEAD - cell_height - row * (cell_height + GAP)
        cell.draw(canvas, x, y, cell_width, cell_height)


def _foot(canvas: Canvas, paper: Paper, language: Language, page: int, pages: int) -> None:
    width, _ = paper.size
    words = _WORDS[language]
    canvas.setFont(slip_font(), 8)
    canvas.setFillGray(0.25)
    canvas.drawString(MARGIN, MARGIN, words["not"])
    canvas.drawRightString(width - MARGIN, MARGIN, words["page"].format(page=page, pages=pages))


def _line(canvas: Canvas, x: float, y: float, text: str, size: float) -> None:
    canvas.setFillGray(0)
    canvas.setFont(slip_font(), size)
    canvas.drawString(x, y, printable(text).replace("\n", " "))
