"""A study for somebody who must not learn whose it is: sex and age stay; names and numbers go, and what shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from imaging.consult.naming import Naming
from imaging.reading.frame_facts import FrameFacts
from imaging.reading.object_kinds import ObjectKind, kind_of
from imaging.reading.study_view import PatientView, SeriesView, StudyHeader, StudyView
from imaging.reading.waveforms import Recording

# Their words and curves can be shown without a name; everything else beside images is pages that somebody wrote.
SHOWN_KINDS: Final = frozenset(
    {
        ObjectKind.STRUCTURED_REPORT,
        ObjectKind.ECG,
        ObjectKind.WAVEFORM,
        ObjectKind.KEY_OBJECTS,
        ObjectKind.PRESENTATION_STATE,
        ObjectKind.SEGMENTATION,
    }
)
# The keys behind which stand words of people and devices: of objects that were brought along, and of conclusions.
_TEXTS: Final = frozenset(
    {"label", "description", "creator", "title", "group", "name", "text"}
    | {"opinion", "plan", "words", "author", "hospital", "department", "how"}
)
# What the youngest are counted in.
_DAYS, _MONTHS = 31, 24


def age_at(birth_date: str, study_date: str) -> str:
    """Return how old somebody was, as DICOM writes it (PS3.5 section 6.2, AS); empty: unknown."""
    born, seen = (re.fullmatch(r"(\d{4})(\d\d)(\d\d)", date) for date in (birth_date, study_date))
    if born is None or seen is None or birth_date > study_date:
        return ""
    (year, month, day), (then_year, then_month, then_day) = (tuple(map(int, found.groups())) for found in (born, seen))
    months = 12 * (then_year - year) + then_month - month - (then_day < day)
    if months < 1:
        return f"{min(max((then_day - day) % _DAYS, 0), _DAYS):03}D"
    return f"{months:03}M" if months < _MONTHS else f"{months // 12:03}Y"


def hidden_header(header: StudyHeader, naming: Naming) -> StudyHeader:
    """Return what a study says of itself without saying whose it is."""
    return replace(
        header,
        accession_number="",
        description=naming.without(header.description),
        patient=PatientView("", "", "", header.patient.sex),
    )


def hidden_study(view: StudyView, naming: Naming) -> StudyView:
    """Return a study without what names its patient; which pictures may be shown was decided before."""
    return StudyView(
        hidden_header(view.header, naming),
        tuple(_series(each, naming) for each in view.series),
        tuple(each for each in view.others if kind_of(each.sop_class_uid) in SHOWN_KINDS),
    )


def hidden_texts(told: Any, naming: Naming) -> Any:
    """Return JSON values with their texts without names; what is meant for programs stays as it is."""
    if isinstance(told, Mapping):
        return {
            key: naming.without(value) if key in _TEXTS and isinstance(value, str) else hidden_texts(value, naming)
            for key, value in told.items()
        }
    return [hidden_texts(each, naming) for each in told] if isinstance(told, list) else told


def hidden_recordings(found: Iterable[Recording], naming: Naming) -> tuple[Recording, ...]:
    """Return curves whose labels name nobody."""
    return tuple(
        replace(
            each,
            label=naming.without(each.label),
            channels=tuple(
                replace(curve, name=naming.without(curve.name), unit=naming.without(curve.unit))
                for curve in each.channels
            ),
        )
        for each in found
    )


def _series(series: SeriesView, naming: Naming) -> SeriesView:
    film = series.film
    said = replace(film, description=naming.without(film.description), body_part=naming.without(film.body_part))
    facts = tuple(_facts(each, naming) for each in series.facts)
    return replace(series, film=said, protocol=naming.without(series.protocol), facts=facts)


def _facts(facts: FrameFacts, naming: Naming) -> FrameFacts:
    table = facts.voi_table
    return replace(
        facts,
        view=naming.without(facts.view),
        unit=naming.without(facts.unit),
        windows=tuple(replace(each, explanation=naming.without(each.explanation)) for each in facts.windows),
        voi_table=None if table is None else replace(table, explanation=naming.without(table.explanation)),
        has_overlay=False,
    )
