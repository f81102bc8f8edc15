"""What is proposed in a room is read strictly: exactly the known fields, of exactly their types, within bounds."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from imaging.consult.room.bodies import LONGEST_MESSAGE, MOST_MENTIONS
from imaging.consult.room.wanted import Do
from imaging.errors import MalformedError
from imaging.reading.annotations import FARTHEST, LONGEST_TEXT, MOST_POINTS
from tests.unit.imaging.consult.room.test_rules import look

DO: TypeAdapter[Any] = TypeAdapter(Do)
# What an annotation is checked by wherever it comes from has an error of its own.
REFUSED = (ValidationError, MalformedError)
NAME = str(UUID(int=1))
PLACE = {"instance_id": 1, "frame": 1}
PLANE = {"series_id": 1, "frame_of_reference_uid": "1.2", "normal": [0.0, 0.0, 1.0], "up": [0.0, -1.0, 0.0]}
FIGURE = {"kind": "length", "place": PLACE, "points": [[1, 1], [5.5, 5]]}
BODIES: dict[str, dict[str, Any]] = {
    "say": {"text": "a", "mentions": [1], "view": None, "study": None, "replies_to": None},
    "draw": {"drawing": NAME, "base": 0, "annotation": FIGURE},
    "erase": {"drawing": NAME, "base": 1},
    "drawing": {"drawing": NAME, "annotation": FIGURE},
    "point": {"place": PLACE, "at": [1, 1]},
    "look": {"view": look()},
    "present": {"participant": 1},
    "raise": {"is_up": True},
    "part": {"participant": 1, "part": "speaks"},
}


def read(kind: str, body: Any, more: dict[str, Any] | None = None) -> Any:
    return DO.validate_json(json.dumps({"says": "do", "id": NAME, "kind": kind, "body": body} | (more or {}))).body


@pytest.mark.parametrize("kind", BODIES)
def test_a_whole_body_is_read_and_kept_as_it_was_sent(kind: str) -> None:
    kept = json.loads(read(kind, BODIES[kind]).to_json())
    assert {key: kept[key] for key in BODIES[kind]} == _with_words(BODIES[kind])


def _with_words(body: dict[str, Any]) -> dict[str, Any]:
    """An annotation has words, if none; all else is what was sent."""
    return {key: value | {"text": ""} if key == "annotation" else value for key, value in body.items()}


@pytest.mark.parametrize("kind", BODIES)
def test_what_is_not_known_is_refused(kind: str) -> None:
    for wrong in (BODIES[kind] | {"more": 1}, [], None, "text"):
        with pytest.raises(REFUSED):
            read(kind, wrong)


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, body in BODIES.items() for field in body])
def test_a_field_of_another_type_is_refused(kind: str, field: str) -> None:
    with pytest.raises(REFUSED):
        read(kind, BODIES[kind] | {field: {"else": "where"}})


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("say", {"text": ""}),
        ("say", {"text": " \r\n "}),
        ("say", {"text": "a" * (LONGEST_MESSAGE + 1)}),
        ("say", {"mentions": [1] * (MOST_MENTIONS + 1)}),
        ("say", {"mentions": ["1"]}),
        ("say", {"mentions": [0]}),
        ("say", {"study": -1}),
        ("say", {"replies_to": 0}),
        ("draw", {"drawing": NAME.replace("0", "A")}),
        ("draw", {"drawing": "1"}),
        ("draw", {"base": -1}),
        ("draw", {"base": "0"}),
        ("draw", {"annotation": FIGURE | {"points": [[1, 1]]}}),
        ("draw", {"annotation": FIGURE | {"points": [[1, 1, 1], [2, 2, 2]]}}),
        ("draw", {"annotation": FIGURE | {"points": [[1, 1], [FARTHEST * 2, 1]]}}),
        ("draw", {"annotation": FIGURE | {"kind": "circle"}}),
        ("draw", {"annotation": FIGURE | {"place": PLANE}}),
        ("draw", {"annotation": FIGURE | {"place": PLACE | {"frame": 0}}}),
        ("draw", {"annotation": FIGURE | {"text": "a" * (2 * LONGEST_TEXT + 1)}}),
        ("draw", {"annotation": FIGURE | {"author": 2}}),
        ("draw", {"annotation": None}),
        ("erase", {"base": 0}),
        ("drawing", {"annotation": FIGURE | {"points": [[1, 1]] * (MOST_POINTS + 1)}}),
        ("drawing", {"annotation": FIGURE | {"points": [[1, 1, 1]]}}),
        ("point", {"at": None}),
        ("point", {"place": None}),
        ("point", {"at": [1, 1, 1]}),
        ("point", {"place": PLANE, "at": [1, 1]}),
        ("point", {"at": [1]}),
        ("look", {"view": None}),
        ("look", {"view": look() | {"active": 1}}),
        ("look", {"view": look() | {"rows": 9}}),
        ("look", {"view": look("10/20/30")}),
        ("look", {"view": look("")}),
        ("raise", {"is_up": 1}),
        ("part", {"part": "asks"}),
        ("part", {"part": "waits"}),
        ("part", {"participant": None}),
        ("part", {"participant": 2**62 + 1}),
    ],
)
def test_what_is_out_of_bounds_is_refused(kind: str, change: dict[str, Any]) -> None:
    with pytest.raises(REFUSED):
        read(kind, BODIES[kind] | change)


@pytest.mark.parametrize("more", [{"kind": "state"}, {"kind": "entered"}, {"id": ""}, {"says": "did"}, {"by": 2}])
def test_what_pages_do_not_say_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(REFUSED):
        read("raise", BODIES["raise"], more)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_are_numbers(number: str) -> None:
    place = f'{{"place":{{"instance_id":1,"frame":1}},"at":[{number},1]}}'
    said = f'{{"says":"do","id":"{NAME}","kind":"point","body":{place}}}'
    with pytest.raises(REFUSED):
        DO.validate_json(said)


def test_words_are_kept_as_they_look() -> None:
    # What would turn all words behind it round is seen.
    assert read("say", {"text": "  a\r\nb\rc \u202e "}).text == "a\nb\nc \ufffd"


def test_a_pointer_that_stands_nowhere_says_nothing() -> None:
    assert read("point", {}).to_json() == "{}"


def test_a_pointer_stands_in_space_too() -> None:
    assert read("point", {"place": PLANE, "at": [1, 2, 3]}).at == (1, 2, 3)


def test_a_figure_may_lack_points_while_it_is_drawn() -> None:
    assert read("drawing", {"drawing": NAME, "annotation": FIGURE | {"points": []}}).annotation.points == ()
    assert read("drawing", {"drawing": NAME, "annotation": None}).annotation is None
