"""Lines on pages: text with bold parts broken to a width, blocks laid out page by page, each page with its number.

Lengths are PDF points; ``y`` grows upwards, and what is drawn hangs down from the ``y`` it is given. Nothing in a text
is markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from imaging.sharing.slip_font import slip_font
from imaging.sharing.slip_layout import printable

LEADING: Final = 1.5
# Latin words stay whole; every other character may end a line.
_PIECES: Final = re.compile(r"[!-~\u00a0-\u024f]+ *|\n|.", re.DOTALL)
# Punctuation that never begins a line.
_CLINGS: Final = set("，。；：、！？）》」』”’％")


@dataclass(frozen=True)
class Styled:
    """Characters of one weight."""

    text: str
    is_bold: bool = False


class Drawn(Protocol):
    """A piece of a page that is not divided."""

    @property
    def height(self) -> float:
        """How high it is."""
        ...

    @property
    def clings(self) -> bool:
        """Whether it stays with what comes after it."""
        ...

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw it, its upper left corner at (x, y)."""
        ...


@dataclass(frozen=True)
class Line:
    """A line of text."""

    parts: tuple[Styled, ...]
    size: float
    indent: float = 0.0
    clings: bool = False
    grey: float = 0.0

    @property
    def height(self) -> float:
        """How high it is with the space below."""
        return self.size * LEADING

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw its parts one behind the other."""
        pen = canvas.beginText(x + self.indent, y - self.size)
        pen.setFont(slip_font(), self.size)
        pen.setFillGray(self.grey)
        pen.setStrokeGray(self.grey)
        canvas.setLineWidth(self.size / 36)
        for part in self.parts:
            # The one font that is embedded has one weight: of bold parts the outline is drawn as well.
            pen.setTextRenderMode(2 if part.is_bold else 0)
            pen.textOut(part.text)
        pen.setTextRenderMode(0)
        canvas.drawText(pen)


@dataclass(frozen=True)
class Gap:
    """Nothing, so high."""

    height: float
    clings: bool = False

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True)
class Rule:
    """A thin line across."""

    width: float
    height: float = 8.0
    clings: bool = False

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw it in the middle of its height."""
        canvas.setStrokeGray(0.0)
        canvas.setLineWidth(0.5)
        canvas.line(x, y - self.height / 2, x + self.width, y - self.height / 2)


@dataclass(frozen=True)
class Beside:
    """Drawn pieces in columns of one width each."""

    columns: tuple[tuple[Drawn, ...], ...]
    column_width: float
    clings: bool = False

    @property
    def height(self) -> float:
        """The height of the highest column."""
        return max((sum(each.height for each in column) for column in self.columns), default=0.0)

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw the columns."""
        for number, column in enumerate(self.columns):
            top = y
            for each in column:
                each.draw(canvas, x + number * self.column_width, top)
                top -= each.height


@dataclass(frozen=True)
class Picture:
    """A picture within a box, centred in its width or at its left."""

    image: Image.Image
    box_width: float
    box_height: float
    clings: bool = True

    @property
    def height(self) -> float:
        """As high as the picture becomes, with some room below."""
        return self._size[1] + 4.0

    @property
    def _size(self) -> tuple[float, float]:
        scale = min(self.box_width / self.image.width, self.box_height / self.image.height)
        return self.image.width * scale, self.image.height * scale

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw it."""
        width, height = self._size
        canvas.drawImage(ImageReader(self.image), x, y - height, width, height, mask="auto")


def lines(
    parts: Iterable[Styled], size: float, width: float, *, indent: float = 0.0, clings: bool = False
) -> list[Line]:
    """Break styled text into lines of a width; ``indent`` moves every line to the right."""
    room = width - indent
    found: list[list[Styled]] = [[]]
    used = 0.0
    for piece in _pieces(parts, size, room):
        if piece.text == "\n":
            found.append([])
            used = 0.0
            continue
        wide = _width(piece.text.rstrip(" "), size)
        if found[-1] and used + wide > room and piece.text not in _CLINGS:
            found.append([])
            used = 0.0
        found[-1].append(piece)
        used += _width(piece.text, size)
    return [Line(_joined(line), size, indent, clings) for line in found]


def laid_out(drawn: Sequence[Drawn], height: float) -> list[list[Drawn]]:
    """Divide what is drawn into pages of a height; what clings goes over with what comes after it."""
    pages: list[list[Drawn]] = [[]]
    room = height
    position = 0
    while position < len(drawn):
        end = position + 1
        while end < len(drawn) and drawn[end - 1].clings:
            end += 1
        group = drawn[position:end]
        needed = sum(each.height for each in group)
        if needed > room and pages[-1]:
            pages.append([])
            room = height
        pages[-1] += group
        room -= needed
        position = end
    return pages


def draw_pages(
    canvas: Canvas, pages: Sequence[Sequence[Drawn]], x: float, top: float, frame: Callable[[int, int], None]
) -> None:
    """Draw pages; ``frame`` draws what stands around page n of m."""
    for number, page in enumerate(pages, start=1):
        y = top
        for each in page:
            each.draw(canvas, x, y)
            y -= each.height
        frame(number, len(pages))
        canvas.showPage()


def _pieces(parts: Iterable[Styled], size: float, room: float) -> Iterable[Styled]:
    for part in parts:
        for text in _PIECES.findall(printable(part.text)):
            if _width(text.rstrip(" "), size) <= room:
                yield Styled(text, part.is_bold)
            else:
                # A word that is wider than a line is broken.
                yield from (Styled(each, part.is_bold) for each in text)


def _joined(line: Sequence[Styled]) -> tuple[Styled, ...]:
    joined: list[Styled] = []
    for part in line:
        if joined and joined[-1].is_bold == part.is_bold:
            joined[-1] = Styled(joined[-1].text + part.text, part.is_bold)
        else:
            joined.append(part)
    return tuple(joined)


def _width(text: str, size: float) -> float:
    return float(stringWidth(text, slip_font(), size))
