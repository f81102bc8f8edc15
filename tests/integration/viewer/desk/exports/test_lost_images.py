"""What is drawn on images that were lost."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from pydicom.uid import generate_uid
from sqlalchemy import delete

from imaging.index.tables import instances
from tests.integration.viewer.desk.exports.exporting import FIGURES, httpx_client
from tests.integration.viewer.desk.signing import sign_in
from tests.serving import Establishment
from tests.synthetic import secondary_capture

# With it come the doctors who draw.
pytestmark = pytest.mark.usefixtures("study")


def test_what_is_drawn_on_an_image_that_was_lost_is_refused_in_words(opened: Establishment, tmp_path: Path) -> None:
    path = tmp_path / "lost.dcm"
    path.write_bytes(secondary_capture(StudyInstanceUID=generate_uid(), PatientID="LOST1"))
    (accepted,) = opened.receive(path)
    (image,) = opened.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        for figure in FIGURES[0], FIGURES[-1]:
            put = {"does": "put", "id": str(uuid.uuid4()), "annotation": {"place": {"instance_id": image.id}} | figure}
            client.post(f"/desk/api/studies/{image.study_id}/annotations", json=put, headers=word)
        with opened.house.index.write() as connection:
            connection.execute(delete(instances).where(instances.c.id == image.id))
        for kind in ("key-objects", "measurements", "presentation-state"):
            exports = f"/desk/api/studies/{image.study_id}/exports/{kind}"
            for answer in (client.get(f"{exports}.dcm"), client.post(f"{exports}/keep", json={}, headers=word)):
                assert (answer.status_code, answer.json()["problem"]) == (410, "image-lost")
                assert answer.json()["told"] == {"count": 1}


def test_what_lies_on_a_lost_image_is_left_out_of_what_is_exported(opened: Establishment, tmp_path: Path) -> None:
    study_uid, series_uid = generate_uid(), generate_uid()
    for name in "ab":
        path = tmp_path / f"{name}.dcm"
        path.write_bytes(secondary_capture(StudyInstanceUID=study_uid, SeriesInstanceUID=series_uid, PatientID="LOST2"))
        (accepted,) = opened.receive(path)
    one, other = opened.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    with httpx_client(opened) as client:
        for login, image in (("reader", one), ("second", other)):
            word = sign_in(client, login)
            for figure in FIGURES[0], FIGURES[-1]:
                annotation = {"place": {"instance_id": image.id}} | figure
                put = {"does": "put", "id": str(uuid.uuid4()), "annotation": annotation}
                client.post(f"/desk/api/studies/{image.study_id}/annotations", json=put, headers=word)
        with opened.house.index.write() as connection:
            connection.execute(delete(instances).where(instances.c.id == other.id))
        exports = f"/desk/api/studies/{one.study_id}/exports"
        offered = client.get(exports).json()
        assert (set(offered["counts"].values()), set(offered["lost"].values())) == ({1}, {1})
        for kind in offered["counts"]:
            content = client.get(f"{exports}/{kind}.dcm").content
            assert one.sop_instance_uid.encode() in content, kind
            assert other.sop_instance_uid.encode() not in content, kind
            assert client.post(f"{exports}/{kind}/keep", json={}, headers=word).json()["outcome"] == "stored"
