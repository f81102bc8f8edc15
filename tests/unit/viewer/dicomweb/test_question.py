"""Query parameters become a query of the archive."""

from __future__ import annotations

import pytest

from imaging.archive.query import Level, Match, Query
from imaging.errors import MalformedError
from viewer.dicomweb.question import MAX_ANSWERS, path_of, read_question, warning

STUDY = {0x0020000D: "1.2.3"}


def read(*parameters: tuple[str, str], level: Level = Level.STUDY) -> Query:
    return read_question(level, parameters, {}, 7).query


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("PatientID", (0x00100020,)),
        ("00100020", (0x00100020,)),
        ("0020000d", (0x0020000D,)),
        ("00400275.00400009", (0x00400275, 0x00400009)),
        ("RequestAttributesSequence.ScheduledProcedureStepID", (0x00400275, 0x00400009)),
    ],
)
def test_attributes_by_keyword_tag_and_path(name: str, path: tuple[int, ...]) -> None:
    assert path_of(name) == path


@pytest.mark.parametrize("name", ["", "Nobody", "0010002", "PatientID.", ".", "00100020 ", "0x100020"])
def test_names_that_are_no_attribute(name: str) -> None:
    with pytest.raises(MalformedError):
        path_of(name)


def test_everything_has_its_place() -> None:
    found = read(
        ("PatientName", "*x*"), ("limit", "5"), ("offset", "10"), ("fuzzymatching", "true"),
        ("includefield", "00081030,Modality"), ("includefield", "all"), ("accept", "application/json"),
    )  # fmt: skip
    assert found == Query(
        Level.STUDY,
        (Match((0x00100010,), "*x*"),),
        frozenset({0x00081030, 0x00080060}),
        include_all=True,
        limit=5,
        offset=10,
        fuzzy=True,
        hospital_ids=frozenset({7}),
    )


def test_the_path_adds_to_what_is_asked() -> None:
    found = read_question(Level.SERIES, [("StudyInstanceUID", "9.9")], STUDY, 7).query
    assert [match.value for match in found.matches] == ["9.9", "1.2.3"]


@pytest.mark.parametrize(("limit", "expected"), [("0", 0), ("1000000000", MAX_ANSWERS), (None, MAX_ANSWERS)])
def test_the_number_of_answers_is_bounded(limit: str | None, expected: int) -> None:
    assert read(*([("limit", limit)] if limit is not None else [])).limit == expected


def test_what_can_not_be_matched_is_named() -> None:
    assert read_question(Level.STUDY, [("BodyPartExamined", "HEAD"), ("PatientID", "1")], {}, 7).unmatched == (
        "BodyPartExamined",
    )


def test_warnings_have_the_form_of_the_standard() -> None:
    assert warning([]) == {}
    assert warning(["One.", "Two."]) == {"Warning": '299 filmless "One.", 299 filmless "Two."'}
