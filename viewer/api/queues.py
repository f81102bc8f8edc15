"""What waits for a person, over HTTP: studies that fit no order, objects that were kept aside."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from imaging.access.actors import Action
from imaging.archive.quarantine import Quarantine
from viewer.api.call import Call, answer_json
from viewer.api.shapes import DecisionIn, PageQuery, QuarantinedOut, QuarantineOut, QuestionOut, QuestionsOut


def list_questions(call: Call) -> Response:
    """List the studies that wait."""
    call.require(Action.SEE_QUESTIONS)
    page = call.read_query(PageQuery)
    found = call.house.bindings.questions(call.hospital_id, limit=page.limit, offset=page.offset)
    call.reader.lists(Action.SEE_QUESTIONS, "questions", len(found))
    return answer_json(QuestionsOut(questions=[QuestionOut.of(each) for each in found]))


def settle_question(call: Call) -> Response:
    """Decide which order a study belongs to, or that it belongs to none."""
    call.require(Action.SETTLE)
    decision = call.read(DecisionIn)
    call.house.bindings.settle(
        call.actor,
        call.path["study"],
        decision.order_id,
        call.hospital_id,
        seen_variants=decision.seen_variants,
    )
    return Response(status_code=HTTPStatus.NO_CONTENT)


def list_quarantine(call: Call) -> Response:
    """List what was kept aside."""
    call.require(Action.SEE_QUESTIONS)
    page = call.read_query(PageQuery)
    found = Quarantine(call.house.index).list(call.hospital_id, limit=page.limit, offset=page.offset)
    call.reader.lists(Action.SEE_QUESTIONS, "quarantine", len(found))
    shapes = [QuarantinedOut(**{name: getattr(each, name) for name in QuarantinedOut.model_fields}) for each in found]
    return answer_json(QuarantineOut(objects=shapes))
