"""Reads what is wanted on film, and has it set: each picture with its window, as it lies, with what is drawn on it."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image

from imaging.archive.composition import Archive
from imaging.dicom.person_names import displayable
from imaging.errors import LimitError, NotFoundError
from imaging.exporting.cells import Cells, Wanted
from imaging.exporting.film_sheet import Grid, Head, film_sheets
from imaging.orders.report_rules import RulesOfHospitals
from imaging.problems import Problem
from imaging.reading.annotation_log import AnnotationLog
from imaging.reading.frame_facts import FrameFactsReader
from imaging.reading.study_view import StudyHeader, StudyViews
from imaging.reporting.content import Language

MOST_PICTURES: Final = 240
# Of the longer side of a cell: about 300 dots an inch on A4 with four pictures.
_MOST_SIDE: Final = 1240
_ENOUGH_SIDE: Final = 600
_MANY: Final = 12
# Of all pictures together: what a film may cost of memory, in which it grows until it is sent.
_MOST_PIXELS: Final = 64_000_000
_SEXES: Final = {Language.ZH: {"M": "男", "F": "女", "O": "其他"}, Language.EN: {"M": "M", "F": "F", "O": "other"}}


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
        made = Cells(self.archive.pictures, self.facts)
        cells = (
            made.of(images[each.place.instance_id], each, drawn, wish.side, wish.language) for each in wish.pictures
        )
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


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 else displayable(text)
