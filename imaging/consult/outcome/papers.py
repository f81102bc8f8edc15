"""Reads what stands on the paper of a conclusion beside it, and has it set."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from PIL import Image

from imaging.access.hospitals import Hospitals
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.facts import Facts
from imaging.consult.outcome.frozen import Frozen
from imaging.consult.outcome.paper import KeyCell, Paper, conclusion_pdf
from imaging.consult.outcome.paper_words import WORDS
from imaging.dicom import tags as tag
from imaging.dicom.person_names import displayable
from imaging.errors import NotFoundError
from imaging.exporting.cells import Cells, Wanted
from imaging.orders.report_rules import RulesOfHospitals
from imaging.orders.whose import Whose
from imaging.reading.annotations import ImagePlace

# Of the longer side of a picture: about 300 dots an inch on half a page.
_SIDE: Final = 1024
# The paper goes over slow lines within a message. The images themselves lie beside it: nobody measures on the paper,
# and at this quality nobody sees a difference there.
_JPEG_QUALITY: Final = 92


@dataclass(frozen=True)
class Papers:
    """Sets conclusions with the heading of the hospital that asked."""

    hospitals: Hospitals
    rules: RulesOfHospitals
    retrieve: Retrieve
    facts: Facts
    cells: Cells
    # None: the machine's own.
    zone: tzinfo | None

    def pdf(
        self,
        conclusion: Conclusion,
        hospital_id: int,
        study_id: int,
        whose: Whose | None = None,
        *,
        is_preview: bool = False,
    ) -> bytes:
        """Return a frozen conclusion as a PDF.

        Parameters
        ----------
        conclusion
            Frozen.
        hospital_id, study_id
            Of the hospital that asked, and what it asked about.
        whose
            Who says whose study it is; None: whoever does at this moment, if anybody.
        is_preview
            Whether more people may sign it.
        """
        frozen = conclusion.frozen
        rules, logo = self.rules.of(hospital_id), self.rules.logo(hospital_id)
        images = self._images(frozen)
        paper = Paper(
            rules.heading or self.hospitals.by_id(hospital_id).name,
            self.facts.now(study_id) if whose is None else self.facts.by(study_id, whose),
            self.zone,
            Image.open(io.BytesIO(logo), formats=("PNG",)) if logo else None,
            tuple(self._key_cells(frozen, images)),
            {place: self._called(images[place.instance_id], place.frame) for place in _places(frozen, images)},
            is_preview,
        )
        return conclusion_pdf(conclusion, paper)

    def _images(self, frozen: Frozen) -> dict[int, StoredInstance]:
        """Return the images that are named or drawn on, by their rows; those that are lost are not among them."""
        found = {}
        for place in dict.fromkeys(_named(frozen)):
            if place.instance_id not in found:
                try:
                    found[place.instance_id] = self.retrieve.by_id(place.instance_id)
                except NotFoundError:
                    continue
        return found

    def _key_cells(self, frozen: Frozen, images: Mapping[int, StoredInstance]) -> Iterator[KeyCell]:
        language = frozen.wording.language
        for each in frozen.wording.key_images:
            image = images.get(each.place.instance_id)
            if image is None:
                continue
            wanted = Wanted(each.place, frozen.window_of(image.series_id))
            cell = self.cells.of(image, wanted, frozen.figures, _SIDE, language)
            name = WORDS[language]["image"].format(number=self._called(image, each.place.frame))
            caption = "  ".join(filter(None, (name, " ".join(each.words.split()))))
            yield KeyCell(replace(cell, top=(), jpeg_quality=_JPEG_QUALITY), caption)

    def _called(self, image: StoredInstance, frame: int) -> str:
        """Return how a picture is found again: the numbers of its series, of itself, and of its frame."""
        series = displayable(self.retrieve.header(image).dataset.text(tag.SERIES_NUMBER).strip())
        number = str(image.instance_number or "")
        if image.number_of_frames > 1:
            number = f"{number}/{frame}" if number else str(frame)
        return " – ".join(filter(None, (series, number)))


def _named(frozen: Frozen) -> Iterable[ImagePlace]:
    yield from (each.place for each in frozen.wording.key_images)
    yield from (each.annotation.place for each in frozen.figures if isinstance(each.annotation.place, ImagePlace))


def _places(frozen: Frozen, images: Mapping[int, StoredInstance]) -> Iterator[ImagePlace]:
    return (place for place in dict.fromkeys(_named(frozen)) if place.instance_id in images)
