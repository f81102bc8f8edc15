"""The patient's page while the place that keeps the objects does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from imaging.index.tables import instances
from tests.exams import Exam
from tests.integration.viewer.patient.browser import RIGHT, only_series, open_link
from tests.serving import Establishment, establishment


def move_out_of_reach(place: Establishment) -> None:
    """Let the index and the disk be as if the objects had moved to the server that nobody reaches."""
    with place.house.index.write() as connection:
        connection.execute(update(instances).values(is_stored=True))
    for path in place.house.archive.landing.directory.rglob("*.dcm"):
        path.unlink()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Establishment]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    with establishment(tmp_path, objects_url="s3://film?endpoint=http://127.0.0.1:1") as opened:
        yield opened


def test_status_and_report_are_there_and_images_say_when_to_come_back(client: httpx.Client, exam: Exam) -> None:
    exam.receive("mr_brain_t1", most=3)
    exam.report("The report.")
    move_out_of_reach(exam.place)
    opened = open_link(client, exam, factor=RIGHT)
    assert opened.status_code == 200
    assert opened.json()["first"] is None
    assert opened.json()["first_after_seconds"] >= 1
    assert opened.json()["status"]["done"] == ["scheduled", "images", "report"]
    assert client.get(f"{exam.api}/report").json()["versions"][0]["text"] == "The report."
    frame = client.get(f"{exam.api}/series/{only_series(client, exam)['id']}/frames/1")
    assert frame.status_code == 503
    assert int(frame.headers["retry-after"]) >= 1
    assert "does not answer" in frame.json()["message"]
