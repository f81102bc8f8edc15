"""Whose result it is: as the order of the study says, or, where the hospital ordered none here, as its images say.

A final result under the number of somebody else can't be taken back by anybody here. So while a person must still
decide whose study it is, or while some of what its images say was not judged yet, there is no answer, and the result
waits. That nobody ordered a study is no such doubt: then its images alone say whose it is.

What a consult comes to is stored in the study and repeats what an image says of its patient; it is no doubt about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.errors import ConflictError
from imaging.index.tables import binding_questions, bindings
from imaging.orders.fitting import Identity, Reason, contradictions
from imaging.orders.orders import Order, Orders
from imaging.orders.said import said_within
from imaging.orders.visibility import is_undoubted
from imaging.problems import Problem

# No order is here that it could belong to. Every other reason says that images and an order disagree.
_UNORDERED: Final = frozenset({Reason.NO_ACCESSION_NUMBER, Reason.UNKNOWN_ACCESSION_NUMBER})


@dataclass(frozen=True)
class Whose:
    """Who says whose study it is: all of it comes from the order, or all of it from the images.

    Attributes
    ----------
    order : Order or None
        Of the study; None: it has none.
    is_taken_off : bool
        Whether a person decided that it belongs to no order: then the number in its images names none of its own.
    said : frozenset of Identity
        All that its images say of their patient.
    """

    order: Order | None
    is_taken_off: bool
    said: frozenset[Identity] = field(repr=False)

    def accession_number(self, of_images: str) -> str:
        """Return under which number the receiver knows the exam; empty: under none."""
        if self.order is not None:
            return self.order.accession_number
        return "" if self.is_taken_off else of_images

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """Patient and accession number under which it is known; of images that contradict each other, all of them."""
        if self.order is not None:
            return frozenset({(self.order.patient_id, self.order.accession_number)})
        return frozenset((each.patient_id, self.accession_number(each.accession_number)) for each in self.said)

    @property
    def people(self) -> frozenset[Identity]:
        """Whom it says that the patient is, whatever the exam."""
        if self.order is None:
            return frozenset(replace(each, accession_number="") for each in self.said)
        order = self.order
        who = (order.patient_id, "", order.patient_name, order.patient_birth_date, order.patient_sex)
        return frozenset({Identity("", *who)})


def whose_within(connection: Connection, study_id: int, known: frozenset[Identity] = frozenset()) -> Whose:
    """Return who says whose a study is; what says nothing but what is known by now need not be judged once more.

    Raises
    ------
    ConflictError
        A person must decide first, or not all that its images say was judged.
    """
    asked = binding_questions.c
    question = connection.execute(select(binding_questions).where(asked.study_id == study_id)).one_or_none()
    bound = connection.execute(
        select(bindings.c.order_id, is_undoubted().label("is_sure")).where(bindings.c.study_id == study_id)
    ).one_or_none()
    all_said = said_within(connection, study_id)
    said = frozenset(all_said)
    open_reason = question.reason if question is not None and question.settled_at is None else None
    if bound is not None:
        if not bound.is_sure and (open_reason is not None or not said <= known):
            raise _in_question()
        return Whose(Orders.by_ids_within(connection, {bound.order_id})[bound.order_id], False, said)
    is_judged = question is not None and question.seen_variants == len(all_said)
    if not is_judged and not said <= known:
        raise _in_question()
    if open_reason is not None and open_reason not in _UNORDERED:
        raise _in_question()
    return Whose(None, open_reason is None, said)


def whose_of_all_within(
    connection: Connection, study_ids: Sequence[int], known: Sequence[frozenset[Identity]] = ()
) -> tuple[Whose, ...]:
    """Return who says whose each of these studies is, which are all of one person; ``known`` is told of each.

    Raises
    ------
    ConflictError
        A person must decide about one of them first, or they are not of one person.
    """
    known = known or [frozenset()] * len(study_ids)
    asked = zip(study_ids, known, strict=True)
    found = tuple(whose_within(connection, study_id, said) for study_id, said in asked)
    if not all(_may_be_one(found[0].people, other.people) for other in found[1:]):
        raise ConflictError("These studies are of different people.", Problem.STUDY_IN_QUESTION)
    return found


def _may_be_one(some: Iterable[Identity], others: Iterable[Identity]) -> bool:
    """Whether nothing that the ones and the others say of a person differs; of images that differ, any will do."""
    return any(not contradictions((one, other)) for one in some for other in others)


def _in_question() -> ConflictError:
    return ConflictError("Decide first whose study this is.", Problem.STUDY_IN_QUESTION)
