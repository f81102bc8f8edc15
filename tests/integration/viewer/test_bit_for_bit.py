"""What comes back by WADO-RS is what was received, byte for byte, for every file of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

import httpx
import pytest

from imaging.archive.ingest import Accepted, Outcome
from imaging.errors import RefusedError
from tests.data import catalog, catalog_path
from tests.serving import Establishment, establishment

FILES = [row["file"] for row in catalog()]
AS_STORED = 'multipart/related; type="application/dicom"; transfer-syntax=*'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Establishment]:
    with establishment(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="module")
def http(place: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.served.url + "/dicom-web", headers=place.headers, timeout=60) as client:
        yield client


def stored(place: Establishment, path: Path) -> Accepted | None:
    """What the archive says of a new object; None if it refuses it, or has another of the catalogue with its UID."""
    try:
        [accepted] = place.receive(path)
    except RefusedError:
        return None
    return accepted if accepted.outcome is Outcome.STORED else None


@pytest.mark.parametrize("file", FILES)
def test_a_file_comes_back_as_it_was(place: Establishment, http: httpx.Client, file: str) -> None:
    path = catalog_path(file)
    kept = stored(place, path)
    if kept is None:
        return
    below = f"/studies/{kept.study_instance_uid}/series/{kept.series_instance_uid}/instances/{kept.sop_instance_uid}"
    answer = http.get(below, headers={"Accept": AS_STORED})
    assert answer.status_code == 200
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    [part] = BytesParser(policy=HTTP).parsebytes(head + answer.content).iter_parts()
    assert part.get_payload(decode=True) == path.read_bytes()
