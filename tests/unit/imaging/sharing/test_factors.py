from __future__ import annotations

import pytest

from imaging.errors import MalformedError
from imaging.settings import FactorRule
from imaging.sharing.factors import ChosenFactor, Factor, Knowledge, choose, read_answer

AND_FOUR, CODE, ALONE = FactorRule.BIRTH_DATE_AND_LAST_FOUR, FactorRule.CODE, FactorRule.BIRTH_DATE
BOTH = Knowledge("1960-02-29", "+86 139-1234-5678", "51010219600229123x")


@pytest.mark.parametrize(
    ("rule", "known", "chosen"),
    [
        (AND_FOUR, BOTH, ChosenFactor(Factor.BIRTH_DATE_AND_PHONE, "19600229 5678")),
        (AND_FOUR, Knowledge("19600229", "", "5101 123x"), ChosenFactor(Factor.BIRTH_DATE_AND_ID, "19600229 123X")),
        (AND_FOUR, Knowledge("19600229", "123", "1234"), ChosenFactor(Factor.BIRTH_DATE_AND_ID, "19600229 1234")),
        (ALONE, BOTH, ChosenFactor(Factor.BIRTH_DATE, "19600229")),
    ],
)  # fmt: skip
def test_what_the_hospital_knows_decides_what_is_asked(
    rule: FactorRule, known: Knowledge, chosen: ChosenFactor
) -> None:
    assert choose(rule, known) == chosen


@pytest.mark.parametrize(
    ("rule", "known"), [(CODE, BOTH), (AND_FOUR, Knowledge("19600229")), (AND_FOUR, Knowledge("19600229", "12"))]
)
def test_else_a_code_is_handed_out(rule: FactorRule, known: Knowledge) -> None:
    chosen = choose(rule, known)
    assert chosen.factor is Factor.CODE
    assert chosen.code == chosen.answer
    assert len(chosen.answer) == 6
    assert chosen.answer.isdigit()
    assert len({choose(rule, known).answer for _ in range(50)}) > 45


@pytest.mark.parametrize(
    "answer",
    [
        {"birth_date": "1960-02-29", "last_four": "5678"},
        {"birth_date": "19600229", "last_four": " 5678 "},
        {"birth_date": "1960年2月29日", "last_four": "５６７８"},
        {"birth_date": "1960/2/29", "last_four": "13912345678"},
    ],
)
def test_answers_as_people_type_them(answer: dict[str, str]) -> None:
    assert read_answer(Factor.BIRTH_DATE_AND_PHONE, answer) == "19600229 5678"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"birth_date": "1960-02-29"},
        {"last_four": "5678"},
        {"birth_date": "x", "last_four": "5678"},
        {"code": "19600229 5678"},
    ],
)
def test_half_an_answer_is_none(answer: dict[str, str]) -> None:
    assert read_answer(Factor.BIRTH_DATE_AND_PHONE, answer) in {"", "19600229"}


def test_a_code_is_read_with_spaces_and_in_full_width() -> None:
    assert read_answer(Factor.CODE, {"code": " 123 ４５６ "}) == "123456"
    assert read_answer(Factor.BIRTH_DATE, {"birth_date": "1960.2.29", "last_four": "5678"}) == "19600229"


def test_without_a_birth_date_there_is_no_such_factor() -> None:
    with pytest.raises(MalformedError):
        choose(ALONE, Knowledge(""))


def test_what_is_known_does_not_show_in_a_log() -> None:
    written = repr(BOTH) + repr(choose(AND_FOUR, BOTH)) + repr(choose(CODE, BOTH))
    assert "5678" not in written
    assert "123x" not in written
