"""What kinds of objects lie beside the images of a study, so that a page names each in its reader's words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from imaging.dicom import uids


class ObjectKind(StrEnum):
    """A kind with a word of its own."""

    PDF = "pdf"
    STRUCTURED_REPORT = "structured-report"
    KEY_OBJECTS = "key-objects"
    PRESENTATION_STATE = "presentation-state"
    ECG = "ecg"
    WAVEFORM = "waveform"
    SEGMENTATION = "segmentation"
    RADIOTHERAPY = "radiotherapy"
    VIDEO = "video"
    OTHER = "other"


_ROOT: Final = "1.2.840.10008.5.1.4.1.1."
# By the beginnings of Storage SOP Class UIDs (PS3.6 annex A), the longest first.
_KINDS: Final = {
    "104.": ObjectKind.PDF,
    "88.59": ObjectKind.KEY_OBJECTS,
    "88.": ObjectKind.STRUCTURED_REPORT,
    "11.": ObjectKind.PRESENTATION_STATE,
    "9.1.1": ObjectKind.ECG,
    "9.1.2": ObjectKind.ECG,
    "9.1.3": ObjectKind.ECG,
    "9.": ObjectKind.WAVEFORM,
    "66.4": ObjectKind.SEGMENTATION,
    "66.5": ObjectKind.SEGMENTATION,
    "77.1.1.1": ObjectKind.VIDEO,
    "77.1.2.1": ObjectKind.VIDEO,
    "77.1.4.1": ObjectKind.VIDEO,
    "481.": ObjectKind.RADIOTHERAPY,
}


def kind_of(sop_class_uid: str) -> ObjectKind:
    """Return the kind of an object by its class."""
    if sop_class_uid == uids.ENCAPSULATED_PDF:
        return ObjectKind.PDF
    below = sop_class_uid.removeprefix(_ROOT)
    if below == sop_class_uid:
        return ObjectKind.OTHER
    return next((kind for start, kind in _KINDS.items() if f"{below}.".startswith(start)), ObjectKind.OTHER)
