"""The queue of studies that fit no order exactly: what each says, beside the orders that it may belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.orders.binding import Question
from imaging.orders.fitting import differences
from imaging.problems import Problem
from viewer.desk.asked import Asked, Body, Wanted
from viewer.desk.door import DeskPages
from viewer.desk.order_json import plain

MOST_CANDIDATES = 20
# Of so many different things that a study says, candidates are searched for.
MOST_NAMED = 10


class Decision(Body):
    """Which order a study belongs to; None: to no order at all."""

    order_id: int | None
    # How many different things the page showed: nobody decides about what they have not seen.
    seen_variants: int


class QuestionPages(DeskPages):
    """The queue as a person works through it."""

    def routes(self) -> list[Route]:
        """Give the queue, the orders that a study may belong to, and the decision."""
        return [
            self.door.route("GET", "/questions", Action.SEE_QUESTIONS, self.list),
            self.door.route("GET", "/questions/{study_id:int}", Action.SEE_QUESTIONS, self.show),
            self.door.route("POST", "/questions/{study_id:int}/search", Action.SEE_QUESTIONS, self.search),
            self.door.route("POST", "/questions/{study_id:int}", Action.SETTLE, self.settle),
        ]

    def list(self, asked: Asked) -> dict[str, Any]:
        """Answer with what waits, the oldest first."""
        found = self.house.bindings.questions(asked.hospital_id)
        asked.reader.lists(Action.SEE_QUESTIONS, "questions", len(found))
        return {"questions": [_plain(question) for question in found]}

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with one question and its candidates: the order of its number first, then those of whom it names."""
        return self._with_candidates(asked, "")

    def search(self, asked: Asked) -> dict[str, Any]:
        """Answer with one question and its candidates: the order of its number first, then what a search finds."""
        return self._with_candidates(asked, asked.form(Wanted).text.strip())

    def settle(self, asked: Asked) -> dict[str, Any]:
        """Note a person's decision."""
        decision = asked.form(Decision)
        self.house.bindings.settle(
            asked.person,
            asked.path["study_id"],
            decision.order_id,
            asked.hospital_id,
            seen_variants=decision.seen_variants,
        )
        return {}

    def _with_candidates(self, asked: Asked, text: str) -> dict[str, Any]:
        question = self._question(asked)
        candidates = {}
        if question.candidate_order_id is not None:
            candidate = self.house.orders.by_id(question.candidate_order_id, asked.hospital_id)
            candidates[candidate.id] = candidate
        for wanted in (text,) if text else _named(question):
            if wanted:
                found = self.house.orders.list(asked.hospital_id, text=wanted, limit=MOST_CANDIDATES)
                candidates |= {order.id: order for order in found if order.cancelled_at is None}
        asked.reader.sees(Action.SEE_QUESTIONS, Subject(SubjectKind.STUDY, question.study_id))
        asked.reader.lists(
            Action.SEE_QUESTIONS, "candidates", len(candidates), {"study": question.study_id, "text": text}
        )
        return {
            "question": _plain(question),
            # What differs is for the rule to say: it knows which names are one.
            "candidates": [
                plain(order) | {"differing": differences(question.said, order)} for order in candidates.values()
            ],
        }

    def _question(self, asked: Asked) -> Question:
        waiting = self.house.bindings.questions(asked.hospital_id, limit=1000)
        found = next((each for each in waiting if each.study_id == asked.path["study_id"]), None)
        if found is None:
            raise NotFoundError("Nothing is asked about this study any more.", Problem.STUDY_DECIDED)
        return found


def _named(question: Question) -> Iterable[str]:
    """Give whom the study's instances name, each once."""
    said = question.said[:MOST_NAMED]
    return dict.fromkeys(word for each in said for word in (each.patient_id, each.patient_name.split("=")[0]))


def _plain(question: Question) -> dict[str, Any]:
    return asdict(question) | {"asked_at": question.asked_at.isoformat()}
