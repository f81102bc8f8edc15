"""What is typed into the search box, and what it is taken for."""

from __future__ import annotations

from datetime import date

import pytest

from imaging.reading.search_text import MOST_WORDS, Period, understood

TODAY = date(2026, 11, 26)


def day(text: str) -> Period:
    return Period(date.fromisoformat(text), date.fromisoformat(text))


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-11-03", day("2026-11-03")),
        ("2026/11/3", day("2026-11-03")),
        ("2026.11.03", day("2026-11-03")),
        ("20261103", day("2026-11-03")),
        ("2026年11月3日", day("2026-11-03")),
        ("11月3号", day("2026-11-03")),
        ("11-03", day("2026-11-03")),
        ("12-30", day("2025-12-30")),
        ("02-29", day("2024-02-29")),
        ("today", day("2026-11-26")),
        ("今天", day("2026-11-26")),
        ("Yesterday", day("2026-11-25")),
        ("昨天", day("2026-11-25")),
        ("前天", day("2026-11-24")),
        ("本周", days("2026-11-23", "2026-11-29")),
        ("last week", days("2026-11-16", "2026-11-22")),
        ("上周", days("2026-11-16", "2026-11-22")),
        ("last month", days("2026-10-01", "2026-10-31")),
        ("2026-11", days("2026-11-01", "2026-11-30")),
        ("2026年2月", days("2026-02-01", "2026-02-28")),
        ("2025", days("2025-01-01", "2025-12-31")),
        ("2025年", days("2025-01-01", "2025-12-31")),
        ("7d", days("2026-11-20", "2026-11-26")),
        ("近7天", days("2026-11-20", "2026-11-26")),
        ("2026-11-01..2026-11-10", days("2026-11-01", "2026-11-10")),
        ("11-01~11-10", days("2026-11-01", "2026-11-10")),
        ("2026-10至2026-11", days("2026-10-01", "2026-11-30")),
        ("2026-11-01..", Period(date(2026, 11, 1), None)),
        ("..yesterday", Period(None, date(2026, 11, 25))),
    ],
)
def test_dates_are_understood(text: str, period: Period) -> None:
    (term,) = understood(text, TODAY)
    assert term.period == period
    assert term.word == (text if text.isdigit() else "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("zhang", "zhang"),
        ("Zhang", "zhang"),
        ("张三", "张三"),
        ("张^三", "张三"),
        ("ZS", "zs"),
        ("A-2026-0042", "a20260042"),
        ("DEMOACC0002", "demoacc0002"),
        ("20261301", "20261301"),
        ("2027", "2027"),
        ("13-45", "1345"),
        ("2026-0042", "20260042"),
        ("sc", "sc"),
        ("..", None),
        ("^^", None),
    ],
)
def test_everything_else_is_the_beginning_of_a_name_or_number(text: str, word: str | None) -> None:
    terms = understood(text, TODAY)
    assert [(term.word, term.period, term.modalities) for term in terms] == (
        [] if word is None else [(word, None, frozenset())]
    )


@pytest.mark.parametrize(
    ("text", "modalities"),
    [
        ("ct", {"CT"}), ("CT", {"CT"}), ("MRI", {"MR"}), ("dr", {"CR", "DX"}), ("核磁", {"MR"}), ("B超", {"US"}),
        ("SC", {"SC"}), ("pet", {"PT"}), ("钼靶", {"MG"}),
    ],
)  # fmt: skip
def test_modalities_are_understood_as_people_call_them(text: str, modalities: set[str]) -> None:
    (term,) = understood(text, TODAY)
    assert (term.modalities, term.word, term.period) == (modalities, "", None)


def test_all_of_it_stands_in_one_box() -> None:
    terms = understood("  ct Zhang,2026-11 ", TODAY)
    assert [term.text for term in terms] == ["ct", "Zhang", "2026-11"]
    assert [bool(term.modalities) for term in terms] == [True, False, False]
    assert terms[2].period == days("2026-11-01", "2026-11-30")


def test_a_long_text_has_an_end() -> None:
    assert len(understood("a b c d e f g h i j k l", TODAY)) == MOST_WORDS
    assert understood("", TODAY) == ()
    assert understood("9" * 5000, TODAY)[0].word == "9" * 64
