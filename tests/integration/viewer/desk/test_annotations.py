"""What doctors draw, by the desk's own addresses: kept in versions, measured by the server, shown to who may see it."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import numpy as np
import pytest

from imaging.access.actors import Role
from imaging.dicom.header import read_header
from imaging.reading.presentation_states import presentation_state
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.ruled import receive_ruled
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment

LENGTH = {"kind": "length", "points": [[10, 10], [40, 10]]}


@pytest.fixture(scope="module")
def study(opened: Establishment, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    """A CT of known geometry: its study's row and its image's."""
    ruled = receive_ruled(opened, tmp_path_factory.mktemp("ct"))
    for login, role in (("reader", Role.RADIOLOGIST), ("ward", Role.CLINICIAN)):
        opened.house.people.add(login, PASSWORD, opened.hospital_id, role, f"Dr {login}")
    stranger = opened.house.hospitals.add("NEXT", "The next hospital")
    opened.house.people.add("stranger", PASSWORD, stranger.id, Role.RADIOLOGIST)
    return ruled


@contextmanager
def signed_in(opened: Establishment, login: str) -> Iterator[tuple[httpx.Client, dict[str, str]]]:
    with httpx.Client(base_url=opened.served.url) as client:
        yield client, sign_in(client, login)


def put(drawn: dict[str, Any], instance_id: int, **changes: Any) -> dict[str, Any]:
    annotation = {"place": {"instance_id": instance_id}} | drawn
    return {"does": "put", "id": str(uuid.uuid4()), "annotation": annotation} | changes


def values(answer: dict[str, Any]) -> dict[str, tuple[float, str]]:
    return {each["name"]: (each["value"], each["unit"]) for each in answer["measured"]["values"]}


def test_what_one_doctor_draws_another_sees_with_its_author(opened: Establishment, study: tuple[int, int]) -> None:
    study_id, instance_id = study
    path = f"/desk/api/studies/{study_id}/annotations"
    before = len(told(opened, "reader"))
    with signed_in(opened, "reader") as (client, word):
        answer = client.post(path, json=put(LENGTH | {"text": "病灶"}, instance_id), headers=word)
        assert answer.status_code == 200, answer.text
        drawn = answer.json()
        assert values(drawn) == {"length": (15.0, "mm")}
        assert (drawn["measured"]["basis"], drawn["version"]) == ("patient", 1)
    with signed_in(opened, "ward") as (client, word):
        listed = client.get(path).json()
        (seen,) = [each for each in listed["annotations"] if each["id"] == drawn["id"]]
        assert seen == drawn
        assert (seen["author"]["name"], seen["annotation"]["text"]) == ("Dr reader", "病灶")
        assert listed["me"] != seen["author"]["id"]
        change = {"does": "change", "id": drawn["id"], "base": 1, "annotation": drawn["annotation"] | {"text": "mine"}}
        refused = client.post(path, json=change, headers=word)
        assert (refused.status_code, refused.json()["problem"]) == (403, "annotation-of-another")
    (event,) = [each for each in told(opened, "reader")[before:] if each[0] == "annotate"]
    assert event[1] == "study"
    assert event[2] == {"does": "put", "kind": "length", "sequence": drawn["sequence"]}


def test_versions_are_kept_and_a_stale_change_is_a_conflict(opened: Establishment, study: tuple[int, int]) -> None:
    study_id, instance_id = study
    path = f"/desk/api/studies/{study_id}/annotations"
    with signed_in(opened, "reader") as (client, word):
        operation = put(LENGTH, instance_id)
        first = client.post(path, json=operation, headers=word).json()
        assert client.post(path, json=operation, headers=word).json() == first, (
            "the answer was lost and asked for again"
        )
        longer = {"kind": "length", "place": {"instance_id": instance_id}, "points": [[10, 10], [50, 10]]}
        change = {"does": "change", "id": first["id"], "base": 1, "annotation": longer}
        second = client.post(path, json=change, headers=word).json()
        assert (second["version"], values(second)["length"]) == (2, (20.0, "mm"))
        assert client.post(path, json=change, headers=word).json() == second
        other = change | {"annotation": longer | {"text": "from another window"}}
        refused = client.post(path, json=other, headers=word)
        assert (refused.status_code, refused.json()["problem"]) == (409, "annotation-changed")
        assert refused.json()["told"] == {"version": 2}
        gone = client.post(path, json={"does": "delete", "id": first["id"], "base": 2}, headers=word).json()
        assert (gone["is_deleted"], gone["version"]) == (True, 3)
        assert first["id"] not in {each["id"] for each in client.get(path).json()["annotations"]}
        (since,) = client.get(f"{path}?since={second['sequence']}").json()["annotations"]
        assert since == gone
        back = client.post(path, json=change | {"base": 3}, headers=word).json()
        assert (back["is_deleted"], back["version"]) == (False, 4)
        kept = client.get(f"{path}/{first['id']}/versions").json()["versions"]
        assert [(each["version"], each["is_deleted"]) for each in kept] == [
            (1, False),
            (2, False),
            (3, True),
            (4, False),
        ]
        assert kept[0] == first


def test_the_server_measures_the_values_of_pixels(opened: Establishment, study: tuple[int, int]) -> None:
    study_id, instance_id = study
    path = f"/desk/api/studies/{study_id}/annotations"
    square = [[9.5, 19.5], [13.5, 19.5], [13.5, 22.5], [9.5, 22.5]]
    with signed_in(opened, "reader") as (client, word):
        found = values(
            client.post(path, json=put({"kind": "rectangle", "points": square}, instance_id), headers=word).json()
        )
        expected = np.array([[100 * row + column - 1000 for column in range(10, 14)] for row in range(20, 23)], float)
        assert found["area"] == (pytest.approx(4 * 0.5 * 3 * 0.8), "mm²")
        assert found["mean"] == (pytest.approx(expected.mean()), "HU")
        assert found["sd"] == (pytest.approx(expected.std()), "HU")
        assert (found["min"], found["max"]) == ((1010.0, "HU"), (1213.0, "HU"))
        probe = client.post(path, json=put({"kind": "probe", "points": [[7.3, 11.6]]}, instance_id), headers=word)
        assert values(probe.json()) == {"value": (207.0, "HU")}
        scale = client.get(f"/desk/api/studies/{study_id}/instances/{instance_id}/frames/1/scale").json()
        assert (scale["row_mm"], scale["column_mm"], scale["origin"], scale["unit"]) == (0.8, 0.5, "patient", "HU")


def test_key_images_are_listed_by_themselves(opened: Establishment, study: tuple[int, int]) -> None:
    study_id, instance_id = study
    with signed_in(opened, "reader") as (client, word):
        marked = put({"kind": "key-image", "text": "for the ward"}, instance_id)
        made = client.post(f"/desk/api/studies/{study_id}/annotations", json=marked, headers=word).json()
        assert client.get(f"/desk/api/studies/{study_id}/key-images").json()["annotations"] == [made]


@pytest.mark.parametrize(
    ("changes", "status", "name"),
    [
        ({"id": "no uuid"}, 400, "id"),
        ({"base": 1}, 400, "base"),
        ({"does": "delete"}, 400, "base"),
        ({"does": "delete", "base": 1}, 400, "annotation"),
        ({"annotation": {"kind": "length", "place": {"instance_id": 1}, "points": [[1, 2]]}}, 400, "points"),
        ({"annotation": {"kind": "spiral", "place": {"instance_id": 1}}}, 400, "annotation.kind"),
    ],
)
def test_what_can_not_be_meant_is_refused_with_its_field(
    opened: Establishment, study: tuple[int, int], changes: dict[str, Any], status: int, name: str
) -> None:
    with signed_in(opened, "reader") as (client, word):
        operation = (
            put(LENGTH, study[1]) | changes | ({"base": 1, "annotation": {}} if changes == {"does": "delete"} else {})
        )
        if changes == {"does": "delete"}:
            operation = {"does": "delete", "id": operation["id"]}
        answer = client.post(f"/desk/api/studies/{study[0]}/annotations", json=operation, headers=word)
        assert (answer.status_code, answer.json()["told"].get("name")) == (status, name)


def test_nobody_draws_on_what_is_not_of_the_study(opened: Establishment, study: tuple[int, int]) -> None:
    path = f"/desk/api/studies/{study[0]}/annotations"
    with signed_in(opened, "reader") as (client, word):
        assert client.post(path, json=put(LENGTH, 999_999), headers=word).status_code == 404
        beyond = put(LENGTH | {"place": {"instance_id": study[1], "frame": 2}}, study[1])
        assert client.post(path, json=beyond, headers=word).status_code == 404
        plane = {"series_id": 999, "frame_of_reference_uid": "1.2", "normal": [0, 0, 1], "up": [0, -1, 0]}
        volume = put({"kind": "probe", "place": plane, "points": [[0, 0, 0]]}, study[1])
        assert client.post(path, json=volume, headers=word).status_code == 404


@pytest.mark.parametrize("login", ["stranger", "front-desk"])
def test_who_may_not_see_the_study_neither_reads_nor_draws(
    opened: Establishment, study: tuple[int, int], login: str
) -> None:
    path = f"/desk/api/studies/{study[0]}/annotations"
    with signed_in(opened, login) as (client, word):
        for answer in (client.get(path), client.post(path, json=put(LENGTH, study[1]), headers=word)):
            assert answer.status_code in {403, 404}
            assert "annotations" not in answer.json()
    refused = [each for each in opened.house.audit.list(limit=200) if (each.actor, each.outcome) == (login, "denied")]
    assert {"see-images", "annotate"} <= {each.action for each in refused}


def test_what_is_drawn_leaves_as_a_presentation_state_and_comes_back(
    opened: Establishment, study: tuple[int, int]
) -> None:
    study_id, instance_id = study
    figures = [
        {"kind": "ellipse", "points": [[10, 20], [14, 20], [12, 10], [12, 30]], "text": "病灶"},
        {"kind": "cobb", "points": [[1, 1], [9, 2], [1, 30], [9, 28]]},
        {"kind": "rectangle", "points": [[2, 2], [8, 2], [8, 6], [2, 6]]},
    ]
    with signed_in(opened, "reader") as (client, word):
        made = [
            client.post(f"/desk/api/studies/{study_id}/annotations", json=put(each, instance_id), headers=word).json()
            for each in figures
        ]
        answer = client.get(f"/desk/api/studies/{study_id}/exports/presentation-state.dcm")
        assert answer.headers["content-type"] == "application/dicom"
        header = read_header(io.BytesIO(answer.content))
        found = presentation_state(header.dataset)
        uid = opened.house.archive.retrieve.by_id(instance_id).sop_instance_uid
        assert {each.sop_instance_uid for each in found.figures} == {uid}
        drawn = [(each.shape, [list(point) for point in each.points]) for each in found.figures]
        # The longer axis first.
        assert ("ellipse", [[12, 10], [12, 30], [10, 20], [14, 20]]) in drawn
        assert ("polyline", [[1, 1], [9, 2]]) in drawn
        assert ("polyline", [[1, 30], [9, 28]]) in drawn
        assert ("polyline", [[2, 2], [8, 2], [8, 6], [2, 6], [2, 2]]) in drawn
        texts = [each.text for each in found.figures if each.text]
        assert any("病灶" in each and "mm²" in each for each in texts)
        for each in made:
            gone = {"does": "delete", "id": each["id"], "base": 1}
            assert client.post(f"/desk/api/studies/{study_id}/annotations", json=gone, headers=word).status_code == 200
