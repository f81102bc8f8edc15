"""What comes back by WADO-RS is what was received, byte for byte, for every file of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
def place() -> Iterator[Establishment]:
    with establishment() as opened:
        yield opened


@pytest.fixture(scope="module")
def http(place: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.served.url + "/dicom-web", timeout=60) as client:
        yield client


def own_hospital(place: Establishment) -> tuple[int, dict[str, str]]:
    """A hospital without objects, and what opens it: files of the catalogue have each other's UIDs."""
    number = next(NUMBERS)
    hospital = place.house.hospitals.add(f"H{number}", f"Hospital {number}")
    token = place.house.tokens.create(hospital.id, [TokenScope.READ], "test")
    return hospital.id, {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("file", FILES)
def test_a_file_comes_back_as_it_was(place: Establishment, http: httpx.Client, file: str) -> None:
    path = catalog_path(file)
    hospital_id, headers = own_hospital(place)
    [kept] = place.receive(path, hospital_id=hospital_id)
    assert kept.outcome is Outcome.STORED
    below = f"/studies/{kept.study_instance_uid}/series/{kept.series_instance_uid}/instances/{kept.sop_instance_uid}"
    answer = http.get(below, headers={"Accept": AS_STORED, **headers})
    assert answer.status_code == 200
    (boundary,) = re.findall(r'boundary="?([^";]+)', answer.headers["Content-Type"])
    _, _, part = answer.content.partition(b"\r\n\r\n")
    assert part == path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.parametrize("file", REFUSED)
def test_what_is_not_kept_is_refused_in_words(place: Establishment, file: str) -> None:
    with pytest.raises(MalformedError, match=f"^{re.escape(REFUSED[file])}$"):
        place.receive(catalog_path(file), hospital_id=own_hospital(place)[0])
