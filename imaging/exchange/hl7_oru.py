r"""A result as HL7 v2.5.1: ORU^R01, "unsolicited observation" (section 7.3.1).

::

    MSH  who sends to whom, and the control id by which the receiver knows what came twice
    PID  whose result it is
    ORC  which order it fulfils (RE: observations to follow)
    OBR  what was done: numbers, code, times, who answers for it, and that it is final
    OBX  the study's UID, each part of the text, and the paper within

It is written anew for each try and comes out the same: whatever it says of time was said when it was put.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from imaging.dicom.person_names import split_person_name
from imaging.exchange.hl7_text import (
    ENCODING_CHARACTERS,
    SEGMENT,
    SUBCOMPONENT,
    components,
    escaped,
    escaped_lines,
    moment,
    repeated,
    segment,
)
from imaging.exchange.observation_report import (
    IMAGING_STUDY,
    Concept,
    Exam,
    ObservationReport,
    Patient,
    TextSection,
)

APPLICATION: Final = "FILMLESS"
_STUDY_INSTANCE_UID: Final = ("110180", "Study Instance UID", "DCM")
# Table 0396: a code of the receiver's own, or a text that stands for one.
_LOCAL: Final = "L"
# Table 0465: in letters, in characters, as it sounds.
_NAME_FORMS: Final = ("A", "I", "P")
# Tables 0123 and 0085.
_FINAL: Final = "F"
_SEXES: Final = frozenset({"M", "F", "O"})


@dataclass(frozen=True)
class Envelope:
    """Who sends a message to whom, and when."""

    control_id: str
    at: datetime
    sending_facility: str
    receiving_application: str = ""
    receiving_facility: str = ""
    # In whose time moments are written; None: the machine's own.
    zone: tzinfo | None = None

    def local(self, at: datetime | None) -> str:
        """Write a moment as clocks there show it."""
        return "" if at is None else moment(at.astimezone(self.zone))


def written_oru(report: ObservationReport, envelope: Envelope, pdf: bytes = b"") -> bytes:
    """Write the message; ``pdf`` is the content of the paper that the report keeps, if it does."""
    observations = [segment("OBX", {1: str(number), **fields}) for number, fields in _numbered(report, envelope, pdf)]
    segments = (_msh(envelope), _pid(report.patient), _orc(report), _obr(report, envelope), *observations)
    return "".join(f"{each}{SEGMENT}" for each in segments).encode()


def _msh(envelope: Envelope) -> str:
    # The field separator is itself the first field of this segment, so all numbers stand one lower.
    fields = {
        2: ENCODING_CHARACTERS,
        3: APPLICATION,
        4: escaped(envelope.sending_facility),
        5: escaped(envelope.receiving_application),
        6: escaped(envelope.receiving_facility),
        7: envelope.local(envelope.at),
        9: "ORU^R01^ORU_R01",
        10: escaped(envelope.control_id),
        11: "P",
        12: "2.5.1",
        18: "UNICODE UTF-8",
    }
    return segment("MSH", {number - 1: value for number, value in fields.items()})


def _pid(patient: Patient) -> str:
    return segment(
        "PID",
        {
            1: "1",
            3: components(patient.patient_id, "", "", "", "PI"),
            # The field must be said: a name of the type "unspecified" is how nobody's name is written (table 0200).
            5: repeated(_names(patient.name)) or components("", "", "", "", "", "", "U"),
            7: escaped(patient.birth_date),
            8: patient.sex if patient.sex in _SEXES else "U",
        },
    )


def _names(name: str) -> Iterator[str]:
    """Write each form of a DICOM name as XPN, whose suffix and prefix stand the other way round."""
    for form, group in zip(_NAME_FORMS, split_person_name(name), strict=True):
        if group.strip("^ "):
            family, given, middle, prefix, suffix = (group.split("^") + [""] * 5)[:5]
            yield components(family, given, middle, suffix, prefix, "", "L", form)


def _orc(report: ObservationReport) -> str:
    return segment("ORC", {1: "RE", **_order_numbers(report)})


def _obr(report: ObservationReport, envelope: Envelope) -> str:
    exam = report.exam
    # A name as a person writes it is not divided: it stands whole in the place of the family's (NDL, CNN).
    first, *others = [f"{SUBCOMPONENT}{escaped(author)}" for author in report.authors] or [""]
    return segment(
        "OBR",
        {
            1: "1",
            **_order_numbers(report),
            4: _procedure(exam),
            7: envelope.local(exam.done_at),
            18: escaped(exam.accession_number),
            22: envelope.local(report.reported_at),
            25: _FINAL,
            32: first,
            33: repeated(others),
        },
    )


def _procedure(exam: Exam) -> str:
    """Write what was done by its code, and as it is called there beside it."""
    coded = Concept(exam.code, exam.text, exam.coding_system) if exam.code or exam.text else IMAGING_STUDY
    local = ("", exam.local_text, _LOCAL) if exam.local_text else ()
    return components(*_values(coded), *local)


def _values(concept: Concept) -> tuple[str, str, str]:
    return concept.code, concept.text, concept.coding_system


def _order_numbers(report: ObservationReport) -> dict[int, str]:
    exam = report.exam
    return {2: escaped(exam.placer_order_number), 3: escaped(exam.filler_order_number or exam.accession_number)}


def _numbered(report: ObservationReport, envelope: Envelope, pdf: bytes) -> Iterator[tuple[int, dict[int, str]]]:
    said = {11: _FINAL, 14: envelope.local(report.exam.done_at)}
    for number, observation in enumerate(_observations(report, pdf), start=1):
        yield number, observation | said


def _observations(report: ObservationReport, pdf: bytes) -> Iterator[dict[int, str]]:
    if report.exam.study_instance_uid:
        uid = escaped(report.exam.study_instance_uid)
        yield {2: "ST", 3: components(*_STUDY_INSTANCE_UID), 5: uid}
    for number, section in enumerate(report.sections, start=1):
        yield {2: "FT", 3: _coded(section), 4: str(number), 5: escaped_lines(section.text)}
    if report.pdf is not None:
        encoded = base64.b64encode(pdf).decode()
        paper = components(*_values(report.paper))
        yield {2: "ED", 3: paper, 5: components("", "application", "pdf", "Base64", encoded)}


def _coded(section: TextSection) -> str:
    return components(section.code, section.title, section.coding_system)
