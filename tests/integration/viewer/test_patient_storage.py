"""The patient's page while the place that keeps the objects does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from imaging.index.tables import instances
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, PHONE, Exam, book
from tests.serving import Establishment, establishment

RIGHT = {"birth_date": BIRTH_DATE, "last_four": PHONE[-4:]}


def move_out_of_reach(place: Establishment) -> None:
    """Let the index and the disk be as if the objects had moved to the server that nobody reaches."""
    with place.house.index.write() as connection:
        connection.execute(update(instances).values(is_stored=True))
    for path in place.house.archive.landing.directory.rglob("*.dcm"):
        path.unlink()


@pytest.fixture
def exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exam]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    with establishment(tmp_path, objects_url="s3://film?endpoint=http://127.0.0.1:1") as place:
        booked = book(place)
        booked.receive("mr_brain_t1", most=3)
        booked.report("The report.")
        move_out_of_reach(place)
        yield booked


def test_status_and_report_are_there_and_images_say_when_to_come_back(exam: Exam) -> None:
    with httpx.Client(base_url=exam.place.served.url, timeout=60) as client:
        opened = client.post("/i/api/session", json={"secret": exam.link.secret.text, "factor": RIGHT})
        assert opened.status_code == 200
        assert opened.json()["first"] is None
        assert opened.json()["first_after_seconds"] >= 1
        assert opened.json()["status"]["done"] == ["scheduled", "images", "report"]
        assert client.get(f"{exam.api}/report").json()["versions"][0]["text"] == "The report."
        [[series]] = [study["series"] for study in opened.json()["status"]["studies"]]
        frame = client.get(f"{exam.api}/series/{series['id']}/frames/1")
        assert frame.status_code == 503
        assert int(frame.headers["retry-after"]) >= 1
        assert "does not answer" in frame.json()["message"]
