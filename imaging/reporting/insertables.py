"""What was measured and marked in an exam's images, for a report to refer to.

A reference in a text names a measurement (the annotation and its version) or a key image; the words that stand in it
are always made here, so that no number is ever mistyped and none is forged by a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PIL import Image

from imaging.archive.pictures import Pictures
from imaging.archive.retrieve import Retrieve
from imaging.errors import FilmlessError
from imaging.index.engine import Index
from imaging.orders.visibility import visible_study_ids
from imaging.pixels.render import Rendering
from imaging.pixels.viewport import Viewport
from imaging.reading.annotation_log import AnnotationLog
from imaging.reading.annotations import ImagePlace, Kind
from imaging.reading.measurements import Value
from imaging.reading.operations import Recorded
from imaging.reporting.content import Content, Language
from imaging.reporting.report_pdf import KeyPicture
from imaging.reporting.rich_text import Run, write

KEY_SIDE: Final = 1024
_MOST_PICTURES: Final = 12
_NAMES: Final[dict[Language, dict[str, str]]] = {
    Language.ZH: {
        "area": "面积",
        "perimeter": "周长",
        "mean": "均值",
        "sd": "标准差",
        "value": "值",
        "image": "图 {number}",
    },
    Language.EN: {
        "area": "area",
        "perimeter": "perimeter",
        "mean": "mean",
        "sd": "SD",
        "value": "value",
        "image": "image {number}",
    },
}
# Of what fills an area these are told; of a line or an angle the number itself.
_TOLD: Final = ("area", "mean", "sd", "value")
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Insertable:
    """Something that a report can refer to."""

    reference: str
    is_key_image: bool
    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class Insertables:
    """Reads annotations, and puts their words into texts."""

    index: Index
    annotations: AnnotationLog
    retrieve: Retrieve
    pictures: Pictures

    def of_order(self, order_id: int, language: Language) -> tuple[Insertable, ...]:
        """Return what can be referred to, the latest first."""
        found = self._recorded(order_id)
        offered = (self._insertable(each, language) for each in sorted(found, key=lambda each: each.at, reverse=True))
        return tuple(each for each in offered if each is not None)

    def resolved(self, order_id: int, content: Content) -> Content:
        """Return a content whose references say what is true; what refers to nothing is a word like others."""
        if not any(run.is_reference for run in _runs(content)):
            return content
        texts = self._texts(order_id, content)
        sections = {
            key: write(replace(each, runs=tuple(_resolved(run, texts) for run in each.runs)) for each in paragraphs)
            for key, paragraphs in content.paragraphs.items()
        }
        return Content(content.language, sections)

    def key_pictures(self, order_id: int, content: Content) -> Sequence[KeyPicture]:
        """Return the key images that a content refers to, as they are printed; each once."""
        wanted = dict.fromkeys(run.key_image for run in _runs(content) if run.key_image)
        found = {each.id: each for each in self._recorded(order_id) if each.annotation.kind is Kind.KEY_IMAGE}
        drawn = (self._drawn(found[each], content.language) for each in list(wanted)[:_MOST_PICTURES] if each in found)
        return [each for each in drawn if each is not None]

    def _recorded(self, order_id: int) -> list[Recorded]:
        with self.index.read() as connection:
            study_ids = visible_study_ids(connection, order_id)
        return [each for study_id in sorted(study_ids) for each in self.annotations.of_study(study_id)]

    def _texts(self, order_id: int, content: Content) -> Mapping[tuple[str, str], str]:
        """Return the words of every reference in a content, of the version that it names."""
        with self.index.read() as connection:
            study_ids = visible_study_ids(connection, order_id)
        named = {run.measurement.split(".")[0] for run in _runs(content) if run.measurement}
        texts: dict[tuple[str, str], str] = {}
        for each in self._recorded(order_id):
            if each.annotation.kind is Kind.KEY_IMAGE:
                texts["", each.id] = self._caption(each, content.language)
        for study_id in study_ids:
            for each in self.annotations.of_study(study_id):
                if each.id in named:
                    for version in self.annotations.versions(study_id, each.id):
                        text = value_text(version.measured.values, content.language)
                        if text and not version.is_deleted:
                            texts[f"{version.id}.{version.version}", ""] = text
        return texts

    def _insertable(self, each: Recorded, language: Language) -> Insertable | None:
        if each.annotation.kind is Kind.KEY_IMAGE:
            text = self._caption(each, language)
            return Insertable(each.id, True, text, each.author.name, each.at)
        text = value_text(each.measured.values, language)
        if not text:
            return None
        return Insertable(f"{each.id}.{each.version}", False, text, each.author.name, each.at)

    def _caption(self, each: Recorded, language: Language) -> str:
        """Return what stands for a key image: its number in its series, and what somebody wrote to it."""
        place, number = each.annotation.place, ""
        if isinstance(place, ImagePlace):
            instance = self.retrieve.by_id(place.instance_id)
            number = str(place.frame if instance.number_of_frames > 1 else instance.instance_number or place.frame)
        words = _SPACES.sub(" ", each.annotation.text).strip()
        name = _NAMES[language]["image"].format(number=number).strip()
        return f"{name} {words}".strip()

    def _drawn(self, each: Recorded, language: Language) -> KeyPicture | None:
        place = each.annotation.place
        if not isinstance(place, ImagePlace):
            return None
        instance = self.retrieve.by_id(place.instance_id)
        side = min(KEY_SIDE, max(instance.rows or KEY_SIDE, instance.columns or KEY_SIDE))
        try:
            drawing = self.pictures.drawn(instance, place.frame, Rendering(viewport=Viewport(side, side)))
        except FilmlessError:
            # A picture that can't be shown keeps nobody from signing; its reference still names it.
            return None
        return KeyPicture(Image.fromarray(drawing.pixels), self._caption(each, language))


def value_text(values: Iterable[Value], language: Language) -> str:
    """Return a measurement in words."""
    names, by_name = _NAMES[language], {each.name: each for each in values}
    bare = [by_name[name] for name in ("length", "width", "angle") if name in by_name]
    if bare:
        numbers = " × ".join(_number(each) for each in bare)
        return f"{numbers}{'' if bare[0].unit == '°' else ' '}{bare[0].unit}"
    told = [by_name[name] for name in _TOLD if name in by_name]
    return ", ".join(f"{names[each.name]} {_number(each)} {each.unit}".strip() for each in told)


def _number(value: Value) -> str:
    return f"{value.value:.0f}" if abs(value.value) >= 1000 else f"{value.value:.1f}"


def _runs(content: Content) -> Iterable[Run]:
    return (run for paragraphs in content.paragraphs.values() for each in paragraphs for run in each.runs)


def _resolved(run: Run, texts: Mapping[tuple[str, str], str]) -> Run:
    if not run.is_reference:
        return run
    text = texts.get((run.measurement, run.key_image))
    return Run(run.text, run.is_bold) if text is None else replace(run, text=text)
