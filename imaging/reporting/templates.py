"""Templates: what a report of some exam begins with, the hospital's, one's own, and those that come with the house.

What stands in braces, `{left or right}`, is to be filled in; pages jump from one to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import report_templates
from imaging.orders.orders import Order
from imaging.problems import Problem
from imaging.reporting.content import Content, Language
from imaging.reporting.shipped_templates import SHIPPED, ShippedTemplate

_BETWEEN_WORDS: Final = re.compile(r"[,，、;；\n]+")
_LONGEST: Final = 200


@dataclass(frozen=True)
class NewTemplate:
    """A template as somebody writes it."""

    title: str
    content: Content = field(repr=False)
    modality: str = ""
    # Between commas; one of them must be found in the exam's description.
    procedure_words: str = ""
    patient_sex: str = ""
    is_personal: bool = True

    def __post_init__(self) -> None:
        for name in ("title", "procedure_words"):
            object.__setattr__(self, name, displayable(getattr(self, name)).strip())
        object.__setattr__(self, "modality", self.modality.strip().upper()[:16])
        if not self.title:
            raise MalformedError("A template needs a title.", Problem.FIELD_MISSING, name="title")
        if max(len(self.title), len(self.procedure_words)) > _LONGEST:
            raise MalformedError("That is too long.", Problem.FIELD_TOO_LONG, name="title", longest=_LONGEST)
        if self.patient_sex not in {"", "M", "F"}:
            raise MalformedError("The sex is M, F or empty.", Problem.FIELD_WRONG, name="patient_sex")


@dataclass(frozen=True)
class Template:
    """A template that can be chosen."""

    # Of the hospital's and one's own: the number of the row; of those that come with the house: their word.
    key: str
    title: str
    content: Content = field(repr=False)
    modality: str
    procedure_words: str
    patient_sex: str
    # None: one that comes with the house.
    hospital_id: int | None = None
    owner_id: int | None = None
    changed_at: datetime | None = None

    def rank(self, order: Order) -> int:
        """Return how well it fits an exam; 0: not at all."""
        if self.patient_sex and order.patient_sex and self.patient_sex != order.patient_sex:
            return 0
        is_of_kind = bool(self.modality) and _same_modality(self.modality, order.modality)
        if self.modality and order.modality and not is_of_kind:
            return 0
        description = order.procedure_description.casefold()
        words = words_of(self.procedure_words)
        is_found = any(word.casefold() in description for word in words)
        if words and not is_found:
            return 1 if is_of_kind else 0
        return 2 + 2 * is_found + is_of_kind + 2 * (self.owner_id is not None) + (self.hospital_id is not None)


@dataclass(frozen=True)
class Templates:
    """Everybody's templates."""

    index: Index
    clock: Clock
    audit: Audit

    def list(self, person: Person) -> tuple[Template, ...]:
        """Return what somebody can choose from: their own, their hospital's, those that come with the house."""
        with self.index.read() as connection:
            rows = connection.execute(_seen_by(person).order_by(report_templates.c.title, report_templates.c.id)).all()
        return (*(_template(row) for row in rows), *(_shipped(each) for each in SHIPPED))

    def fitting(self, person: Person, order: Order, language: Language) -> tuple[Template, ...]:
        """Return those for an exam, the best first."""
        spoken = (each for each in self.list(person) if each.content.language is language)
        return ranked(spoken, order)

    def by_key(self, person: Person, key: str) -> Template:
        """Return one that somebody can choose."""
        found = next((each for each in self.list(person) if each.key == key), None)
        if found is None:
            raise NotFoundError("There is no such template.")
        return found

    def add(self, person: Person, new: NewTemplate) -> None:
        """Keep a template."""
        values = _values(new) | {
            "hospital_id": person.hospital_id,
            "owner_id": person.user_id if new.is_personal else None,
        }
        with self.index.write() as connection:
            connection.execute(insert(report_templates).values(values | self._stamp(person)))
            self.audit.append(connection, _event(person))

    def change(self, person: Person, template_id: int, new: NewTemplate) -> None:
        """Write one anew."""
        self._change(person, template_id, _values(new) | self._stamp(person))

    def retire(self, person: Person, template_id: int) -> None:
        """Offer it no more."""
        self._change(person, template_id, {"retired_at": self.clock.now()})

    def _change(self, person: Person, template_id: int, values: Mapping[str, object]) -> None:
        seen = _seen_by(person).with_only_columns(report_templates.c.id)
        query = update(report_templates).where(report_templates.c.id == template_id, report_templates.c.id.in_(seen))
        with self.index.write() as connection:
            if connection.execute(query.values(values)).rowcount == 0:
                raise NotFoundError("There is no such template.")
            self.audit.append(connection, _event(person))

    def _stamp(self, person: Person) -> dict[str, object]:
        return {"changed_at": self.clock.now(), "changed_by": person.login[:64]}


def ranked(templates: Iterable[Template], order: Order) -> tuple[Template, ...]:
    """Return the templates that fit, the best first."""
    fitting = [(each.rank(order), each) for each in templates]
    return tuple(each for rank, each in sorted(fitting, key=lambda pair: -pair[0]) if rank)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words between the commas."""
    return tuple(word.strip() for word in _BETWEEN_WORDS.split(text) if word.strip())


def _same_modality(one: str, other: str) -> bool:
    radiographs = {"CR", "DX", "DR"}
    return one == other or {one, other} <= radiographs


def _seen_by(person: Person) -> Select[tuple[object, ...]]:
    kept = report_templates.c
    own = or_(kept.owner_id.is_(None), kept.owner_id == person.user_id)
    return select(report_templates).where(kept.hospital_id == person.hospital_id, own, kept.retired_at.is_(None))


def _values(new: NewTemplate) -> dict[str, object]:
    return {
        "title": new.title,
        "language": new.content.language,
        "modality": new.modality,
        "procedure_words": new.procedure_words,
        "patient_sex": new.patient_sex,
        "sections": new.content.written(),
    }


def _template(row: Row[tuple[object, ...]]) -> Template:
    return Template(
        str(row.id),
        row.title,
        Content.read(row.language, row.sections),
        row.modality,
        row.procedure_words,
        row.patient_sex,
        row.hospital_id,
        row.owner_id,
        row.changed_at,
    )


def _shipped(each: ShippedTemplate) -> Template:
    content = Content.of_browser(each.language, {key.value: markup for key, markup in each.sections.items()})
    return Template(each.key, each.title, content, each.modality, each.procedure_words, each.patient_sex)


def _event(person: Person) -> AuditEvent:
    subject = Subject(SubjectKind.HOSPITAL, person.hospital_id)
    return AuditEvent(person, "keep-template", subject, hospital_id=person.hospital_id)
