"""Reads what is wanted on film, and has it set: each picture with its window, as it lies, with what is drawn on it."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PIL import Image

from imaging.archive.composition import Archive
from imaging.archive.stored import StoredInstance
from imaging.dicom.person_names import displayable
from imaging.errors import FilmlessError, LimitError, NotFoundError
from imaging.exporting.film_cell import Cell
from imaging.exporting.film_figures import figures_on
from imaging.exporting.film_sheet import Grid, Head, film_sheets
from imaging.exporting.lie import Lie
from imaging.orders.report_rules import RulesOfHospitals
from imaging.pixels.geometry import PatientPoint, direction_letters
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import Window, number_text
from imaging.problems import Problem
from imaging.reading.annotation_log import AnnotationLog
from imaging.reading.annotations import ImagePlace
from imaging.reading.frame_facts import FrameFacts, FrameFactsReader
from imaging.reading.operations import Recorded
from imaging.reading.study_view import StudyHeader, StudyViews
from imaging.reporting.content import Language

MOST_PICTURES: Final = 240
# Of the longer side of a cell: about 300 dots an inch on A4 with four pictures.
_MOST_SIDE: Final = 1240
_ENOUGH_SIDE: Final = 600
_MANY: Final = 12
# Of all pictures together: what a film may cost of memory, in which it grows until it is sent.
_MOST_PIXELS: Final = 64_000_000
_NOT_SHOWN: Final = {Language.ZH: "此图像无法显示", Language.EN: "This image can't be shown"}
_LOSSY: Final = {Language.ZH: "有损压缩", Language.EN: "lossy"}
_SEXES: Final = {Language.ZH: {"M": "男", "F": "女", "O": "其他"}, Language.EN: {"M": "M", "F": "F", "O": "other"}}


@dataclass(frozen=True)
class Wanted:
    """A picture, and how it is to be shown; no window: the file's own."""

    place: ImagePlace
    window: Window | None = None
    is_inverted: bool = False
    lie: Lie = field(default_factory=Lie)


@dataclass(frozen=True)
class FilmWish:
    """What is wanted on film."""

    pictures: Sequence[Wanted]
    grid: Grid
    language: Language
    has_names: bool = True
    has_annotations: bool = True

    def __post_init__(self) -> None:
        if len(self.pictures) > MOST_PICTURES:
            raise LimitError("Too many pictures.", Problem.TOO_MANY_PICTURES, limit=MOST_PICTURES, most=MOST_PICTURES)

    @property
    def side(self) -> int:
        """How many pixels the longer side of a picture has at most: fewer in small places, fewer among very many."""
        side = _ENOUGH_SIDE if self.grid.rows * self.grid.columns > _MANY else _MOST_SIDE
        return min(side, math.isqrt(_MOST_PIXELS // max(len(self.pictures), 1)))


@dataclass(frozen=True)
class FilmPrinter:
    """Sets films; whoever calls has asked whether the person may."""

    archive: Archive
    annotations: AnnotationLog
    rules: RulesOfHospitals
    views: StudyViews
    facts: FrameFactsReader

    def printed(self, study_id: int, wish: FilmWish) -> bytes:
        """Return the sheets as a PDF.

        Raises
        ------
        NotFoundError
            A picture is none of this study.
        """
        stored = self.archive.retrieve.instances_of(None, study_ids=frozenset({study_id}))
        images = {each.id: each for each in stored}
        for each in wish.pictures:
            image = images.get(each.place.instance_id)
            if image is None or not 1 <= each.place.frame <= image.number_of_frames:
                raise NotFoundError("There is no such picture in this study.")
        drawn = self.annotations.of_study(study_id) if wish.has_annotations else ()
        cells = (self._cell(images[each.place.instance_id], each, drawn, wish) for each in wish.pictures)
        head = self._head(self.views.header(study_id), wish)
        return film_sheets(cells, len(wish.pictures), head, wish.grid, wish.language)

    def _head(self, header: StudyHeader, wish: FilmWish) -> Head:
        rules, logo = self.rules.of(header.hospital_id), self.rules.logo(header.hospital_id)
        patient = header.patient
        sex = _SEXES[wish.language].get(patient.sex, patient.sex)
        return Head(
            rules.heading or header.hospital,
            rules.department,
            (patient.name, patient.id, sex, _date(patient.birth_date)) if wish.has_names else (),
            (
                header.description or " ".join(header.modalities),
                *((_date(header.date), header.accession_number) if wish.has_names else ()),
            ),
            Image.open(io.BytesIO(logo), formats=("PNG",)) if logo else None,
        )

    def _cell(self, image: StoredInstance, wanted: Wanted, drawn: Sequence[Recorded], wish: FilmWish) -> Cell:
        try:
            facts, _ = self.facts.of(image, "")[wanted.place.frame - 1]
            rendering = Rendering(wanted.window, _viewport(image, wish), is_inverted=wanted.is_inverted)
            drawing = self.archive.pictures.drawn(image, wanted.place.frame, rendering)
        except FilmlessError:
            # One that can't be shown keeps no other from the film; its place says so.
            return Cell(None, 1.0, None, {}, (_NOT_SHOWN[wish.language],))
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
                        _LOSSY[wish.language] if facts.is_lossy else "",
                        f"C {number_text(window.center)} W {number_text(window.width)}" if window else "",
                    ),
                )
            ),
            tuple(figures_on(drawn, wanted.place, (facts.rows, facts.columns), lie, wish.language)),
        )


def _viewport(image: StoredInstance, wish: FilmWish) -> Viewport | None:
    """Nothing is enlarged."""
    longest = max(image.rows or wish.side, image.columns or wish.side)
    return Viewport(wish.side, wish.side) if longest > wish.side else None


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


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else displayable(text)
