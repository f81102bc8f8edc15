"""What is exported is kept in the study by the one way in, once, and only for whoever may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from imaging.archive.landing import Landing
from imaging.archive.landing_file import LandingFile
from imaging.exporting.exports import ExportKind
from imaging.reading.brought import Brought
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.exports.exporting import exported, httpx_client
from tests.integration.viewer.desk.signing import sign_in
from tests.serving import Establishment


def test_what_is_kept_is_found_as_if_a_device_had_sent_it(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str]
) -> None:
    path = f"/desk/api/studies/{study[0]}/exports"
    exported(opened, study[0], "measurements")
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        assert client.get(path).json()["counts"] == {"presentation-state": 5, "key-objects": 1, "measurements": 5}
        made = {}
        for kind in ("measurements", "key-objects", "presentation-state"):
            answer = client.post(f"{path}/{kind}/keep", json={}, headers=word)
            assert (answer.status_code, answer.json()["outcome"]) == (200, "stored"), answer.text
            made[answer.json()["sop_instance_uid"]] = kind
    retrieve = opened.house.archive.retrieve
    stored = {each.sop_instance_uid: each for each in retrieve.instances_of(None, study_ids=frozenset({study[0]}))}
    assert made.keys() <= stored.keys()
    brought = Brought(retrieve).of_study(study[0])
    assert [len(brought[name]) for name in ("states", "key_objects", "reports")] == [1, 1, 1]
    assert all(each["is_own"] for name in ("states", "key_objects", "reports") for each in brought[name])
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        for uid, kind in made.items():
            again = client.post(f"{path}/{kind}/keep", json={}, headers=word)
            assert again.json() == {"outcome": "duplicate", "sop_instance_uid": uid}
    assert {each.id for each in retrieve.instances_of(None, study_ids=frozenset({study[0]}))} == {
        each.id for each in stored.values()
    }
    events = [detail["export"] for action, _, detail in told(opened, "reader") if action == "store"]
    assert events == ["measurements", "key-objects", "presentation-state"]
    taken = [detail.get("export") for action, _, detail in told(opened, "reader") if action == "download"]
    assert "measurements" in taken


class Meeting(Landing):
    """A landing directory into which nobody receives before two want to."""

    def __init__(self, landing: Landing) -> None:
        self._landing, self._barrier = landing, Barrier(2)

    def begin(self) -> LandingFile:
        self._barrier.wait(20)
        return self._landing.begin()


@pytest.mark.parametrize("kind", list(ExportKind))
def test_the_same_kept_by_two_requests_at_once_is_one_object(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str], kind: ExportKind
) -> None:
    house = opened.house
    exports = replace(house.exports, archive=replace(house.archive, landing=Meeting(house.archive.landing)))
    scope, person = house.reach.scope(study[0]), house.people.by_login("second")
    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(lambda _: exports.keep(kind, scope, person), range(2)))
    assert {each.outcome.value for each in kept} == {"stored", "duplicate"}
    assert house.exports.keep(kind, scope, person).sop_instance_uid == kept[0].sop_instance_uid


def test_who_may_not_take_out_or_put_in_is_refused(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str]
) -> None:
    path = f"/desk/api/studies/{study[0]}/exports"
    with httpx_client(opened) as client:
        word = sign_in(client, "ward")
        assert client.post(f"{path}/measurements/keep", json={}, headers=word).status_code == 403
        assert client.get(f"{path}/measurements.dcm").status_code == 200
        assert client.get(f"{path}/nothing.dcm").status_code == 404
    with httpx_client(opened) as client:
        sign_in(client, "front-desk")
        assert client.get(f"{path}/measurements.dcm").status_code == 403
