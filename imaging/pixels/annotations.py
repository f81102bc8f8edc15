"""Text in the corners of a picture: whose it is, and how it was made (PS3.18 8.3.5.1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.arrays import Bytes
from imaging.pixels.windows import VoiFunction, Window, number_text

# Of the picture's height; and what can still be read.
LINE_SHARE = 1 / 32
LEAST_LINE_PIXELS = 11
MOST_CHARACTERS = 64
WHITE, BLACK = 255, 0


def patient_lines(header: DataSet) -> tuple[str, ...]:
    """Say whose picture it is: name, identifier, birth date and sex."""
    name = " ".join(part for part in header.text(tag.PATIENT_NAME).replace("=", "^").split("^") if part)
    about = _joined((_date(header.text(tag.PATIENT_BIRTH_DATE)), header.text(tag.PATIENT_SEX)))
    return _lines((name, header.text(tag.PATIENT_ID), about))


def technique_lines(header: DataSet, window: Window | None) -> tuple[str, ...]:
    """Say how it was made: device, date, series, image, thickness in millimetres, window.

    Parameters
    ----------
    header : DataSet
        Of the object that is shown.
    window : Window or None
        The one that the picture was made with, in modality values; None: nothing is said of it.
    """
    thickness = header.number(tag.SLICE_THICKNESS)
    return _lines(
        (
            _joined((header.text(tag.MODALITY), _date(header.text(tag.STUDY_DATE)))),
            header.text(tag.SERIES_DESCRIPTION),
            _joined((_named("S", header.text(tag.SERIES_NUMBER)), _named("I", header.text(tag.INSTANCE_NUMBER)))),
            "" if thickness is None else f"{thickness:g} mm",
            "" if window is None else _window_line(window),
        )
    )


def annotate(pixels: Bytes, left: Sequence[str], right: Sequence[str], font: Path) -> Bytes:
    """Draw lines into the upper corners, white with a black edge.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
        Is left as it is.
    left, right : sequence of str
        From the top down.
    font : Path
        A font with the characters of the lines.
    """
    image = Image.fromarray(pixels)
    drawing = ImageDraw.Draw(image)
    size = max(LEAST_LINE_PIXELS, round(image.height * LINE_SHARE))
    fill, edge = (WHITE, BLACK) if pixels.ndim == 2 else ((WHITE,) * 3, (BLACK,) * 3)
    for lines, x, anchor in ((left, size // 2, "la"), (right, image.width - size // 2, "ra")):
        for number, line in enumerate(lines):
            place = x, size // 2 + number * size * 1.25
            stroke = max(1, size // 10)
            drawing.text(place, line, fill, _font(font, size), anchor, stroke_width=stroke, stroke_fill=edge)
    return np.asarray(image)


def _window_line(window: Window) -> str:
    """Name the function only where it is another than the one that everybody expects."""
    numbers = f"C {number_text(window.center)} W {number_text(window.width)}"
    return numbers if window.function is VoiFunction.LINEAR else f"{numbers} {window.function}"


@lru_cache(maxsize=8)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text[:MOST_CHARACTERS] for text in texts if text)


def _joined(texts: Iterable[str]) -> str:
    return "  ".join(filter(None, texts))


def _named(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 and text.isdigit() else text
