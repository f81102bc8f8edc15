"""A conclusion as the asking hospital's information system is told of it: a result in HL7, a notice to a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.paper_words import WORDS
from imaging.consult.outcome.signatures import Meaning
from imaging.consult.outcome.wording import Referral
from imaging.consult.participants import Part
from imaging.dicom.documents import DocumentSubject
from imaging.exchange.condition import Condition
from imaging.exchange.observation_report import (
    Concept,
    Exam,
    KeptPdf,
    ObservationReport,
    Patient,
    TextSection,
)
from imaging.orders.whose import Whose

# LOINC: what each part of a conclusion is.
_NOTE: Final = Concept("11488-4", "Consult note")
_OPINION: Final = "51848-0"
_PLAN: Final = "18776-5"
_REFERRAL: Final = "57133-1"
_DISSENT: Final = "48767-8"


@dataclass(frozen=True)
class Told:
    """What a result is made of.

    Attributes
    ----------
    subject : DocumentSubject
        Whom and what it is about, as the images say.
    whose : Whose
        Who says whose it is: the order in the words of the hospital that receives it, or the images.
    condition : Condition
        That all studies that it tells of stay whose they are until it leaves.
    """

    conclusion: Conclusion
    subject: DocumentSubject = field(repr=False)
    whose: Whose = field(repr=False)
    condition: Condition = field(repr=False)
    closed_at: datetime


def observation_report(told: Told, pdf: KeptPdf, code: str, zone: tzinfo | None) -> ObservationReport:
    """Return what becomes an ORU^R01.

    Parameters
    ----------
    told, pdf
        What it says, and its paper.
    code
        Of the consult: it is a result of its own, which must not take the place of the exam's.
    zone
        In which the clocks of the hospital's devices go; None: the machine's own.
    """
    frozen, subject = told.conclusion.frozen, told.subject
    return ObservationReport(
        _patient(told),
        Exam(
            told.whose.accession_number(subject.accession_number),
            filler_order_number=code,
            code=_NOTE.code,
            text=_NOTE.text,
            coding_system=_NOTE.coding_system,
            local_text=WORDS[frozen.wording.language]["title"],
            study_instance_uid=subject.study_instance_uid,
            # A result without a moment of what it observed is none (HL7 v2.5.1, 4.5.3.7).
            done_at=_examined_at(subject, zone) or told.closed_at,
        ),
        told.closed_at,
        tuple(_stand_for_it(told.conclusion)),
        tuple(_sections(told.conclusion)),
        pdf,
        _NOTE,
    )


def _stand_for_it(conclusion: Conclusion) -> Iterator[str]:
    """Give who agrees, with a dissent or without: who asked first, for they answer for it; never who only was there."""
    asks = {each.id for each in conclusion.frozen.took_part if each.part == Part.ASKS}
    signed = [each for each in conclusion.signatures if each.meaning is not Meaning.TOOK_PART]
    for each in sorted(signed, key=lambda signature: signature.participant_id not in asks):
        yield each.name


def _examined_at(subject: DocumentSubject, zone: tzinfo | None) -> datetime | None:
    """Return when the study was begun, as its images say; None: they say no day, or write none that is one."""
    written = subject.study_date.ljust(8, "-") + subject.study_time.partition(".")[0].replace(":", "").ljust(6, "0")
    try:
        at = datetime.strptime(f"{written}+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    # The images say no zone: it is the house's.
    return at.replace(tzinfo=None).astimezone() if zone is None else at.replace(tzinfo=zone)


def _patient(told: Told) -> Patient:
    """Return whom it is about: all of it as the order says, or all of it as the images say."""
    order, subject = told.whose.order, told.subject
    if order is None:
        return Patient(
            subject.patient_id,
            name=subject.patient_name,
            birth_date=subject.patient_birth_date,
            sex=subject.patient_sex,
        )
    return Patient(
        order.patient_id, name=order.patient_name, birth_date=order.patient_birth_date, sex=order.patient_sex
    )


def _sections(conclusion: Conclusion) -> Sequence[TextSection]:
    wording = conclusion.frozen.wording
    words, language = WORDS[wording.language], wording.language.value
    by_id = {each.id: each for each in conclusion.frozen.took_part}
    sections = [TextSection(_OPINION, words["opinion"], wording.opinion, language)]
    if wording.plan:
        sections.append(TextSection(_PLAN, words["plan"], wording.plan, language))
    if wording.referral is not None:
        sections.append(TextSection(_REFERRAL, words["referral"], _referral(wording.referral, words), language))
    for number, dissent in sorted(conclusion.dissents.items()):
        who = by_id.get(number)
        title = f"{words['dissent']} – {who.name}" if who else words["dissent"]
        sections.append(TextSection(_DISSENT, title, dissent.text, language))
    return sections


def _referral(referral: Referral, words: dict[str, str]) -> str:
    rows = (
        ("to", referral.hospital),
        ("department", referral.department),
        ("when", referral.at.isoformat(timespec="minutes") if referral.at else ""),
        ("how", referral.how),
    )
    return "\n".join(f"{words[name]}: {value}" for name, value in rows if value)


def notice(told: Told, code: str, objects: Sequence[tuple[str, str]], base_url: str) -> str:
    """Return what a web hook is told: numbers and names of objects, and no word of whom it is about."""
    return json.dumps(
        {
            "event": "consult.closed",
            "consult": code,
            "version": told.conclusion.version,
            "closed_at": told.closed_at.isoformat(),
            "study_instance_uid": told.subject.study_instance_uid,
            "objects": [{"kind": kind, "sop_instance_uid": uid} for kind, uid in objects],
            "sha256": (told.conclusion.sha256 or b"").hex(),
            "url": f"{base_url}/c/{code}",
        },
        separators=(",", ":"),
    )
