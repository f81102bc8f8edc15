"""A study as the viewer is told of it; `viewer/web/src/engine/study.ts` names the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from imaging.archive.descriptions import UNSHOWABLE
from imaging.archive.stored import StoredInstance
from imaging.dicom.person_names import displayable
from imaging.dicom.uids import sop_class_name
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.presets import presets_for
from imaging.pixels.windows import Window
from imaging.reading.frame_facts import FrameFacts
from imaging.reading.object_kinds import kind_of
from imaging.reading.priors import PriorStudies, PriorStudy
from imaging.reading.study_view import SeriesView, StudyView

Document = dict[str, Any]


def study_document(view: StudyView, priors: PriorStudies, hospital_id: int) -> Document:
    """Everything that opening a study needs, for somebody of a hospital."""
    header = asdict(view.header)
    return header | {
        "is_own": view.header.hospital_id == hospital_id,
        "series": [series_document(each) for each in view.series],
        "others": [other_document(each) for each in view.others],
        "priors": [prior_document(each, hospital_id) for each in priors.same],
        "perhaps": [prior_document(each, hospital_id) for each in priors.perhaps],
    }


def prior_document(prior: PriorStudy, hospital_id: int) -> Document:
    """An exam to compare with, and whether it is one of their own hospital."""
    return asdict(prior) | {"is_own": prior.hospital_id == hospital_id}


def series_document(series: SeriesView) -> Document:
    """A series: frames are ``[instance, frame, facts, instance number, x, y, z]``, the place left out if unknown."""
    film = series.film
    return {
        "key": film.key,
        "id": film.id,
        "number": film.number,
        "modality": film.modality,
        "description": film.description,
        "body_part": film.body_part,
        "protocol": series.protocol,
        "laterality": series.laterality,
        "part": {"kind": film.part.kind, "number": film.part.number} if film.part and film.is_divided else None,
        "is_localizer": film.is_localizer,
        "spacing_mm": series.stack.spacing_mm,
        "problems": sorted(series.stack.problems),
        "presets": [
            {"key": preset.key, "zh": preset.chinese, "en": preset.english, "window": window_document(preset.window)}
            for preset in presets_for(film.modality, film.body_part)
        ],
        "facts": [facts_document(each) for each in series.facts],
        "frames": [
            [frame.instance_id, frame.number, frame.facts, frame.instance_number, *(frame.position or ())]
            for frame in series.frames
        ],
    }


def facts_document(facts: FrameFacts) -> Document:
    """What frames have in common."""
    return asdict(facts) | {
        "windows": [window_document(each) for each in facts.windows],
        "voi_table": None if facts.voi_table is None else table_document(facts.voi_table),
    }


def table_document(table: LookupTable) -> Document:
    """A table in the place of a window: consecutive entries from the value ``first`` on."""
    return {
        "first": table.first_mapped,
        "bits": table.bits,
        "entries": table.entries.tolist(),
        "explanation": displayable(table.explanation),
    }


def window_document(window: Window) -> Document:
    """A window, with the explanation that the file gives."""
    return {
        "center": window.center,
        "width": window.width,
        "function": window.function,
        "explanation": displayable(window.explanation),
    }


def other_document(instance: StoredInstance) -> Document:
    """What is no image: which kind it is, and why nothing of it is drawn."""
    reason = json.loads(instance.description or "{}").get(UNSHOWABLE, "")
    return {
        "instance_id": instance.id,
        "kind": kind_of(instance.sop_class_uid),
        "sop_class": sop_class_name(instance.sop_class_uid),
        "number": instance.instance_number,
        "bytes": instance.size_bytes,
        "reason": reason,
    }
