"""The key images of a study as a Key Object Selection Document (PS3.3 A.35.4, PS3.16 TID 2010)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import pydicom
from highdicom.ko import KeyObjectSelection, KeyObjectSelectionDocument
from pydicom.sr.codedict import codes

from imaging.archive.stored import StoredInstance
from imaging.exporting.documents import About, Observer, finished, identity
from imaging.reading.annotations import ImagePlace
from imaging.reading.operations import Recorded

_SERIES_NUMBER: Final = 9003
# The description is one text (PS3.16 TID 2010 row 8); UT would hold more, but nobody reads it.
_LONGEST: Final = 2000


def written_key_objects(
    marked: Iterable[Recorded],
    images: Mapping[int, StoredInstance],
    about: About,
    observer: Observer,
    made_at: datetime,
    series_description: str = "Key images",
) -> bytes:
    """Write which images were marked, and what was said of them.

    Parameters
    ----------
    marked : iterable of Recorded
        Key images of one study.
    images : mapping of int to StoredInstance
        The images by their rows.
    about : About
        The marked images, each once.
    observer : Observer
        Who sends the selection; who marked what stands in the description where it was somebody else.
    made_at : datetime
        Aware.
    series_description : str
        Of the series.
    """
    found = list(marked)
    content = KeyObjectSelection(
        codes.DCM.OfInterest,
        about.evidence(),
        observer_person_context=observer.context(),
        description=_description(found, images, observer) or None,
    )
    document = KeyObjectSelectionDocument(about.evidence(), content, **identity(_SERIES_NUMBER, observer, about))
    _name_frames(document, _frames(found, images))
    return finished(document, about, made_at, series_description)


def _frames(marked: Iterable[Recorded], images: Mapping[int, StoredInstance]) -> Mapping[str, list[int]]:
    """Return the marked frames of objects that have several; one that has a single frame is meant whole."""
    frames: defaultdict[str, set[int]] = defaultdict(set)
    for each in marked:
        place = each.annotation.place
        if isinstance(place, ImagePlace) and images[place.instance_id].number_of_frames > 1:
            frames[images[place.instance_id].sop_instance_uid].add(place.frame)
    return {uid: sorted(numbers) for uid, numbers in frames.items()}


def _name_frames(document: pydicom.Dataset, frames: Mapping[str, list[int]]) -> None:
    for item in document.ContentSequence:
        if item.ValueType == "IMAGE":
            reference: Any = item.ReferencedSOPSequence[0]
            if reference.ReferencedSOPInstanceUID in frames:
                reference.ReferencedFrameNumber = frames[reference.ReferencedSOPInstanceUID]


def _description(marked: Iterable[Recorded], images: Mapping[int, StoredInstance], observer: Observer) -> str:
    lines = []
    for each in marked:
        place, text = each.annotation.place, " ".join(each.annotation.text.split())
        if not isinstance(place, ImagePlace):
            continue
        image = images[place.instance_id]
        number = f"{image.instance_number or ''}" + (f"/{place.frame}" if image.number_of_frames > 1 else "")
        by = "" if each.author.name == observer.name else f"({each.author.name})"
        if text or by:
            lines.append(" ".join(filter(None, (f"{number}:" if number else "", text, by))))
    return "\n".join(lines)[:_LONGEST]
