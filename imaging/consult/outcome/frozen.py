"""Everything that a conclusion's signatures stand for, in one canonical form: written once, and only read then."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from imaging.consult.outcome.facts import PatientFacts
from imaging.consult.outcome.wording import Wording, key_image_from_json, referral_from_json
from imaging.exporting.zooms import Zoom
from imaging.pixels.windows import VoiFunction, Window
from imaging.reading.annotations import annotation_from_json
from imaging.reading.measurements import measured_from_json
from imaging.reading.operations import Author, Recorded
from imaging.reporting.content import Language


@dataclass(frozen=True)
class TookPart:
    """Somebody who was in the consult when it was concluded."""

    id: int
    name: str = field(repr=False)
    hospital: str
    part: str
    is_guest: bool


@dataclass(frozen=True)
class Question:
    """What was asked, by whom and when."""

    code: str
    text: str = field(repr=False)
    asked_at: datetime
    is_referral: bool


@dataclass(frozen=True)
class Concerned:
    """Whose study and which images a conclusion is about, in names that they have everywhere.

    Everything else says it by rows of the index, which name nothing by themselves.

    Attributes
    ----------
    study_id : int
        Which study was asked about.
    patient : PatientFacts
        Whom it was said to show when it was concluded.
    studies, series, instances : mapping of int to str
        UIDs by rows: of all that the consult opened, and of the images that are named or drawn on.
    """

    study_id: int
    patient: PatientFacts = field(repr=False)
    studies: Mapping[int, str]
    series: Mapping[int, str]
    instances: Mapping[int, str]

    def to_json(self) -> dict[str, Any]:
        """Return what is written down of it."""
        named = (("studies", self.studies), ("series", self.series), ("instances", self.instances))
        uids = {what: {str(row): uid for row, uid in rows.items()} for what, rows in named}
        return {"study_id": self.study_id, "patient": vars(self.patient), **uids}


@dataclass(frozen=True)
class Frozen:
    """A conclusion as it was frozen.

    Attributes
    ----------
    figures : tuple of Recorded
        What stood in the room, measured by the server; the author's number is that of a participant.
    windows : mapping of int to (center, width)
        How the series, by their rows, were windowed when they were presented last.
    zooms : mapping of int to Zoom
        How those that were enlarged then were; what was frozen by an older version says nothing of it.
    sequence, chain : int, str
        The room's log up to that moment (docs/decisions/consults.md).
    concerned : Concerned or None
        Whose study it is about; what was frozen by an older version says nothing of it.
    """

    version: int
    question: Question
    wording: Wording
    took_part: tuple[TookPart, ...]
    figures: tuple[Recorded, ...]
    windows: Mapping[int, tuple[float, float]]
    sequence: int
    chain: str
    zooms: Mapping[int, Zoom] = field(default_factory=dict)
    concerned: Concerned | None = None

    def window_of(self, series_id: int) -> Window | None:
        """Return how a series was windowed when it was presented last."""
        found = self.windows.get(series_id)
        if found is None:
            return None
        return Window(*found) if found[1] >= 1 else Window(*found, VoiFunction.LINEAR_EXACT)

    def written(self) -> str:
        """Write it down: the same conclusion is always the same text."""
        values = {
            "version": self.version,
            "question": {
                "code": self.question.code,
                "text": self.question.text,
                "asked_at": self.question.asked_at.isoformat(),
                "is_referral": self.question.is_referral,
            },
            **self.wording.to_json(),
            "took_part": [vars(each) for each in self.took_part],
            "figures": [each.to_json() | {"study_id": each.study_id} for each in self.figures],
            "windows": {str(series_id): list(window) for series_id, window in self.windows.items()},
            "zooms": {str(series_id): [each.factor, each.right, each.down] for series_id, each in self.zooms.items()},
            "room": {"sequence": self.sequence, "chain": self.chain},
            **({} if self.concerned is None else {"concerned": self.concerned.to_json()}),
        }
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(written: str) -> bytes:
    """Return the SHA-256 of what was written."""
    return hashlib.sha256(written.encode()).digest()


def frozen_of(written: str) -> Frozen:
    """Read what `Frozen.written` wrote."""
    values = json.loads(written)
    asked, room = values["question"], values["room"]
    return Frozen(
        values["version"],
        Question(asked["code"], asked["text"], datetime.fromisoformat(asked["asked_at"]), asked["is_referral"]),
        wording_from_json(values),
        tuple(TookPart(**each) for each in values["took_part"]),
        tuple(map(_figure, values["figures"])),
        {int(series_id): (window[0], window[1]) for series_id, window in values["windows"].items()},
        room["sequence"],
        room["chain"],
        {int(series_id): Zoom(*each) for series_id, each in values.get("zooms", {}).items()},
        _concerned(values["concerned"]) if "concerned" in values else None,
    )


def wording_from_json(values: Mapping[str, Any]) -> Wording:
    """Read what `Wording.to_json` wrote."""
    return Wording(
        Language(values["language"]),
        values["opinion"],
        values["plan"],
        referral_from_json(values["referral"]) if values["referral"] else None,
        tuple(map(key_image_from_json, values["key_images"])),
    )


def _concerned(values: Mapping[str, Any]) -> Concerned:
    studies, series, instances = (
        {int(row): uid for row, uid in values[what].items()} for what in ("studies", "series", "instances")
    )
    return Concerned(values["study_id"], PatientFacts(**values["patient"]), studies, series, instances)


def _figure(values: Mapping[str, Any]) -> Recorded:
    author = values["author"]
    return Recorded(
        values["id"],
        values["study_id"],
        values["version"],
        values["sequence"],
        values["is_deleted"],
        annotation_from_json(values["annotation"]),
        measured_from_json(values["measured"]),
        Author(author["id"], author["name"], author["hospital"]),
        datetime.fromisoformat(values["at"]),
    )
