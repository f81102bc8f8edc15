"""A picture that was given a moment ago: given again to the same question, decided and noted each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from imaging.access.actors import TokenScope
from imaging.index.tables import audit_events
from tests.integration.viewer.test_retrieve import MR, url
from tests.serving import Establishment, establishment

PICTURE = f"/dicom-web{url(MR[0])}/frames/1/rendered"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Establishment]:
    with establishment(tmp_path) as opened:
        opened.receive(MR[0])
        yield opened


@pytest.fixture
def client(place: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.served.url, headers=place.headers, timeout=60) as opened:
        assert opened.get(PICTURE).status_code == 200
        yield opened


def test_the_same_question_has_the_same_answer(client: httpx.Client) -> None:
    first, second = client.get(PICTURE), client.get(PICTURE)
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["x-correlation-id"] != second.headers["x-correlation-id"]


def test_who_has_it_already_is_told_so_and_who_has_another_gets_it(client: httpx.Client) -> None:
    etag = client.get(PICTURE).headers["etag"]
    unchanged = client.get(PICTURE, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == etag
    assert client.get(PICTURE, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("parameters", [{"window": "40,400"}, {"quality": "20"}, {"viewport": "64,64"}])
def test_another_question_has_another_answer(client: httpx.Client, parameters: dict[str, str]) -> None:
    plain, other = client.get(PICTURE), client.get(PICTURE, params=parameters)
    assert other.content != plain.content
    assert other.headers["etag"] != plain.headers["etag"]


def test_another_form_has_another_answer(client: httpx.Client) -> None:
    assert client.get(PICTURE, headers={"Accept": "image/png"}).content.startswith(b"\x89PNG")
    assert client.get(PICTURE, headers={"Accept": "image/jpeg"}).content.startswith(b"\xff\xd8")


def test_nobody_else_is_given_it(place: Establishment, client: httpx.Client) -> None:
    other = place.house.hospitals.add("OTHER", "Another")
    elsewhere = place.house.tokens.create(other.id, [TokenScope.READ], "elsewhere")
    writing = place.house.tokens.create(place.hospital_id, [TokenScope.WRITE], "writing")
    asked = [("", 401), ("Bearer wrong", 401), (f"Bearer {elsewhere}", 404), (f"Bearer {writing}", 403)]
    for authorization, status in asked:
        assert client.get(PICTURE).status_code == 200
        assert client.get(PICTURE, headers={"Authorization": authorization}).status_code == status


def test_every_look_is_in_the_audit(place: Establishment, client: httpx.Client) -> None:
    for _ in range(4):
        client.get(PICTURE)
    another = place.house.tokens.create(place.hospital_id, [TokenScope.READ], "another reader")
    client.get(PICTURE, headers={"Authorization": f"Bearer {another}"})
    place.house.access_log.flush()
    with place.house.index.read() as connection:
        query = select(audit_events).where(audit_events.c.action == "see-images")
        rows = connection.execute(query.order_by(audit_events.c.sequence)).all()
    assert len({row.actor for row in rows}) == 2
    # The first was written before it was answered; the four that followed were counted.
    counted = [json.loads(row.detail)["further"] for row in rows if "further" in row.detail]
    assert counted == [4]
