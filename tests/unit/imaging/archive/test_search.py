"""Search: every kind of matching, on real studies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from imaging.archive.attributes import compact_json
from imaging.archive.composition import Archive
from imaging.archive.folding import fold_name
from imaging.archive.query import Level, Match, Query
from imaging.dicom import tags as tag
from imaging.errors import MalformedError
from imaging.index.tables import studies, study_variants
from tests.data import sample_path
from tests.engines import NOON, open_archive, receive


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


MANY = 3000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of so many studies that a page is a small part of it."""
    opened = open_archive(tmp_path_factory.mktemp("large"))
    moment = {"created_at": NOON, "changed_at": NOON}
    counted = {"revision": 1, "number_of_series": 1, "number_of_instances": 1, "modalities": "\\CT\\"}
    with opened.index.write() as connection:
        for number in range(1, MANY + 1):
            study = {"id": number, "hospital_id": 1, "study_instance_uid": f"1.2.{number}", **moment, **counted}
            connection.execute(insert(studies).values(study))
            connection.execute(insert(study_variants).values(_said(number)))
    yield opened
    opened.close()


def _said(number: int) -> dict[str, object]:
    texts = (
        "issuer_of_patient_id", "patient_name", "patient_birth_date", "patient_sex", "study_id_value", "study_time",
        "study_description", "referring_physician_name",
    )  # fmt: skip
    return dict.fromkeys(texts, "") | {
        "study_id": number,
        "digest": number.to_bytes(16),
        "patient_id": f"P{number}",
        "patient_name_folded": fold_name(f"Name{number}^X=名{number}^字"),
        "accession_number": f"A{number}",
        "study_date": f"2025{number % 12 + 1:02}{number % 28 + 1:02}",
        "attributes": compact_json({"00100020": {"vr": "LO", "Value": [f"P{number}"]}}),
    }


def steps(archive: Archive, *matches: Match) -> tuple[int, int]:
    """Ask for a page of ten: how many came, and how many instructions SQLite needed."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 10

    with archive.index.read() as connection:
        driver = connection.connection.driver_connection
    driver.set_progress_handler(count, 10)
    try:
        return len(archive.search.find(Query(Level.STUDY, matches, limit=10, hospital_ids=frozenset({1})))), counted
    finally:
        driver.set_progress_handler(None, 0)


@pytest.mark.parametrize(
    ("matches", "answers"),
    [
        pytest.param((), 10, id="the latest"),
        pytest.param((Match((tag.PATIENT_ID,), "P1234"),), 1, id="a patient"),
        pytest.param((Match((tag.ACCESSION_NUMBER,), "A1234"),), 1, id="an accession number"),
        pytest.param((Match((tag.ACCESSION_NUMBER,), "A0"),), 0, id="an unknown accession number"),
        pytest.param((Match((tag.STUDY_INSTANCE_UID,), "1.2.1234"),), 1, id="a study"),
        pytest.param((Match((tag.STUDY_DATE,), "20250101-20250103"),), 10, id="a few days"),
        pytest.param((Match((tag.STUDY_DATE,), "19990101"),), 0, id="a day without studies"),
    ],
)
def test_a_page_costs_what_it_shows_and_not_what_there_is(
    large: Archive, matches: tuple[Match, ...], answers: int
) -> None:
    assert steps(large)[0] == 10
    found, needed = steps(large, *matches)
    assert found == answers
    assert needed < 2 * MANY


@pytest.mark.parametrize("value", ["name1234*", "*1234*", "名1234^字", "nobody*"])
def test_a_part_of_a_name_reads_the_names_and_nothing_else(large: Archive, value: str) -> None:
    steps(large)
    found, needed = steps(large, Match((tag.PATIENT_NAME,), value))
    assert found == (value != "nobody*")
    # Three instructions a name, none of which is a look at another table.
    assert needed < 8 * MANY
