"""What a document in DICOM says of itself: the report, final or not, perhaps the report, or something else.

- A PDF is the report when its coded title is that of a report; another is probably a dose sheet or a form, and a person
  must look.
- A structured report of nothing but text is what a doctor wrote.
- What doctors concluded in a consult says so by its coded title; it is addressed to doctors.
- The other structured reports are the report when their coded title says so. Measurements, doses and what a computer
  detected come in the same kinds of objects and are the images' companions: these are known by title and template. Of
  one that somebody accountable has verified under any other title, a person must say what it is.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from imaging.dicom.header import Header
from imaging.dicom.report_titles import is_companion, is_consult_note, is_report_title
from imaging.dicom.tags import COMPLETION_FLAG, VERIFICATION_FLAG
from imaging.dicom.uids import BASIC_TEXT_SR, COMPREHENSIVE_3D_SR, COMPREHENSIVE_SR, ENCAPSULATED_PDF, ENHANCED_SR

KINDS: Final = (ENCAPSULATED_PDF, BASIC_TEXT_SR, ENHANCED_SR, COMPREHENSIVE_SR, COMPREHENSIVE_3D_SR)


class Sign(Enum):
    """What to do with a document."""

    FINAL = auto()
    DRAFT = auto()
    DOUBTFUL = auto()
    NO_REPORT = auto()
    # What doctors concluded together: no report either, and none of the images' companions that a patient takes along.
    CONSULT_NOTE = auto()


def sign_of(sop_class_uid: str, header: Header) -> Sign:
    """Return what a document of one of ``KINDS`` says of itself."""
    if is_consult_note(header.dataset):
        return Sign.CONSULT_NOTE
    is_titled = is_report_title(header.dataset)
    if sop_class_uid == ENCAPSULATED_PDF:
        return _state(is_final=is_verified_document(header)) if is_titled else Sign.DOUBTFUL
    is_final = is_verified_report(header)
    if is_titled or sop_class_uid == BASIC_TEXT_SR:
        return _state(is_final=is_final)
    return Sign.DOUBTFUL if is_final and not is_companion(header.dataset) else Sign.NO_REPORT


def is_verified_report(header: Header) -> bool:
    """PS3.3 C.17.2: a report is final when it is complete and somebody accountable has verified it."""
    flags = header.dataset.text(COMPLETION_FLAG), header.dataset.text(VERIFICATION_FLAG)
    return flags == ("COMPLETE", "VERIFIED")


def is_verified_document(header: Header) -> bool:
    """PS3.3 C.24.2: an encapsulated document may say whether it was verified, and most say nothing."""
    return header.dataset.text(VERIFICATION_FLAG, "VERIFIED") == "VERIFIED"


def _state(*, is_final: bool) -> Sign:
    return Sign.FINAL if is_final else Sign.DRAFT
