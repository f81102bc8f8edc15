"""What comes back by WADO-RS is what was received, byte for byte, for every file of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from itertools import count

import httpx
import pytest

from imaging.access.actors import TokenScope
from imaging.archive.ingest import Outcome
from imaging.errors import MalformedError
from tests.data import catalog, catalog_path
from tests.refusals import REFUSED
from tests.serving import Establishment, establishment

FILES = [row["file"] for row in catalog() if row["file"] not in REFUSED]
NUMBERS = count(1)
AS_STORED = 'multipart/related; type="application/dicom"; transfer-syntax=*'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Establishment]:
    with establishment(tmp_path_factory.mktemp("house")) as opened:
        yield opened


def own_hospital(place: Establishment) -> tuple[int, dict[str, str]]:
    """A hospital without objects, and what opens it: files of the catalogue have each other's UIDs."""
    number = next(NUMBERS)
    hospital = place.house.hospitals.add(f"H{number}", f"Hospital {number}")
    token = place.house.tokens.create(hospital.id, [TokenScope.READ], "test")
    return hospital.id, {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("file", FILES)
def test_a_file_comes_back_as_it_was(place: Establishment, file: str) -> None:
    path = catalog_path(file)
    hospital_id, headers = own_hospital(place)
    [kept] = place.receive(path, hospital_id=hospital_id)
    assert kept.outcome is Outcome.STORED
    below = f"/studies/{kept.study_instance_uid}/series/{kept.series_instance_uid}/instances/{kept.sop_instance_uid}"
    answer = httpx.get(f"{place.served.url}/dicom-web{below}", headers={"Accept": AS_STORED, **headers}, timeout=60)
    assert answer.status_code == 200
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    [part] = BytesParser(policy=HTTP).parsebytes(head + answer.content).iter_parts()
    assert part.get_payload(decode=True) == path.read_bytes()


@pytest.mark.parametrize("file", REFUSED)
def test_what_is_not_kept_is_refused_in_words(place: Establishment, file: str) -> None:
    with pytest.raises(MalformedError, match=f"^{re.escape(REFUSED[file])}$"):
        place.receive(catalog_path(file), hospital_id=own_hospital(place)[0])
