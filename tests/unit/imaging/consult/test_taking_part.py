from __future__ import annotations

import pytest

from imaging.access.actors import (
    Action,
    Actor,
    Allowed,
    Anonymous,
    Guest,
    Machine,
    PatientLink,
    Person,
    Role,
    TokenScope,
    decide,
)
from imaging.consult.participants import Gathering, Part, Participant
from imaging.consult.states import NEXT, ConsultState

ASKING, ANSWERING = 1, 2
ASKER = Person(10, ASKING, "asker", Role.RADIOLOGIST)
EXPERT = Person(20, ANSWERING, "expert", Role.CLINICIAN)
COLLEAGUE = Person(11, ASKING, "colleague", Role.RADIOLOGIST)
GUEST = Guest(30, 1, ASKING)
OTHERS: tuple[Actor, ...] = (
    COLLEAGUE,
    Person(10_000, ANSWERING, "other", Role.RADIOLOGIST),
    Guest(31, 2, ASKING),
    Machine(1, ASKING, frozenset(TokenScope)),
    PatientLink(1, 1, ASKING, frozenset({5})),
    Anonymous(),
)


def gathering(state: ConsultState = ConsultState.LIVE, guest: Part = Part.SPEAKS) -> Gathering:
    participants = (
        Participant(1, Part.ASKS, "Asker", "A", user_id=10, hospital_id=ASKING),
        Participant(2, Part.SPEAKS, "Expert", "B", user_id=20, hospital_id=ANSWERING),
        Participant(3, guest, "Guest", "C", guest_id=30),
    )
    return Gathering(1, "code", ASKING, 5, state, False, frozenset({7}), frozenset({5}), participants)


def may(actor: Actor, action: Action, of: Gathering) -> bool:
    return isinstance(decide(actor, action, of.scope), Allowed)


@pytest.mark.parametrize("actor", [ASKER, EXPERT, GUEST])
@pytest.mark.parametrize("action", [Action.TAKE_PART, Action.SPEAK, Action.SEE_IMAGES, Action.SEE_REPORTS])
def test_those_who_speak_see_and_say(actor: Actor, action: Action) -> None:
    assert may(actor, action, gathering())


@pytest.mark.parametrize("actor", OTHERS)
@pytest.mark.parametrize("action", list(Action))
def test_nobody_else_does_anything_by_it(actor: Actor, action: Action) -> None:
    assert not may(actor, action, gathering())


def test_only_who_asks_conducts() -> None:
    assert may(ASKER, Action.CONDUCT, gathering())
    assert not may(EXPERT, Action.CONDUCT, gathering())


@pytest.mark.parametrize("part", [Part.WAITS, Part.GONE])
def test_a_guest_who_was_not_let_in_sees_no_picture(part: Part) -> None:
    assert not may(GUEST, Action.SEE_IMAGES, gathering(guest=part))


def test_who_watches_says_nothing() -> None:
    assert may(GUEST, Action.SEE_IMAGES, gathering(guest=Part.WATCHES))
    assert not may(GUEST, Action.SPEAK, gathering(guest=Part.WATCHES))


@pytest.mark.parametrize("state", [each for each in ConsultState if each.is_over])
def test_access_ends_with_it_but_for_the_asking_hospital(state: ConsultState) -> None:
    over = gathering(state)
    assert may(ASKER, Action.SEE_IMAGES, over)
    assert not may(EXPERT, Action.TAKE_PART, over)
    assert not may(GUEST, Action.TAKE_PART, over)


@pytest.mark.parametrize("action", [Action.SEE_IMAGES, Action.DOWNLOAD, Action.SEARCH, Action.BREAK_GLASS])
def test_it_opens_neither_download_nor_lists(action: Action) -> None:
    if action is not Action.SEE_IMAGES:
        assert not may(EXPERT, action, gathering())


def test_what_is_over_goes_on_to_nothing() -> None:
    assert all(not NEXT[state] for state in ConsultState if state.is_over)
    assert not any(state.is_over and state.is_open for state in ConsultState)
