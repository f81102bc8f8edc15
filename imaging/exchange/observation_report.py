"""A result for a hospital's information system, as values; HL7 is made of it when it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from imaging.errors import MalformedError


@dataclass(frozen=True)
class Patient:
    """Whose result it is, in the words of the hospital that receives it."""

    # As the receiver itself numbers its patients.
    patient_id: str = field(repr=False)
    # As DICOM writes it, with its groups: Wang^Xiaoming=王^小明.
    name: str = field(default="", repr=False)
    # YYYYMMDD; empty: unknown.
    birth_date: str = field(default="", repr=False)
    sex: str = ""


@dataclass(frozen=True)
class Concept:
    """What something is, by a code."""

    code: str
    text: str
    coding_system: str = "LN"


# What an exam, and a paper about one, is that nobody gave a code.
IMAGING_STUDY: Final = Concept("18748-4", "Diagnostic imaging study")


@dataclass(frozen=True)
class Exam:
    """What was examined, or done about an exam, and under which numbers it is known."""

    accession_number: str = field(repr=False)
    # The number of whoever ordered it, and of whoever filled the order; empty: its accession number.
    placer_order_number: str = field(default="", repr=False)
    filler_order_number: str = field(default="", repr=False)
    code: str = ""
    text: str = ""
    # Whose code it is; empty: the receiver's own.
    coding_system: str = ""
    study_instance_uid: str = ""
    done_at: datetime | None = None
    # What people there call it, beside a code that is not theirs.
    local_text: str = ""

    def __post_init__(self) -> None:
        _check_aware(self.done_at)


@dataclass(frozen=True)
class TextSection:
    """One part of what was concluded, in one language."""

    # Such as 19005-8 of LN, the impression of an imaging study.
    code: str
    title: str
    text: str = field(repr=False)
    language: str = "zh"
    coding_system: str = "LN"


@dataclass(frozen=True)
class KeptPdf:
    """A PDF that was kept before (`Outbox.keep_pdf`); it goes within the message."""

    file_key: str
    # What a slow line needs time for; 0 where it was put before that was noted.
    size_bytes: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ObservationReport:
    """What becomes an ORU^R01; it is final, and replaces nothing that was sent before."""

    patient: Patient
    exam: Exam
    reported_at: datetime
    # Names of those who stand for it, as people write them; the first one answers for it.
    authors: tuple[str, ...] = ()
    sections: tuple[TextSection, ...] = ()
    pdf: KeptPdf | None = None
    # What the PDF is.
    paper: Concept = IMAGING_STUDY

    def __post_init__(self) -> None:
        _check_aware(self.reported_at)


def _check_aware(moment: datetime | None) -> None:
    if moment is not None and moment.tzinfo is None:
        raise MalformedError("A moment of a report needs a time zone.")
