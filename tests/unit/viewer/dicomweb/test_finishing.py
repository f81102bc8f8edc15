"""How a rendered picture is finished, as its parameters say it."""

from __future__ import annotations

import pytest

from imaging.errors import MalformedError
from viewer.dicomweb.finishing import PLAIN, Annotation, Finish, Profile


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, PLAIN),
        ({"window": "40,400"}, PLAIN),
        ({"annotation": "patient,technique"}, Finish(frozenset(Annotation))),
        ({"annotation": "technique"}, Finish(frozenset({Annotation.TECHNIQUE}))),
        ({"iccprofile": "yes"}, Finish(profile=Profile.OWN)),
    ],
)
def test_what_can_be_done_is_read(given: dict[str, str], expected: Finish) -> None:
    assert Finish.read(given) == expected


@pytest.mark.parametrize(
    "given", [{"annotation": "name"}, {"annotation": ""}, {"iccprofile": "adobergb"}, {"iccprofile": "cmyk"}]
)
def test_what_can_not_is_refused_in_words(given: dict[str, str]) -> None:
    with pytest.raises(MalformedError, match=next(iter(given))):
        Finish.read(given)
