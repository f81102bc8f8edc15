"""Binds studies to orders by the rule of ``fitting``, and keeps the queue of those it can't bind.

Every pass looks at what the instances of a study say that was not looked at before. So a study that was bound and then
receives an instance of somebody else becomes a question, and is hidden from the patient until a person has decided.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Select, delete, exists, func, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import WORKER, Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.attributes import text_of
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.dicom.tags import STUDY_DESCRIPTION
from imaging.errors import ConflictError, NotFoundError, UnavailableError
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import binding_questions, bindings, orders, studies, study_variants
from imaging.orders.fitting import Asks, Attribute, Fits, Identity, Reason, accession_numbers, concerned, fit
from imaging.orders.orders import Order, Orders
from imaging.orders.said import digest_of, said_within
from imaging.problems import Problem

# Rows become visible in the order of their commits, not of their numbers: so far back a pass looks again.
OVERLAP = 10_000
# How the audit calls what the rule does; what a person decides is ``Action.SETTLE``.
BIND = "bind-study"
QUESTION = "question-study"


class StudiesCameError(UnavailableError):
    """Studies have come near an order while it was changed; begin again."""


@dataclass(frozen=True)
class Said(Identity):
    """What some of a study's instances say about whom they show and why they were made, and what they are."""

    study_date: str
    study_description: str


@dataclass(frozen=True)
class Question:
    """A study that waits for a person."""

    study_id: int
    hospital_id: int
    study_instance_uid: str
    reason: Reason
    candidate_order_id: int | None
    asked_at: datetime
    # Which differ from the candidate, contradict each other or are missing, as the reason says.
    attributes: tuple[Attribute, ...]
    accession_number: str
    patient_id: str = field(repr=False)
    issuer_of_patient_id: str = field(repr=False)
    patient_name: str = field(repr=False)
    patient_birth_date: str = field(repr=False)
    patient_sex: str = field(repr=False)
    study_date: str
    study_description: str
    # How many different things its instances say; more than one needs a closer look. Whoever decides says with it what
    # they have seen.
    variants: int
    # All of them, the first first; the fields above are the first one's.
    said: tuple[Said, ...]


@dataclass
class Bindings:
    """Which study belongs to which order."""

    index: Index
    clock: Clock
    audit: Audit
    _looked_until: int = 0

    def bind_new_studies(self) -> int:
        """Judge every study that said something new, or whose order has come since; return how many were judged."""
        with self.index.read() as connection:
            newest = connection.scalar(select(func.max(study_variants.c.id))) or 0
            found: set[int] = set(connection.scalars(_said_something_new(self._looked_until)))
            found |= set(connection.scalars(_order_has_come()))
        for study_id in sorted(found):
            self._judge(study_id)
        self._looked_until = max(0, newest - OVERLAP)
        return len(found)

    def questions(self, hospital_id: int, *, limit: int = 100, offset: int = 0) -> tuple[Question, ...]:
        """Return what waits for a person, the oldest first."""
        with self.index.read() as connection:
            rows = connection.execute(_questions(hospital_id).limit(limit).offset(offset)).all()
            wanted = select(study_variants).where(study_variants.c.study_id.in_([row.study_id for row in rows]))
            variants = connection.execute(wanted.order_by(study_variants.c.id)).all()
            candidates = Orders.by_ids_within(connection, {row.candidate_order_id for row in rows} - {None})
        return tuple(
            _question(
                row,
                tuple(_said(each) for each in variants if each.study_id == row.study_id),
                candidates.get(row.candidate_order_id),
            )
            for row in rows
        )

    def settle(
        self,
        actor: Actor,
        study_id: int,
        order_id: int | None,
        hospital_id: int,
        *,
        seen_variants: int | None = None,
    ) -> None:
        """Decide: the study belongs to this order, or (None) to no order at all.

        ``seen_variants`` is how many whoever decides was shown (None: they looked at the archive itself); if another
        came since, they must look again.
        """
        with self.index.write() as connection:
            _hold(connection, study_id)
            self._require(connection, study_id, order_id, hospital_id)
            seen = _variants(connection, study_id)
            if seen_variants not in {None, seen}:
                raise ConflictError(
                    "The study has received images that say something else: look at it again.", Problem.STUDY_SAYS_MORE
                )
            connection.execute(delete(bindings).where(bindings.c.study_id == study_id))
            if order_id is not None:
                self._bind(connection, study_id, order_id, seen, actor.label)
            self._ask(connection, study_id, hospital_id, seen, Asks(Reason.CORRECTED), only_if_new=True)
            said = digest_of(said_within(connection, study_id))
            self._close(connection, study_id, hospital_id, seen, actor.label, said)
            detail: dict[str, str | int] = {} if order_id is None else {"order": order_id}
            subject = Subject(SubjectKind.STUDY, study_id)
            self.audit.append(
                connection, AuditEvent(actor, Action.SETTLE, subject, hospital_id=hospital_id, detail=detail)
            )

    def study_ids(self, order_id: int) -> tuple[int, ...]:
        """Return the studies bound to an order, those in question included."""
        with self.index.read() as connection:
            query = select(bindings.c.study_id).where(bindings.c.order_id == order_id)
            return tuple(connection.execute(query.order_by(bindings.c.study_id)).scalars())

    def hold_within(self, connection: Connection, order_id: int, accession_number: str = "") -> frozenset[int]:
        """Let nobody decide about the studies near an order until the transaction ends, and return them.

        It comes before the order itself is changed: whoever decides holds the study first and then the order.
        ``accession_number`` is the one that the order is about to have, if it is another: studies wait for that too.
        """
        query = _near(order_id, accession_number).with_for_update(key_share=True, of=studies)
        return frozenset(connection.scalars(query))

    def reconsider_within(self, connection: Connection, order_id: int, held: frozenset[int]) -> list[AuditEvent]:
        """Judge what is bound to an order, or waits for it, anew: its number or its patient is said otherwise now.

        ``held`` are those that `hold_within` returned before the change, perhaps for the order's former number.

        A study that no longer agrees becomes a question and is hidden until a person has decided, even one that a
        person had bound: they compared it with what the order said then. One that agrees by now is bound. What the
        audit must know is returned, to be the last that the transaction writes.

        Raises
        ------
        StudiesCameError
            Others have come near the order since; begin the transaction again. Whoever decides about them may wait for
            the order, so to wait for them here would be to wait for each other.
        """
        if not held.issuperset(connection.scalars(_near(order_id))):
            raise StudiesCameError("Studies have come to this order meanwhile; try again.", retry_after_seconds=1)
        return [event for study_id in sorted(held) if (event := self._judge_within(connection, study_id)) is not None]

    def _judge(self, study_id: int) -> None:
        with self.index.write() as connection:
            _hold(connection, study_id)
            if self._passed_what_was_decided(connection, study_id):
                return
            event = self._judge_within(connection, study_id)
            if event is not None:
                self.audit.append(connection, event)

    def _passed_what_was_decided(self, connection: Connection, study_id: int) -> bool:
        """Whether a person has decided, and what came since says of nobody but whom they have seen; that is noted.

        Such are our own objects, which repeat what an image says of its patient.
        """
        asked = binding_questions.c
        those = (asked.study_id == study_id, asked.settled_at.is_not(None), asked.settled_by != "")
        said = said_within(connection, study_id)
        if connection.scalar(select(asked.settled_said).where(*those)) != digest_of(said):
            return False
        for table in (bindings, binding_questions):
            connection.execute(update(table).where(table.c.study_id == study_id).values(seen_variants=len(said)))
        return True

    def _judge_within(self, connection: Connection, study_id: int) -> AuditEvent | None:
        """Bind or ask; return what the audit must know, if anything has changed."""
        variants = connection.execute(
            select(study_variants, studies.c.hospital_id)
            .join(studies, studies.c.id == study_variants.c.study_id)
            .where(study_variants.c.study_id == study_id)
        ).all()
        if not variants:
            return None
        hospital_id, seen = variants[0].hospital_id, len(variants)
        said = [_identity(row) for row in variants]
        bound_to = connection.scalar(select(bindings.c.order_id).where(bindings.c.study_id == study_id))
        was_taken_off = bound_to is None and _was_settled(connection, study_id)
        verdict = fit(said, _order_of(connection, hospital_id, said))
        match verdict:
            case Fits(order=order) if was_taken_off:
                verdict = Asks(Reason.CORRECTED, order)
            case Fits(order=order) if bound_to not in {None, order.id}:
                verdict = Asks(Reason.CONTRADICTION, order)
        if isinstance(verdict, Asks):
            self._ask(connection, study_id, hospital_id, seen, verdict)
            return _event(QUESTION, study_id, hospital_id, _told(verdict))
        self._bind(connection, study_id, verdict.order.id, seen, "")
        self._close(connection, study_id, hospital_id, seen, "")
        is_new = bound_to is None
        return _event(BIND, study_id, hospital_id, {"order": verdict.order.id}) if is_new else None

    def _bind(self, connection: Connection, study_id: int, order_id: int, seen: int, bound_by: str) -> None:
        insert = self.index.insert(bindings).values(
            study_id=study_id,
            order_id=order_id,
            bound_by=bound_by[:64],
            bound_at=self.clock.now(),
            seen_variants=seen,
        )
        # Bound before: only what was looked at moves on, who bound it and when stays.
        connection.execute(insert.on_conflict_do_update(index_elements=["study_id"], set_={"seen_variants": seen}))

    def _ask(
        self,
        connection: Connection,
        study_id: int,
        hospital_id: int,
        seen: int,
        asks: Asks,
        *,
        only_if_new: bool = False,
    ) -> None:
        values = {
            "hospital_id": hospital_id,
            "reason": asks.reason,
            "candidate_order_id": None if asks.candidate is None else asks.candidate.id,
            "asked_at": self.clock.now(),
            # Who settled it before stays: what a person took off its order is never bound by the rule again.
            "settled_at": None,
            "seen_variants": seen,
        }
        insert = self.index.insert(binding_questions).values(study_id=study_id, **values)
        if only_if_new:
            connection.execute(insert.on_conflict_do_nothing())
        else:
            connection.execute(insert.on_conflict_do_update(index_elements=["study_id"], set_=values))

    def _close(
        self, connection: Connection, study_id: int, hospital_id: int, seen: int, settled_by: str, said: str = ""
    ) -> None:
        settled = {"settled_at": self.clock.now(), "settled_by": settled_by[:64], "settled_said": said}
        query = update(binding_questions).where(
            binding_questions.c.study_id == study_id, binding_questions.c.hospital_id == hospital_id
        )
        connection.execute(query.values(settled | {"seen_variants": seen}))

    @staticmethod
    def _require(connection: Connection, study_id: int, order_id: int | None, hospital_id: int) -> None:
        """Both must be this hospital's."""
        if connection.scalar(select(studies.c.hospital_id).where(studies.c.id == study_id)) != hospital_id:
            raise NotFoundError("There is no such study.")
        if order_id is None:
            return
        query = select(orders.c.hospital_id).where(orders.c.id == order_id, orders.c.cancelled_at.is_(None))
        # Nobody may change what the order says between the decision and its end: it would not be looked at again.
        if connection.scalar(query.with_for_update(read=True)) != hospital_id:
            raise NotFoundError("There is no such order, or it was cancelled.", Problem.ORDER_NOT_OPEN)


def _event(action: str, study_id: int, hospital_id: int, detail: dict[str, str | int]) -> AuditEvent:
    return AuditEvent(WORKER, action, Subject(SubjectKind.STUDY, study_id), hospital_id=hospital_id, detail=detail)


def _told(asks: Asks) -> dict[str, str | int]:
    """Tell the audit why a person is asked: what it is about by name, and nothing of what it says."""
    attributes = {"attributes": " ".join(asks.attributes)} if asks.attributes else {}
    return {"reason": asks.reason.value, **attributes}


def _said_something_new(after: int) -> Select[tuple[int]]:
    """Find the studies one of whose variants was looked at neither for a binding nor for a question."""
    variant, sibling = study_variants.c, study_variants.alias().c
    said = select(func.count()).where(sibling.study_id == variant.study_id).correlate(study_variants).scalar_subquery()
    is_bound = exists().where(bindings.c.study_id == variant.study_id, bindings.c.seen_variants == said)
    is_asked = exists().where(
        binding_questions.c.study_id == variant.study_id, binding_questions.c.seen_variants == said
    )
    return select(variant.study_id).distinct().where(variant.id > after, ~is_bound, ~is_asked)


def _near(order_id: int, accession_number: str = "") -> Select[tuple[int]]:
    """Find the studies that are bound to an order, and those that wait and name its number or this one."""
    question, variant = binding_questions.c, study_variants.c
    numbers = (orders.c.accession_number, *filter(None, [accession_number]))
    asked = (
        select(question.study_id)
        .join(study_variants, variant.study_id == question.study_id)
        .join(orders, orders.c.hospital_id == question.hospital_id)
        .where(orders.c.id == order_id, question.settled_at.is_(None))
        .where(variant.accession_number.in_(numbers))
    )
    bound = select(bindings.c.study_id).where(bindings.c.order_id == order_id)
    return select(studies.c.id).where(studies.c.id.in_(bound) | studies.c.id.in_(asked)).order_by(studies.c.id)


def _order_has_come() -> Select[tuple[int]]:
    """Find the studies that waited for an order which is here by now."""
    question, variant = binding_questions.c, study_variants.c
    return (
        select(question.study_id)
        .distinct()
        .join(study_variants, variant.study_id == question.study_id)
        .join(
            orders,
            (orders.c.hospital_id == question.hospital_id) & (orders.c.accession_number == variant.accession_number),
        )
        .where(question.reason == Reason.UNKNOWN_ACCESSION_NUMBER, question.settled_at.is_(None))
    )


def _questions(hospital_id: int) -> Select[tuple[object, ...]]:
    question = binding_questions.c
    return (
        select(
            question.study_id,
            question.hospital_id,
            studies.c.study_instance_uid,
            question.reason,
            question.candidate_order_id,
            question.asked_at,
        )
        .join(studies, studies.c.id == question.study_id)
        .where(question.hospital_id == hospital_id, question.settled_at.is_(None))
        .order_by(question.asked_at, question.study_id)
    )


def _hold(connection: Connection, study_id: int) -> None:
    """Let one at a time decide about a study; what the rule and a person read before they decide is then still true."""
    connection.execute(select(studies.c.id).where(studies.c.id == study_id).with_for_update(key_share=True))


def _variants(connection: Connection, study_id: int) -> int:
    """How many different things a study's instances say by now; they become more and never less."""
    query = select(func.count()).where(study_variants.c.study_id == study_id)
    return connection.scalar(query) or 0


def _was_settled(connection: Connection, study_id: int) -> bool:
    """Whether a person has decided about this study once."""
    query = select(binding_questions.c.settled_by).where(binding_questions.c.study_id == study_id)
    return bool(connection.scalar(query))


def _order_of(connection: Connection, hospital_id: int, said: list[Identity]) -> Order | None:
    numbers = accession_numbers(said)
    if len(numbers) != 1:
        return None
    return Orders.by_accession_within(connection, hospital_id, next(iter(numbers)))


def _identity(row: Row[tuple[object, ...]]) -> Identity:
    return Identity(**{name: getattr(row, name) for name in Identity.__dataclass_fields__})


def _question(row: Row[tuple[object, ...]], said: tuple[Said, ...], candidate: Order | None) -> Question:
    reason = Reason(row.reason)
    return Question(
        **values_of(row) | asdict(said[0]) | {"reason": reason},
        attributes=concerned(reason, said, candidate),
        variants=len(said),
        said=said,
    )


def _said(row: Row[tuple[object, ...]]) -> Said:
    shown = {name: displayable(getattr(row, name)) for name in (*Identity.__dataclass_fields__, "study_date")}
    return Said(**shown, study_description=text_of(row.attributes, STUDY_DESCRIPTION))
