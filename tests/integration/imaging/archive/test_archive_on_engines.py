"""The archive on SQLite and on PostgreSQL: the same answers."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from imaging.archive.composition import Archive
from imaging.archive.contradictions import Contradictions
from imaging.archive.ingest import Outcome
from imaging.archive.query import Level, Match, Query
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.clock import SystemClock
from imaging.dicom import tags as tag
from imaging.errors import UnavailableError
from imaging.index.engine import Index
from imaging.index.tables import hospitals, instances, metadata, quarantine, studies
from tests.engines import NOON, PostgreSql, open_archive, receive
from tests.prepared import prepared
from tests.synthetic import secondary_capture


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        shutil.copy(prepared() / "index.sqlite3", tmp_path)
        return f"sqlite:///{tmp_path}/index.sqlite3"
    url: str = request.getfixturevalue("postgresql").new_database()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/index.sqlite3"
    url: str = request.getfixturevalue("postgresql").empty_database()
    return url


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path, database_url, SystemClock())
    with opened.index.write() as connection:
        values = {"id": 2, "code": "OTHER", "name": "Other", "created_at": NOON}
        connection.execute(opened.index.insert(hospitals).values(values))
    yield opened
    opened.close()


def test_the_migrations_make_the_tables(archive: Archive) -> None:
    with archive.index.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    opened = [Index.open(empty_url) for _ in range(4)]
    failures: list[BaseException] = []

    def migrate(index: Index) -> None:
        try:
            index.migrate()
        except BaseException as error:  # noqa: BLE001  (told to the test's own thread)
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(index,)) for index in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index in opened:
        index.close()
    assert failures == []


def test_values_that_differ_are_kept_apart(archive: Archive) -> None:
    receive(archive, secondary_capture(PatientID="P1", PatientName="One"))
    receive(archive, secondary_capture(PatientID="P2", PatientName="Two"))
    found = archive.search.find(Query(Level.INSTANCE))
    assert [each["00100020"]["Value"] for each in found] == [["P1"], ["P2"]]
    for patient_id in ("P1", "P2"):
        [study] = archive.search.find(Query(Level.STUDY, (Match((tag.PATIENT_ID,), patient_id),)))
        assert study["00100020"]["Value"] == [patient_id]
        [series] = archive.search.find(Query(Level.SERIES, (Match((tag.PATIENT_ID,), patient_id),)))
        assert series["00100020"]["Value"] == [patient_id]
    assert len(archive.search.find(Query(Level.STUDY))) == 1
    [contradiction] = Contradictions(archive.index, SystemClock()).studies(1)
    assert [variant.patient_id for variant in contradiction.variants] == ["P1", "P2"]


def test_another_weight_is_no_contradiction(archive: Archive) -> None:
    receive(archive, secondary_capture(PatientWeight="70"))
    receive(archive, secondary_capture(PatientWeight="71"))
    assert Contradictions(archive.index, SystemClock()).studies(1) == ()


def test_the_same_uids_of_two_hospitals_are_two_things(archive: Archive) -> None:
    data = secondary_capture()
    other = secondary_capture(SOPInstanceUID="1.2.3", PatientID="P9")
    assert receive(archive, data, hospital_id=1).outcome is Outcome.STORED
    assert receive(archive, data, hospital_id=2).outcome is Outcome.STORED
    receive(archive, other, hospital_id=2)
    assert len(archive.search.find(Query(Level.STUDY))) == 2
    for hospital_id, count in ((1, 1), (2, 2)):
        bounds = frozenset({hospital_id})
        assert len(archive.retrieve.instances_of(bounds)) == count
        assert len(archive.search.find(Query(Level.INSTANCE, hospital_ids=bounds))) == count
    assert archive.search.find(Query(Level.STUDY, (Match((tag.PATIENT_ID,), "P9"),), hospital_ids=frozenset({1}))) == []


def test_many_senders_at_once_lose_nothing(archive: Archive) -> None:
    data = [secondary_capture(SeriesInstanceUID=f"1.2.{number % 3}", InstanceNumber=number) for number in range(40)]
    outcomes: list[Outcome] = []

    def send(mine: list[bytes]) -> None:
        outcomes.extend(receive(archive, each).outcome for each in mine)

    # Each object is sent by two at the same time.
    threads = [threading.Thread(target=send, args=(data[start::4],)) for start in range(4) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Outcome.DUPLICATE] * 40 + [Outcome.STORED] * 40
    with archive.index.read() as connection:
        [study] = connection.execute(select(studies)).all()
    assert (study.number_of_instances, study.number_of_series, study.revision) == (40, 3, 40)
    kept = {instance.sha256 for instance in archive.retrieve.instances_of(None)}
    assert kept == {hashlib.sha256(each).digest() for each in data}


def test_what_is_quarantined_is_kept_beside(archive: Archive) -> None:
    first = secondary_capture(SOPInstanceUID="1.2.3")
    second = secondary_capture(SOPInstanceUID="1.2.3", StudyInstanceUID="1.2.4")
    receive(archive, first)
    assert receive(archive, second).outcome is Outcome.QUARANTINED
    Transfer(archive.index, archive.landing, archive.blobs).run()
    with archive.index.read() as connection:
        [aside] = connection.execute(select(quarantine)).all()
        # Nothing of what it says of itself has reached the index.
        assert connection.scalar(select(func.count()).select_from(studies)) == 1
    assert aside.is_stored
    assert archive.blobs.read(aside.object_key) == second


@pytest.mark.parametrize(
    ("attributes", "key", "value"),
    [
        ({"PatientName": "Müller^Jürgen"}, tag.PATIENT_NAME, "muller*"),
        ({"PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう"}, tag.PATIENT_NAME, "山田*"),
        ({"PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう"}, tag.PATIENT_NAME, "*たろう"),
        ({"PatientName": "100%_Li^San"}, tag.PATIENT_NAME, "100%_l*"),
        ({"PatientName": "100%_Li^San"}, tag.PATIENT_NAME, "*%_*"),
        ({"PatientName": "Wang^Xiaoming=王^小明"}, tag.PATIENT_NAME, "王^小*"),
        ({"PatientName": "Wang^Xiaoming=王^小明"}, tag.PATIENT_NAME, "*小明"),
        ({"PatientName": "Wang^Xiaoming=王^小明"}, tag.PATIENT_NAME, "王?小明"),
        ({"PatientName": "王小明"}, tag.PATIENT_NAME, "*小*"),
        ({"PatientName": "Kim^Heesun=金^희선=김^희선"}, tag.PATIENT_NAME, "김*"),
        ({"PatientName": "𠮷野^家"}, tag.PATIENT_NAME, "𠮷*"),
        ({"PatientName": "ＷＡＮＧ^Li"}, tag.PATIENT_NAME, "wang*"),
        ({"StudyDescription": "CT of the HEAD"}, tag.STUDY_DESCRIPTION, "*head*"),
        ({"PatientID": "100%_\\".strip("\\")}, tag.PATIENT_ID, "100%*"),
        ({"StudyDate": "20250630"}, tag.STUDY_DATE, "20250601-20250630"),
        ({"StudyTime": "235959.999"}, tag.STUDY_TIME, "2300-2359"),
        ({"AccessionNumber": "a-1"}, tag.ACCESSION_NUMBER, "a-1"),
    ],
)
def test_kinds_of_matching(archive: Archive, attributes: dict[str, str], key: int, value: str) -> None:
    receive(archive, secondary_capture(StudyInstanceUID="1.2.3", **attributes))
    receive(archive, secondary_capture(StudyInstanceUID="1.2.4", PatientName="Nobody", StudyTime="0000"))
    found = archive.search.find(Query(Level.STUDY, (Match((key,), value),)))
    assert [each["0020000D"]["Value"] for each in found] == [["1.2.3"]]


@pytest.mark.parametrize(
    "value", ["%", "_", "%o%", "N_body", "*%*", "*_*", "\\%", "Nobod_", "王", "*王*", "' OR 1=1 --"]
)
def test_what_sql_takes_for_a_wildcard_is_none(archive: Archive, value: str) -> None:
    receive(archive, secondary_capture(PatientName="Nobody", PatientID="Nobody", AccessionNumber="Nobody"))
    for key in (tag.PATIENT_NAME, tag.PATIENT_ID, tag.ACCESSION_NUMBER):
        assert archive.search.find(Query(Level.STUDY, (Match((key,), value),))) == []


def test_a_name_of_any_length_in_any_script_is_taken_and_found_by_its_beginning(archive: Archive) -> None:
    random = Random(1)
    name = "".join(chr(random.randrange(0x20000, 0x2A6DF)) for _ in range(10_000))
    with pytest.warns(UserWarning, match="exceeds"):
        data = secondary_capture(PatientName=name)
    assert receive(archive, data).outcome is Outcome.STORED
    assert len(archive.search.find(Query(Level.STUDY, (Match((tag.PATIENT_NAME,), f"{name[:20]}*"),)))) == 1


def test_matching_of_identifiers_heeds_case(archive: Archive) -> None:
    receive(archive, secondary_capture(PatientID="abc1"))
    for value in ("ABC1", "ABC*"):
        assert archive.search.find(Query(Level.STUDY, (Match((tag.PATIENT_ID,), value),))) == []


def test_values_longer_than_allowed_are_kept_and_found(archive: Archive) -> None:
    long = "X" * 300
    with pytest.warns(UserWarning, match="exceeds"):
        data = secondary_capture(PatientID=long, PatientSex=long[:40], AccessionNumber="A\0B")
    receive(archive, data)
    [found] = archive.search.find(Query(Level.STUDY, (Match((tag.PATIENT_ID,), "XXX*"),)))
    assert found["00100020"]["Value"] == [long]


def test_a_server_that_answers_before_it_is_durable_is_told_not_to(postgresql: PostgreSql) -> None:
    url = postgresql.new_database()
    index = Index.open(url)
    with index.write() as connection:
        connection.execute(
            text(f"ALTER DATABASE {url.partition('@/')[2].partition('?')[0]} SET synchronous_commit = off")
        )
    index.close()
    index = Index.open(url)
    with index.read() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
    index.close()


def test_the_index_that_stops_refuses_and_comes_back(postgresql: PostgreSql, tmp_path: Path) -> None:
    archive = open_archive(tmp_path, postgresql.new_database(), SystemClock())
    sent = []
    for number in range(3):
        data = secondary_capture(InstanceNumber=number)
        assert receive(archive, data).outcome is Outcome.STORED
        sent.append(hashlib.sha256(data).digest())
        postgresql.control("stop", "-m", "immediate")
        with pytest.raises(UnavailableError):
            receive(archive, secondary_capture())
        postgresql.start()
    started = time.monotonic()
    Sweep(archive.index, archive.landing, archive.ingest).run()
    with archive.index.read() as connection:
        assert set(connection.scalars(select(instances.c.sha256))) >= set(sent)
    assert time.monotonic() - started < 10
    archive.close()
