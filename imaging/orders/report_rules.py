"""What a hospital has decided about its reports: heading, when patients read them, which findings are critical."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from sqlalchemy import Connection, select

from imaging.access.actors import Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import MalformedError
from imaging.index.engine import Index
from imaging.index.tables import report_settings
from imaging.problems import Problem

LONGEST_LINE: Final = 200
MOST_HOURS: Final = 24 * 90
MOST_ENTRIES: Final = 50
MOST_MINUTES: Final = 7 * 24 * 60


class ReleaseRule(StrEnum):
    """When the patient reads a report that was signed."""

    AT_ONCE = "at-once"
    AFTER_HOURS = "after-hours"
    BY_PERSON = "by-person"


@dataclass(frozen=True)
class CriticalKind:
    """A finding that somebody must hear of at once, and how long nobody may have acknowledged it."""

    zh: str
    en: str
    minutes: int

    def __post_init__(self) -> None:
        if not (self.zh.strip() and self.en.strip()) or max(len(self.zh), len(self.en)) > LONGEST_LINE:
            raise MalformedError("A critical finding has a name in both languages.", Problem.FIELD_WRONG, name="kinds")
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise MalformedError("It is escalated after 1 minute to 7 days.", Problem.FIELD_WRONG, name="minutes")


USUAL_KINDS: Final = (
    CriticalKind("颅内出血", "Intracranial haemorrhage", 15),
    CriticalKind("急性大面积脑梗死", "Acute large cerebral infarction", 15),
    CriticalKind("脑疝", "Brain herniation", 15),
    CriticalKind("张力性气胸或大量气胸", "Tension or large pneumothorax", 15),
    CriticalKind("主动脉夹层或动脉瘤破裂", "Aortic dissection or ruptured aneurysm", 15),
    CriticalKind("肺动脉栓塞", "Pulmonary embolism", 15),
    CriticalKind("消化道穿孔", "Perforation of the gastrointestinal tract", 30),
    CriticalKind("急性肠梗阻或肠缺血", "Acute bowel obstruction or ischaemia", 30),
    CriticalKind("实质脏器破裂出血", "Ruptured solid organ with bleeding", 15),
    CriticalKind("宫外孕破裂", "Ruptured ectopic pregnancy", 15),
    CriticalKind("不稳定脊柱骨折或脊髓受压", "Unstable spinal fracture or cord compression", 30),
    CriticalKind("意外发现，疑似恶性肿瘤", "Unexpected finding suspicious of malignancy", 24 * 60),
)


@dataclass(frozen=True)
class ReportRules:
    """One hospital's; checks itself once."""

    # Above every report; empty: the hospital's name.
    heading: str = ""
    department: str = ""
    release: ReleaseRule = ReleaseRule.AT_ONCE
    release_hours: int = 24
    # Words of an exam's description; whose report a clinician talks over with the patient before they read it.
    sensitive_words: tuple[str, ...] = ()
    critical_kinds: tuple[CriticalKind, ...] = field(default=USUAL_KINDS)

    def __post_init__(self) -> None:
        for name in ("heading", "department"):
            text = displayable(getattr(self, name)).strip()
            object.__setattr__(self, name, text)
            if len(text) > LONGEST_LINE or "\n" in text:
                raise MalformedError(
                    f"{name} has at most {LONGEST_LINE} characters.",
                    Problem.FIELD_TOO_LONG,
                    name=name,
                    longest=LONGEST_LINE,
                )
        if not 1 <= self.release_hours <= MOST_HOURS:
            raise MalformedError(f"Hours are 1 to {MOST_HOURS}.", Problem.FIELD_WRONG, name="release_hours")
        words = tuple(dict.fromkeys(word.strip()[:LONGEST_LINE] for word in self.sensitive_words if word.strip()))
        object.__setattr__(self, "sensitive_words", words)
        if len(words) > MOST_ENTRIES or len(self.critical_kinds) > MOST_ENTRIES:
            raise MalformedError(f"At most {MOST_ENTRIES} entries.", Problem.FIELD_WRONG, name="kinds")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what is kept."""
        values: dict[str, Any] = json.loads(text)
        values["release"] = ReleaseRule(values["release"])
        values["sensitive_words"] = tuple(values["sensitive_words"])
        values["critical_kinds"] = tuple(CriticalKind(**kind) for kind in values["critical_kinds"])
        return cls(**values)

    def written(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def is_sensitive(self, description: str) -> bool:
        """Whether an exam of this description needs a clinician's word before the patient reads its report."""
        folded = description.casefold()
        return any(word.casefold() in folded for word in self.sensitive_words)


@dataclass(frozen=True)
class RulesOfHospitals:
    """What every hospital has decided."""

    index: Index
    clock: Clock
    audit: Audit

    def of(self, hospital_id: int) -> ReportRules:
        """Return one hospital's."""
        with self.index.read() as connection:
            return rules_within(connection, hospital_id)

    def logo(self, hospital_id: int) -> bytes | None:
        """Return the picture above its reports, a PNG."""
        query = select(report_settings.c.logo).where(report_settings.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            logo: bytes | None = connection.scalar(query)
        return logo

    def change(self, actor: Actor, hospital_id: int, rules: ReportRules) -> None:
        """Decide anew; what was signed before keeps the rule of its time."""
        self._write(actor, hospital_id, "report-rules", rules=rules.written())

    def change_logo(self, actor: Actor, hospital_id: int, png: bytes | None) -> None:
        """Have another picture above reports that are signed from now on, or none."""
        self._write(actor, hospital_id, "report-logo", logo=png)

    def _write(self, actor: Actor, hospital_id: int, what: str, **values: object) -> None:
        stamp = {"changed_at": self.clock.now(), "changed_by": actor.label[:64]}
        first = {"hospital_id": hospital_id, "rules": ReportRules().written()} | stamp | values
        query = self.index.insert(report_settings).values(first)
        subject = Subject(SubjectKind.HOSPITAL, hospital_id)
        with self.index.write() as connection:
            connection.execute(query.on_conflict_do_update(index_elements=["hospital_id"], set_=stamp | values))
            event = AuditEvent(actor, Action.ADMINISTER, subject, hospital_id=hospital_id, detail={"changed": what})
            self.audit.append(connection, event)


def rules_within(connection: Connection, hospital_id: int) -> ReportRules:
    """Return a hospital's rules as part of a transaction."""
    text = connection.scalar(select(report_settings.c.rules).where(report_settings.c.hospital_id == hospital_id))
    return ReportRules() if text is None else ReportRules.read(text)
