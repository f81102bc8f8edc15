"""A picture on a sheet of film: its pixels, what is drawn on it, which side is which, how large it is."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from imaging.sharing.slip_font import slip_font
from imaging.sharing.slip_layout import printable

_TEXT: Final = 6.5
_INSET: Final = 3.0
_DRAWN: Final = (1.0, 0.85, 0.2)
# The bar is the longest of these that takes at most this share of the picture's width.
_BARS_MM: Final = (200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0)
_BAR_SHARE: Final = 0.4

# Places in a picture: shares of its sides from the upper left, as it lies.
Place = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """A figure: its lines, and words beside its first place."""

    lines: Sequence[Sequence[Place]]
    words: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True)
class Cell:
    """A picture as it is printed.

    Attributes
    ----------
    image : Image or None
        As it lies; None: it can't be shown, and `top` says so.
    aspect : float
        Height of the picture divided by its width.
    width_mm : float or None
        What its width measures in the patient; None where that is not known.
    edges : mapping of str to str
        Letters at left, right, top and bottom; empty where nobody knows them.
    top, bottom : sequence of str
        Lines in the corners at the left.
    jpeg_quality : int or None
        How well its pixels are packed where the paper has a long way to go; None: they stay as they are.
    """

    image: Image.Image | None = field(repr=False)
    aspect: float
    width_mm: float | None
    edges: dict[str, str]
    top: Sequence[str] = ()
    bottom: Sequence[str] = ()
    drawn: Sequence[Drawn] = ()
    jpeg_quality: int | None = None

    def draw(self, canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
        """Draw it into a rectangle whose lower left corner is (x, y)."""
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, y, width, height)
        canvas.clipPath(clip, stroke=0)
        canvas.setFillGray(0)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        wide = min(width, height / self.aspect)
        high = wide * self.aspect
        left, bottom = x + (width - wide) / 2, y + (height - high) / 2
        if self.image is not None:
            canvas.drawImage(_packed(self.image, self.jpeg_quality), left, bottom, wide, high)
        for each in self.drawn:
            self._figure(canvas, each, (left, bottom, wide, high))
        self._texts(canvas, x, y, width, height)
        if self.width_mm is not None and self.image is not None:
            self._bar(canvas, x + width - _INSET, y + _INSET, wide / self.width_mm, wide)
        canvas.restoreState()

    def _figure(self, canvas: Canvas, drawn: Drawn, box: tuple[float, float, float, float]) -> None:
        left, bottom, wide, high = box
        for grey_below, line_width in ((True, 1.8), (False, 0.7)):
            canvas.setLineWidth(line_width)
            canvas.setStrokeColorRGB(*((0, 0, 0) if grey_below else _DRAWN))
            for line in drawn.lines:
                path = canvas.beginPath()
                for number, (across, down) in enumerate(line):
                    to = path.moveTo if number == 0 else path.lineTo
                    to(left + across * wide, bottom + (1 - down) * high)
                canvas.drawPath(path, stroke=1, fill=0)
        places = [place for line in drawn.lines for place in line]
        if drawn.words and places:
            across, down = max(places)
            for number, words in enumerate(drawn.words):
                length = canvas.stringWidth(printable(words), slip_font(), _TEXT)
                # What would run out at the right begins further left.
                x = min(left + across * wide + 2, left + wide - length - _INSET)
                y = bottom + (1 - down) * high - number * _TEXT * 1.2
                _haloed(canvas, max(x, left + _INSET), y, words, _DRAWN)

    def _texts(self, canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
        for number, line in enumerate(self.top):
            _haloed(canvas, x + _INSET, y + height - _INSET - (number + 1) * _TEXT, line)
        for number, line in enumerate(reversed(self.bottom)):
            _haloed(canvas, x + _INSET, y + _INSET + 1 + number * _TEXT * 1.2, line)
        places = {
            "left": (x + _INSET, y + height / 2, 0.0),
            "right": (x + width - _INSET, y + height / 2, 1.0),
            "top": (x + width / 2, y + height - _INSET - _TEXT, 0.5),
            "bottom": (x + width / 2, y + _INSET + 1, 0.5),
        }
        for edge, letters in self.edges.items():
            across, up, share = places[edge]
            _haloed(canvas, across - share * canvas.stringWidth(letters, slip_font(), _TEXT), up, letters)

    def _bar(self, canvas: Canvas, right: float, y: float, points_per_mm: float, wide: float) -> None:
        length_mm = next((each for each in _BARS_MM if each * points_per_mm <= wide * _BAR_SHARE), None)
        if length_mm is None or not math.isfinite(points_per_mm):
            return
        left = right - length_mm * points_per_mm
        canvas.setStrokeGray(1)
        canvas.setLineWidth(0.8)
        canvas.lines([(left, y + 1, right, y + 1), (left, y, left, y + 3), (right, y, right, y + 3)])
        text = f"{length_mm / 10:g} cm" if length_mm >= 10 else f"{length_mm:g} mm"
        _haloed(canvas, right - canvas.stringWidth(text, slip_font(), _TEXT), y + 4.5, text)


def _packed(image: Image.Image, jpeg_quality: int | None) -> ImageReader:
    if jpeg_quality is None:
        return ImageReader(image)
    packed = io.BytesIO()
    # What is red beside what is blue keeps its edge.
    image.save(packed, "JPEG", quality=jpeg_quality, subsampling=0)
    return ImageReader(packed)


def _haloed(
    canvas: Canvas, x: float, y: float, text: str, colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> None:
    """Write text that can be read on light and on dark."""
    text = printable(text).replace("\n", " ")
    for mode, (red, green, blue) in ((2, (0.0, 0.0, 0.0)), (0, colour)):
        pen = canvas.beginText(x, y)
        pen.setFont(slip_font(), _TEXT)
        pen.setFillColorRGB(red, green, blue)
        pen.setStrokeColorRGB(0, 0, 0)
        canvas.setLineWidth(1.0)
        pen.setTextRenderMode(mode)
        pen.textOut(text)
        pen.setTextRenderMode(0)
        canvas.drawText(pen)
