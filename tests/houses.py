"""Whole houses on real engines, for tests, with a clock that moves only when told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid
from sqlalchemy import select

from imaging.archive.ingest import Origin
from imaging.clock import SetClock
from imaging.house import House
from imaging.index.tables import studies
from imaging.settings import Settings
from tests.prepared import MEMORY, prepare_quickly

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@contextmanager
def open_house(directory: Path, clock: SetClock | None = None, **settings: Any) -> Iterator[House]:
    """A house with the hospital MAIN."""
    values = {"data_dir": directory, "unknown_ae": "accept", "time_zone": "Asia/Shanghai", **settings}
    chosen = Settings(**values)
    prepare_quickly(chosen)
    with House.open(chosen, clock or SetClock(NOON)) as house:
        yield house


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def house(clock: SetClock) -> Iterator[House]:
    with (
        tempfile.TemporaryDirectory(prefix="filmless-", dir=MEMORY) as directory,
        open_house(Path(directory), clock) as opened,
    ):
        yield opened


def send(house: House, study_instance_uid: str = "2.25.1", hospital_id: int = 1, **attributes: str) -> int:
    """Have the archive receive one more instance of a study, and return the study's number."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID, dataset.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid(None)
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study_instance_uid, generate_uid(None)
    said = {"AccessionNumber": "A-1", "PatientID": "P-1", "PatientBirthDate": "19600229", "PatientName": "王^小明"}
    for keyword, value in (said | attributes).items():
        setattr(dataset, keyword, value)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    buffer = BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    file = house.archive.landing.begin()
    file.write(buffer.getvalue())
    house.archive.ingest.accept(file, Origin(hospital_id, "test"), None)
    query = select(studies.c.id).where(studies.c.study_instance_uid == study_instance_uid)
    with house.index.read() as connection:
        return connection.execute(query.where(studies.c.hospital_id == hospital_id)).scalar_one()
