"""Pictures as they are printed: each with its window, as it lies, with what is drawn on it, and which side is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from imaging.archive.pictures import Pictures
from imaging.archive.stored import StoredInstance
from imaging.errors import FilmlessError
from imaging.exporting.film_cell import Cell
from imaging.exporting.film_figures import figures_on
from imaging.exporting.lie import Lie
from imaging.pixels.geometry import PatientPoint, direction_letters
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import Window, number_text
from imaging.reading.annotations import ImagePlace
from imaging.reading.frame_facts import FrameFacts, FrameFactsReader
from imaging.reading.operations import Recorded
from imaging.reporting.content import Language

_NOT_SHOWN: Final = {Language.ZH: "此图像无法显示", Language.EN: "This image can't be shown"}
_LOSSY: Final = {Language.ZH: "有损压缩", Language.EN: "lossy"}


@dataclass(frozen=True)
class Wanted:
    """A picture, and how it is to be shown; no window: the file's own."""

    place: ImagePlace
    window: Window | None = None
    is_inverted: bool = False
    lie: Lie = field(default_factory=Lie)


@dataclass(frozen=True)
class Cells:
    """Makes them; safe to share between threads."""

    pictures: Pictures
    facts: FrameFactsReader

    def of(
        self, image: StoredInstance, wanted: Wanted, drawn: Sequence[Recorded], side: int, language: Language
    ) -> Cell:
        """Return a picture whose longer side has ``side`` pixels at most."""
        try:
            facts, _ = self.facts.of(image, "")[wanted.place.frame - 1]
            rendering = Rendering(wanted.window, _viewport(image, side), is_inverted=wanted.is_inverted)
            drawing = self.pictures.drawn(image, wanted.place.frame, rendering)
        except FilmlessError:
            # One that can't be shown keeps no other from the paper; its place says so.
            return Cell(None, 1.0, None, {}, (_NOT_SHOWN[language],))
        lie = wanted.lie
        window = drawing.window
        return Cell(
            lie.picture(Image.fromarray(drawing.pixels)),
            _aspect(facts, lie),
            _width_mm(facts, lie),
            lie.edges(_letters(facts)),
            tuple(filter(None, (_number(image, wanted.place.frame), " ".join((facts.laterality, facts.view)).strip()))),
            tuple(
                filter(
                    None,
                    (
                        _LOSSY[language] if facts.is_lossy else "",
                        f"C {number_text(window.center)} W {number_text(window.width)}" if window else "",
                    ),
                )
            ),
            tuple(figures_on(drawn, wanted.place, (facts.rows, facts.columns), lie, language)),
        )


def _viewport(image: StoredInstance, side: int) -> Viewport | None:
    """Nothing is enlarged."""
    longest = max(image.rows or side, image.columns or side)
    return Viewport(side, side) if longest > side else None


def _aspect(facts: FrameFacts, lie: Lie) -> float:
    aspect = facts.rows * facts.pixel_aspect / facts.columns
    return 1 / aspect if lie.is_on_side else aspect


def _width_mm(facts: FrameFacts, lie: Lie) -> float | None:
    if facts.spacing_mm is None:
        return None
    row_mm, column_mm = facts.spacing_mm
    return facts.rows * row_mm if lie.is_on_side else facts.columns * column_mm


def _letters(facts: FrameFacts) -> dict[str, str]:
    """Return which side of the patient is at which edge of the picture as it was taken."""
    if facts.directions is not None:
        row, column = PatientPoint(*facts.directions[:3]), PatientPoint(*facts.directions[3:])
        against = [PatientPoint(*(-value for value in each)) for each in (row, column)]
        right, bottom = direction_letters(row), direction_letters(column)
        left, top = (direction_letters(each) for each in against)
    elif facts.letters is not None:
        right, bottom = facts.letters
        left, top = (letters.translate(_OTHER_SIDE) for letters in facts.letters)
    else:
        right = bottom = left = top = ""
    return {"left": left, "right": right, "top": top, "bottom": bottom}


_OTHER_SIDE: Final = str.maketrans("LRPAHF", "RLAPFH")


def _number(image: StoredInstance, frame: int) -> str:
    number = str(image.instance_number or "")
    return f"{number}/{frame}" if image.number_of_frames > 1 else number
