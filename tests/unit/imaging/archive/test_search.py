"""Search: every kind of matching, on real studies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imaging.archive.composition import Archive
from imaging.archive.query import Level, Match, Query
from imaging.dicom import tags as tag
from imaging.errors import MalformedError
from tests.data import sample_path
from tests.engines import open_archive, receive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = open_archive(tmp_path_factory.mktemp("archive"))
    for name in (
        "ct_head_phantom/ct_phantom_001.dcm",
        "ct_head_phantom/ct_phantom_002.dcm",
        "mr_brain_t1/mr_t1_001.dcm",
    ):
        receive(opened, sample_path(name).read_bytes())
    yield opened
    opened.close()


def modalities(archive: Archive, *matches: Match, fuzzy: bool = False) -> set[str]:
    found = archive.search.find(Query(Level.STUDY, matches, fuzzy=fuzzy))
    return {answer["00080061"]["Value"][0] for answer in found}


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        ((), {"CT", "MR"}),
        ((Match((tag.PATIENT_NAME,), "张*"),), {"MR"}),
        ((Match((tag.PATIENT_NAME,), "*"),), {"CT", "MR"}),
        ((Match((tag.PATIENT_NAME,), "?^三"),), {"MR"}),
        ((Match((tag.PATIENT_NAME,), "张"),), set()),
        ((Match((tag.MODALITIES_IN_STUDY,), "CT\\MR"),), {"CT", "MR"}),
        ((Match((tag.MODALITIES_IN_STUDY,), "CT"),), {"CT"}),
        ((Match((tag.MODALITY,), "MR"),), {"MR"}),
        ((Match((tag.MODALITIES_IN_STUDY,), "C"),), set()),
        ((Match((tag.STUDY_DATE,), "19000101-"),), {"CT", "MR"}),
        ((Match((tag.STUDY_DATE,), "-19000101"),), set()),
        ((Match((tag.PATIENT_ID,), "%"),), set()),
    ],
)
def test_studies_that_match(archive: Archive, matches: tuple[Match, ...], expected: set[str]) -> None:
    assert modalities(archive, *matches) == expected


def test_fuzzy_names_match_by_the_beginnings_of_their_parts(archive: Archive) -> None:
    assert modalities(archive, Match((tag.PATIENT_NAME,), "三"), fuzzy=True) == {"MR"}


@pytest.mark.parametrize("value", ["yesterday", "-", "2026-01-01"])
def test_a_malformed_date_is_refused(archive: Archive, value: str) -> None:
    with pytest.raises(MalformedError):
        archive.search.find(Query(Level.STUDY, (Match((tag.STUDY_DATE,), value),)))


def test_other_hospitals_are_never_seen(archive: Archive) -> None:
    for level in Level:
        assert archive.search.find(Query(level, hospital_ids=frozenset({2}))) == []
        assert archive.search.find(Query(level, hospital_ids=frozenset())) == []


def test_pages_cover_everything_once(archive: Archive) -> None:
    whole = archive.search.find(Query(Level.INSTANCE))
    pages = [archive.search.find(Query(Level.INSTANCE, limit=1, offset=number))[0] for number in range(3)]
    assert pages == whole
    assert archive.search.find(Query(Level.INSTANCE, offset=3)) == []


def test_counts(archive: Archive) -> None:
    [ct] = archive.search.find(Query(Level.STUDY, (Match((tag.MODALITIES_IN_STUDY,), "CT"),)))
    assert (ct["00201206"]["Value"], ct["00201208"]["Value"]) == ([1], [2])
    [series] = archive.search.find(Query(Level.SERIES, (Match((tag.MODALITY,), "CT"),)))
    assert series["00201209"]["Value"] == [2]
