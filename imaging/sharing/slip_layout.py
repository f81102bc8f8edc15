"""Blocks that know their height for a width and draw themselves below a point: all that a slip needs of typesetting.

Lengths are PDF points; ``y`` grows upwards, and a block hangs down from the ``y`` it is given. Text is drawn as it is:
nothing in it is markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from imaging.sharing.qr import QUIET_ZONE, dark_runs, modules
from imaging.sharing.slip_font import slip_font

LEADING = 1.3
# Latin words stay whole; every other character may end a line.
_PIECES = re.compile(r"[!-~\u00a0-\u024f]+ *|.", re.DOTALL)
# Punctuation that never begins a line.
_CLINGS = set("，。；：、！？）》」』”’％")


class Block(Protocol):
    """A part of a slip."""

    def height(self, width: float) -> float:
        """Return how high it is when so wide."""
        ...

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw it, its upper left corner at (x, y)."""
        ...


@dataclass(frozen=True)
class Text:
    """A paragraph; what passes ``most_lines`` ends in an ellipsis."""

    text: str
    size: float
    most_lines: int = 20
    is_bold: bool = False
    is_centred: bool = False
    grey: float = 0.0
    spacing: float = 0.0

    def height(self, width: float) -> float:
        """Return the height of its lines."""
        return len(self._lines(width)) * self.size * LEADING

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw its lines."""
        for number, line in enumerate(self._lines(width)):
            indent = (width - self._width(line)) / 2 if self.is_centred else 0.0
            pen = canvas.beginText(x + indent, y - self.size * (LEADING * number + 1.0))
            pen.setFont(slip_font(), self.size)
            pen.setFillGray(self.grey)
            pen.setCharSpace(self.spacing)
            if self.is_bold:
                # The one font that is embedded has one weight: its outline is drawn as well.
                pen.setTextRenderMode(2)
                pen.setStrokeGray(self.grey)
            canvas.setLineWidth(self.size / 36)
            pen.textOut(line)
            pen.setTextRenderMode(0)
            canvas.drawText(pen)

    def _lines(self, width: float) -> list[str]:
        lines = [line for part in printable(self.text).split("\n") for line in self._wrapped(part, width)]
        if len(lines) <= self.most_lines:
            return lines
        last = lines[self.most_lines - 1]
        while last and self._width(last + "…") > width:
            last = last[:-1]
        return [*lines[: self.most_lines - 1], last + "…"]

    def _wrapped(self, text: str, width: float) -> list[str]:
        lines, line = [], ""
        for piece in (part for found in _PIECES.findall(text) for part in self._broken(found, width)):
            if line and piece not in _CLINGS and self._width((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece
        return [*lines, line.rstrip()]

    def _broken(self, piece: str, width: float) -> list[str]:
        """Break a word that is wider than a line."""
        return [piece] if self._width(piece.rstrip()) <= width else list(piece)

    def _width(self, text: str) -> float:
        return float(stringWidth(text, slip_font(), self.size)) + self.spacing * max(0, len(text) - 1)


@dataclass(frozen=True)
class Space:
    """Nothing, so high."""

    points: float

    def height(self, width: float) -> float:  # noqa: ARG002  (a block is asked so)
        """Return it."""
        return self.points

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True)
class Rule:
    """A thin line across."""

    above: float = 4.0
    below: float = 4.0

    def height(self, width: float) -> float:  # noqa: ARG002  (a block is asked so)
        """Return the room it takes."""
        return self.above + self.below

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw the line."""
        canvas.setStrokeGray(0.0)
        canvas.setLineWidth(0.5)
        canvas.line(x, y - self.above, x + width, y - self.above)


@dataclass(frozen=True)
class QrCode:
    """A QR code of this side without its quiet zone, which is added; centred."""

    text: str
    side: float

    def height(self, width: float) -> float:  # noqa: ARG002  (a block is asked so)
        """Return its side with the quiet zone."""
        return self.whole_side

    @property
    def whole_side(self) -> float:
        """Its side with the quiet zone."""
        size = len(modules(self.text))
        return self.side * size / (size - 2 * QUIET_ZONE)

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw the dark runs as one path, so that no hairline shows between the modules."""
        rows = modules(self.text)
        unit = self.whole_side / len(rows)
        left = x + (width - self.whole_side) / 2
        path = canvas.beginPath()
        for number, row in enumerate(rows):
            for start, length in dark_runs(row):
                path.rect(left + start * unit, y - (number + 1) * unit, length * unit, unit)
        canvas.setFillGray(0.0)
        canvas.drawPath(path, stroke=0, fill=1)


@dataclass(frozen=True)
class Stack:
    """Blocks below each other."""

    blocks: Sequence[Block]

    def height(self, width: float) -> float:
        """Return the sum of their heights."""
        return sum(block.height(width) for block in self.blocks)

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw one after the other."""
        for block in self.blocks:
            block.draw(canvas, x, y, width)
            y -= block.height(width)


@dataclass(frozen=True)
class Beside:
    """One block of a fixed width, and another that takes the rest."""

    left: Block
    left_width: float
    right: Block
    gap: float = 4.0

    def height(self, width: float) -> float:
        """Return the height of the higher one."""
        return max(self.left.height(self.left_width), self.right.height(width - self.left_width - self.gap))

    def draw(self, canvas: Canvas, x: float, y: float, width: float) -> None:
        """Draw both."""
        self.left.draw(canvas, x, y, self.left_width)
        self.right.draw(canvas, x + self.left_width + self.gap, y, width - self.left_width - self.gap)


def printable(text: str) -> str:
    """Drop what has no form of its own: control characters, and marks that would turn the direction of the text."""
    without_form = {"Cc", "Cf", "Cs"}
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in without_form)
