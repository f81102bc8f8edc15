"""Who may do what in which state, written out once more by hand."""

from __future__ import annotations

import pytest

from imaging.consult.asking.standings import Deed, Standing, deeds_of, may, require
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, ForbiddenError, NotFoundError
from imaging.problems import Problem

REQUESTED, ACCEPTED, SCHEDULED, LIVE, CONCLUDED, CLOSED, DECLINED, WITHDRAWN = ConsultState
# A letter for each state in which it may be done, in the order of the states.
TABLE = {
    (Standing.ASKS, Deed.SEE): "RASLOCDW",
    (Standing.ASKS, Deed.ENTER): "RASLOCDW",
    (Standing.ASKS, Deed.PROPOSE): " ASL    ",
    (Standing.ASKS, Deed.SCHEDULE): " ASL    ",
    (Standing.ASKS, Deed.BEGIN): " AS     ",
    (Standing.ASKS, Deed.INVITE): "RASL    ",
    (Standing.ASKS, Deed.OPEN_MORE): "RASL    ",
    (Standing.ASKS, Deed.SET_PART): "RASL    ",
    (Standing.ASKS, Deed.WITHDRAW): "RASL    ",
    (Standing.SPEAKS, Deed.SEE): "RASLOCDW",
    (Standing.SPEAKS, Deed.ENTER): "RASLO   ",
    (Standing.SPEAKS, Deed.PROPOSE): " ASL    ",
    (Standing.SPEAKS, Deed.BEGIN): " AS     ",
    (Standing.SPEAKS, Deed.HAND_ON): "RASL    ",
    (Standing.WATCHES, Deed.SEE): "RASLOCDW",
    (Standing.WATCHES, Deed.ENTER): "RASLO   ",
    (Standing.WATCHES, Deed.HAND_ON): "RASL    ",
    (Standing.INVITED, Deed.SEE): "RASLOCDW",
    (Standing.INVITED, Deed.ACCEPT): "RASL    ",
    (Standing.INVITED, Deed.DECLINE): "RASL    ",
    (Standing.INVITED, Deed.HAND_ON): "RASL    ",
    (Standing.SETTLED, Deed.SEE): "RASLOCDW",
}


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("deed", Deed)
def test_who_may_do_what_in_which_state(standing: Standing, deed: Deed) -> None:
    row = TABLE.get((standing, deed), " " * len(ConsultState))
    allowed = [state for state, letter in zip(ConsultState, row, strict=True) if letter != " "]
    assert [state for state in ConsultState if may(standing, deed, state)] == allowed
    assert [state for state in ConsultState if deed in deeds_of(standing, state)] == allowed


def test_a_refusal_says_whether_it_is_the_person_or_the_moment() -> None:
    require(Standing.INVITED, Deed.ACCEPT, REQUESTED)
    with pytest.raises(NotFoundError):
        require(Standing.NONE, Deed.SEE, REQUESTED)
    with pytest.raises(ForbiddenError) as refused:
        require(Standing.SPEAKS, Deed.WITHDRAW, ACCEPTED)
    assert refused.value.problem is Problem.CONSULT_NOT_YOURS
    with pytest.raises(ConflictError) as late:
        require(Standing.ASKS, Deed.WITHDRAW, CONCLUDED)
    assert (late.value.problem, late.value.told) == (Problem.CONSULT_STATE, {"state": "concluded"})
    with pytest.raises(ConflictError) as answered:
        require(Standing.SETTLED, Deed.ACCEPT, ACCEPTED)
    assert answered.value.problem is Problem.CONSULT_ANSWERED
