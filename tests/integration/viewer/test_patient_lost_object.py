"""One object that the archive has lost takes nothing else from the patient."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from imaging.archive.transfer import Transfer
from imaging.sharing.film import Films
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, PHONE, Exam, book
from tests.serving import establishment

RIGHT = {"birth_date": BIRTH_DATE, "last_four": PHONE[-4:]}


@pytest.fixture
def exam(tmp_path: Path) -> Iterator[Exam]:
    """Three slices, of which the one that is seen first is lost."""
    with establishment(tmp_path) as place:
        booked = book(place)
        booked.receive("mr_brain_t1", most=3)
        archive = place.house.archive
        Transfer(archive.index, archive.landing, archive.blobs).run()
        film = Films(archive.index, archive.retrieve).of(place.house.bindings.study_ids(booked.order.id))
        archive.blobs.delete(film.shown[0].place_of(2)[0].object_key)
        yield booked


@pytest.fixture
def client(exam: Exam) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=exam.place.served.url, timeout=60) as opened:
        yield opened


def open_link(client: httpx.Client, exam: Exam) -> httpx.Response:
    return client.post("/i/api/session", json={"secret": exam.link.secret.text, "factor": RIGHT})


def test_the_link_opens_without_a_first_picture(client: httpx.Client, exam: Exam) -> None:
    opened = open_link(client, exam)
    assert opened.status_code == 200, opened.text
    assert (opened.json()["first"], len(opened.cookies)) == (None, 1)
    # Nothing is promised that does not come.
    assert opened.json()["first_after_seconds"] is None


def test_the_other_slices_are_shown(client: httpx.Client, exam: Exam) -> None:
    [[series]] = [study["series"] for study in open_link(client, exam).json()["status"]["studies"]]
    frames = [client.get(f"/i/api/series/{series['id']}/frames/{number}").status_code for number in (1, 2, 3)]
    assert frames == [200, 404, 200]


def test_the_other_slices_can_be_taken_along(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam)
    archive = zipfile.ZipFile(io.BytesIO(client.get("/i/api/pictures.zip").content))
    assert archive.testzip() is None
    assert archive.namelist() == ["README.TXT", "SERIES01/0001.jpg", "SERIES01/0003.jpg"]
