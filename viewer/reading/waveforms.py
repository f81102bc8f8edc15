"""Electrocardiograms and other waveforms: what they are, and each recording on millimetre paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom.elements import DataSet
from imaging.errors import MalformedError, NotFoundError
from imaging.problems import Problem
from imaging.reading.ecg_sheet import SheetWish, ecg_svg
from imaging.reading.waveforms import WAVEFORM_DATA, WAVEFORM_SEQUENCE, Recording, notes, recordings
from viewer.desk.asked import Asked, Sent
from viewer.desk.door import Door


@dataclass(frozen=True)
class WaveformPages:
    """Waveforms for whoever may see the study."""

    door: Door

    def routes(self) -> list[Route]:
        """Give what there is, and the drawing."""
        path = "/instances/{instance_id:int}"
        return [
            self.door.route("GET", f"{path}/waveform", Action.SEE_IMAGES, self.told),
            self.door.route("GET", f"{path}/waveform/{{number:int}}.svg", Action.SEE_IMAGES, self.drawn),
        ]

    def told(self, asked: Asked) -> dict[str, Any]:
        """Answer with which recordings there are, and what the device wrote to them."""
        dataset, found = recordings_of(self.door.house.archive.retrieve, self._instance(asked))
        return told_recordings(found) | {"notes": list(notes(dataset))}

    def drawn(self, asked: Asked) -> Response:
        """Answer with a recording as SVG, which loads nothing and runs nothing."""
        _, found = recordings_of(self.door.house.archive.retrieve, self._instance(asked))
        return drawing_of(asked, found, "private, max-age=3600")

    def _instance(self, asked: Asked) -> StoredInstance:
        house = self.door.house
        instance = house.archive.retrieve.by_id(asked.path["instance_id"])
        subject = Subject(SubjectKind.STUDY, instance.study_id)
        asked.reader.sees(Action.SEE_IMAGES, subject, house.reach.scope(instance.study_id))
        return instance


def recordings_of(retrieve: Retrieve, instance: StoredInstance) -> tuple[DataSet, tuple[Recording, ...]]:
    """Return the data set of an object and its recordings."""
    dataset = retrieve.header(instance).dataset

    def data(number: int) -> bytes:
        bulk = retrieve.bulk(instance, f"{WAVEFORM_SEQUENCE:08X}/{number}/{WAVEFORM_DATA:08X}")
        if bulk.value is not None:
            return bulk.value
        return retrieve.read(instance, bulk.offset or 0, bulk.length)

    return dataset, recordings(dataset, data)


def told_recordings(found: Sequence[Recording]) -> dict[str, Any]:
    """Return which recordings there are."""
    return {
        "recordings": [
            {
                "label": each.label,
                "seconds": each.seconds,
                "frequency": each.frequency,
                "channels": [channel.name for channel in each.channels],
            }
            for each in found
        ]
    }


def drawing_of(asked: Sent, found: Sequence[Recording], cache_control: str) -> Response:
    """Answer with the recording that an address names by ``number`` as SVG, which loads nothing and runs nothing."""
    wish = _wish(asked)
    if not 0 <= asked.path["number"] < len(found):
        raise NotFoundError("There is no such recording.")
    headers = {"Cache-Control": cache_control, "Content-Security-Policy": "sandbox; default-src 'none'"}
    return Response(ecg_svg(found[asked.path["number"]], wish), media_type="image/svg+xml", headers=headers)


def _wish(asked: Sent) -> SheetWish:
    try:
        speed, gain = (float(asked.query.get(name, usual)) for name, usual in (("speed", "25"), ("gain", "10")))
    except ValueError as error:
        raise MalformedError("Speed and gain are numbers.", Problem.FIELD_WRONG, name="speed") from error
    return SheetWish(speed, gain, asked.query.get("rows") == "1")
