"""Who may do what in a room: each rule lets through what is in order, and says why it refuses the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from imaging.access.actors import Guest, Person, Role
from imaging.consult.participants import Part
from imaging.consult.room.bodies import Body
from imaging.consult.room.bounds import MOST_CHARACTERS, MOST_FIGURES, MOST_LASTING
from imaging.consult.room.grounds import Grounds, Picture
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal, entering, going_live, proposed
from imaging.consult.room.rules import Situation, check
from imaging.consult.room.standing import Member
from imaging.consult.room.state import Drawing, Message, RoomState
from imaging.consult.room.wanted import Do
from imaging.consult.states import ConsultState
from imaging.problems import Problem
from tests.houses import NOON

ASKER, SPEAKER, WATCHER, WAITING, GONE, OTHER, NOBODY = 1, 2, 3, 4, 5, 6, 99
STUDY, SERIES, IMAGE = 10, 20, 30
PARTS = {
    ASKER: Part.ASKS,
    SPEAKER: Part.SPEAKS,
    WATCHER: Part.WATCHES,
    WAITING: Part.WAITS,
    GONE: Part.GONE,
    OTHER: Part.SPEAKS,
}
# Guests all of them but who asks: what they may is what the consult opens, and nothing else.
ACTORS: dict[int, Person | Guest] = {
    who: Person(who, 1, f"p{who}", Role.RADIOLOGIST) if who == ASKER else Guest(who, 1, 1, f"Guest {who}")
    for who in (*PARTS, NOBODY)
}
MINE, FOREIGN, ERASED, NEW = (str(UUID(int=number)) for number in (1, 2, 3, 4))
FIGURE = {"kind": "length", "place": {"instance_id": IMAGE, "frame": 1}, "points": [[1.0, 1.0], [5.0, 5.0]]}
DO: TypeAdapter[Any] = TypeAdapter(Do)


def drawing(name: str, author: int, version: int = 3, *, is_erased: bool = False) -> Drawing:
    return Drawing(name, author, version, 7, FIGURE, is_erased)


STATE = RoomState(
    sequence=9,
    entered=frozenset({SPEAKER}),
    presenter=SPEAKER,
    drawings={
        MINE: drawing(MINE, SPEAKER),
        FOREIGN: drawing(FOREIGN, OTHER),
        ERASED: drawing(ERASED, SPEAKER, is_erased=True),
    },
    messages={8: Message(8, ASKER, {"text": "?"})},
)
ROOM = Situation(
    STATE,
    {who: Member(part, user_id=who) if who == ASKER else Member(part, guest_id=who) for who, part in PARTS.items()},
    ConsultState.LIVE,
    Grounds(frozenset({STUDY}), frozenset({SERIES}), {IMAGE: Picture(SERIES, 2), 31: Picture(21, 1)}),
    1,
)


def does(who: int, kind: str, present: tuple[int, ...] = (ASKER, SPEAKER), **body: Any) -> Proposal:
    said = DO.validate_json(DO.dump_json(DO.validate_python(_lax(kind, body), strict=False)))
    return proposed(said, 1, who, frozenset(present), ACTORS[who], "")


def _lax(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"says": "do", "id": str(UUID(int=100)), "kind": kind, "body": body}


def look(series: str = f"{STUDY}/{SERIES}") -> dict[str, Any]:
    shown = {
        "series": series, "plane": "acquired", "page": 0, "point": None, "window": None, "isInverted": False,
        "zoom": 1.0, "pan": [0.0, 0.0], "rotation": 0.0, "isFlippedHorizontally": False,
        "isFlippedVertically": False, "slab": None, "cine": None, "hung": None,
    }  # fmt: skip
    return {"rows": 1, "columns": 1, "active": 0, "isLinked": False, "viewports": [shown]}


def drawn(name: str, base: int, **place: int) -> dict[str, Any]:
    return {"drawing": name, "base": base, "annotation": FIGURE | {"place": {"instance_id": IMAGE, "frame": 1} | place}}


# What is done, and the word that it is refused with; None: it is in order.
CASES: dict[str, tuple[Proposal, Problem | None]] = {
    "who watches says nothing": (does(WATCHER, "say", text="a"), Problem.ROOM_PART),
    "who waits does nothing": (does(WAITING, "raise", is_up=True), Problem.ROOM_PART),
    "who was taken out does nothing": (does(GONE, "raise", is_up=True), Problem.ROOM_PART),
    "who takes no part does nothing": (does(NOBODY, "raise", is_up=True), Problem.ROOM_PART),
    "who watches raises a hand": (does(WATCHER, "raise", is_up=True), None),
    "who speaks lets nobody in": (does(SPEAKER, "part", participant=WAITING, part="speaks"), Problem.ROOM_PART),
    "somebody speaks": (does(SPEAKER, "say", text="a"), None),
    "to somebody": (does(SPEAKER, "say", text="a", mentions=[ASKER, OTHER]), None),
    "to nobody": (does(SPEAKER, "say", text="a", mentions=[ASKER, NOBODY]), Problem.ROOM_NOBODY),
    "in answer": (does(SPEAKER, "say", text="a", replies_to=8), None),
    "in answer to nothing": (does(SPEAKER, "say", text="a", replies_to=7), Problem.NOT_FOUND),
    "of a study that is not open": (does(SPEAKER, "say", text="a", study=11), Problem.ROOM_PICTURE),
    "with a view that is not open": (does(SPEAKER, "say", text="a", view=look("10/21")), Problem.ROOM_PICTURE),
    "a new figure": (does(SPEAKER, "draw", **drawn(NEW, 0)), None),
    "a new figure that is based on something": (does(SPEAKER, "draw", **drawn(NEW, 1)), Problem.ANNOTATION_CHANGED),
    "a change": (does(SPEAKER, "draw", **drawn(MINE, 3)), None),
    "a change of what was seen before": (does(SPEAKER, "draw", **drawn(MINE, 2)), Problem.ANNOTATION_CHANGED),
    "a change of another's": (does(SPEAKER, "draw", **drawn(FOREIGN, 3)), Problem.ANNOTATION_OF_ANOTHER),
    "who asks changes another's": (does(ASKER, "draw", **drawn(FOREIGN, 3)), Problem.ANNOTATION_OF_ANOTHER),
    "an erased one comes back": (does(SPEAKER, "draw", **drawn(ERASED, 3)), None),
    "on another series": (does(SPEAKER, "draw", **drawn(NEW, 0, instance_id=31)), Problem.ROOM_PICTURE),
    "on nothing": (does(SPEAKER, "draw", **drawn(NEW, 0, instance_id=32)), Problem.ROOM_PICTURE),
    "on a frame too far": (does(SPEAKER, "draw", **drawn(NEW, 0, frame=3)), Problem.ROOM_PICTURE),
    "one's own goes": (does(SPEAKER, "erase", drawing=MINE, base=3), None),
    "another's does not go": (does(SPEAKER, "erase", drawing=FOREIGN, base=3), Problem.ANNOTATION_OF_ANOTHER),
    "unless who asks takes it": (does(ASKER, "erase", drawing=FOREIGN, base=3), None),
    "not what was seen before": (does(SPEAKER, "erase", drawing=MINE, base=2), Problem.ANNOTATION_CHANGED),
    "not what is gone": (does(SPEAKER, "erase", drawing=ERASED, base=3), Problem.NOT_FOUND),
    "not what never was": (does(SPEAKER, "erase", drawing=NEW, base=1), Problem.NOT_FOUND),
    "a sketch": (does(SPEAKER, "drawing", drawing=NEW, annotation=FIGURE), None),
    "a sketch of one's own": (does(SPEAKER, "drawing", drawing=MINE, annotation=None), None),
    "a sketch of another's": (
        does(SPEAKER, "drawing", drawing=FOREIGN, annotation=None),
        Problem.ANNOTATION_OF_ANOTHER,
    ),
    "a pointer": (does(OTHER, "point", place=FIGURE["place"], at=[1.0, 1.0]), None),
    "a pointer elsewhere": (
        does(OTHER, "point", place={"instance_id": 31, "frame": 1}, at=[1.0, 1.0]),
        Problem.ROOM_PICTURE,
    ),
    "who presents looks": (does(SPEAKER, "look", view=look()), None),
    "who does not": (does(ASKER, "look", view=look()), Problem.NOT_PRESENTING),
    "who presents hands over": (does(SPEAKER, "present", participant=OTHER), None),
    "or stops": (does(SPEAKER, "present", participant=None), None),
    "not to who watches": (does(SPEAKER, "present", participant=WATCHER), Problem.ROOM_NOBODY),
    "not to nobody": (does(ASKER, "present", participant=NOBODY), Problem.ROOM_NOBODY),
    "who asks presents always": (does(ASKER, "present", participant=ASKER), None),
    "others not while somebody does": (does(OTHER, "present", participant=OTHER), Problem.NOT_PRESENTING),
    "but when they are away": (does(OTHER, "present", (ASKER, OTHER), participant=OTHER), None),
    "and for nobody else": (does(OTHER, "present", (OTHER,), participant=ASKER), Problem.NOT_PRESENTING),
    "somebody is let in": (does(ASKER, "part", participant=WAITING, part="speaks"), None),
    "nobody is not": (does(ASKER, "part", participant=NOBODY, part="speaks"), Problem.ROOM_NOBODY),
    "nor who was taken out": (does(ASKER, "part", participant=GONE, part="speaks"), Problem.ROOM_PART),
    "nor who asks is taken out": (does(ASKER, "part", participant=ASKER, part="gone"), Problem.ROOM_PART),
    "somebody enters": (entering(1, OTHER, ACTORS[OTHER]), None),
    "but once": (entering(1, SPEAKER, ACTORS[SPEAKER]), Problem.CONFLICT),
    "who waits does not enter": (entering(1, WAITING, ACTORS[WAITING]), Problem.ROOM_PART),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_rule(case: str) -> None:
    proposal, expected = CASES[case]
    refusal = check(ROOM, proposal)
    assert (refusal.problem if refusal else None) == expected


def test_a_stale_change_is_told_the_version_that_stands() -> None:
    refusal = check(ROOM, does(SPEAKER, "draw", **drawn(MINE, 2)))
    assert refusal is not None
    assert refusal.told == {"version": 3}


def test_nobody_acts_as_another() -> None:
    """The number of who asks does not help somebody else's hands."""
    assert check(ROOM, replace(does(ASKER, "say", text="a"), actor=ACTORS[SPEAKER])) is not None


@pytest.mark.parametrize("state", [each for each in ConsultState if not each.is_open])
def test_nobody_draws_or_speaks_any_more(state: ConsultState) -> None:
    over = replace(ROOM, consult=state)
    for proposal in (does(SPEAKER, "say", text="a"), does(ASKER, "part", participant=WAITING, part="speaks")):
        refusal = check(over, proposal)
        assert refusal is not None
        assert refusal.problem is Problem.ROOM_CLOSED
    entered = check(over, entering(1, OTHER, ACTORS[OTHER]))
    # Who comes to look at what was concluded is noted; of what is over nothing is, for its log has ended.
    assert (entered is None) == (not state.is_over)


FULL = {
    "lasting events": {"lasting": MOST_LASTING},
    "what was said and drawn": {"characters": MOST_CHARACTERS},
    "figures": {"drawings": {str(UUID(int=number)): drawing("", SPEAKER) for number in range(5, 5 + MOST_FIGURES)}},
}


@pytest.mark.parametrize("of", FULL)
def test_a_full_room_takes_no_more_and_is_conducted_all_the_same(of: str) -> None:
    full = replace(ROOM, state=replace(STATE, **FULL[of]))
    for who in (SPEAKER, ASKER):
        refusal = check(full, does(who, "draw", **drawn(NEW, 0)))
        assert refusal is not None
        assert refusal.problem is Problem.ROOM_FULL
    for goes_on in (
        does(ASKER, "part", participant=OTHER, part="gone"),
        does(SPEAKER, "point"),
        does(SPEAKER, "look", view=look()),
        entering(1, OTHER, ACTORS[OTHER]),
    ):
        assert check(full, goes_on) is None


def test_the_last_of_a_room_is_for_who_asks() -> None:
    nearly = replace(ROOM, state=replace(STATE, lasting=MOST_LASTING * 3 // 4))
    refusal = check(nearly, does(SPEAKER, "say", text="a"))
    assert refusal is not None
    assert refusal.problem is Problem.ROOM_FULL
    assert check(nearly, does(ASKER, "say", text="a")) is None


def test_figures_that_are_there_can_be_changed_however_many_there_are() -> None:
    full = replace(ROOM, state=replace(STATE, drawings=dict(STATE.drawings) | FULL["figures"]["drawings"]))
    assert check(full, does(SPEAKER, "draw", **drawn(MINE, 3))) is None
    assert check(full, does(SPEAKER, "erase", drawing=MINE, base=3)) is None


@pytest.mark.parametrize(
    ("state", "present", "begins"),
    [
        (ConsultState.ACCEPTED, (ASKER, SPEAKER), True),
        (ConsultState.SCHEDULED, (ASKER, OTHER, WATCHER), True),
        (ConsultState.ACCEPTED, (ASKER, WATCHER), False),
        (ConsultState.ACCEPTED, (SPEAKER, OTHER), False),
        (ConsultState.ACCEPTED, (), False),
        (ConsultState.REQUESTED, (ASKER, SPEAKER), False),
        (ConsultState.LIVE, (ASKER, SPEAKER), False),
        (ConsultState.CONCLUDED, (ASKER, SPEAKER), False),
    ],
)
def test_it_begins_by_itself_when_both_sides_are_there(
    state: ConsultState, present: tuple[int, ...], *, begins: bool
) -> None:
    assert (check(replace(ROOM, consult=state), going_live(1, frozenset(present))) is None) == begins


@pytest.mark.parametrize(("minutes", "begins"), [(24 * 60, False), (31, False), (30, True), (0, True), (-60, True)])
def test_what_has_its_time_begins_by_itself_near_it_alone(minutes: int, *, begins: bool) -> None:
    scheduled = ConsultState.SCHEDULED
    is_time = scheduled.begins_by_itself(NOON + timedelta(minutes=minutes), NOON)
    room = replace(ROOM, consult=scheduled, is_time=is_time)
    assert (check(room, going_live(1, frozenset({ASKER, SPEAKER}))) is None) == begins


def test_a_body_of_another_kind_is_a_mistake_of_ours() -> None:
    wrong = replace(does(SPEAKER, "say", text="a"), kind=EventKind.DRAW)
    assert isinstance(wrong.body, Body)
    with pytest.raises(TypeError, match="draw"):
        check(ROOM, wrong)
