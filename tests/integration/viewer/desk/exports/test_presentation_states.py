"""Drawings leave as presentation states, which keep how their images look; each holds images of one series."""

from __future__ import annotations

import io
import subprocess
import uuid
import zipfile
from pathlib import Path

import pydicom
from pydicom.uid import generate_uid

from tests.integration.viewer.desk.exports.exporting import FIGURES, exported, httpx_client
from tests.integration.viewer.desk.signing import sign_in
from tests.peers import require
from tests.serving import Establishment
from tests.synthetic import secondary_capture


def test_a_presentation_state_keeps_the_look_of_its_images(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str], tmp_path: Path
) -> None:
    content = exported(opened, study[0], "presentation-state")
    state = pydicom.dcmread(io.BytesIO(content))
    with opened.house.archive.retrieve.file(opened.house.archive.retrieve.by_id(study[1])) as file:
        image = pydicom.dcmread(io.BytesIO(file.read()))
    assert (state.RescaleSlope, state.RescaleIntercept) == (image.RescaleSlope, image.RescaleIntercept)
    assert "SoftcopyVOILUTSequence" in state
    assert state.ContentLabel == "FILMLESS"
    (tmp_path / "state.dcm").write_bytes(content)
    said = subprocess.run([require("dciodvfy"), "-new", tmp_path / "state.dcm"], capture_output=True, check=False)
    assert [line for line in (said.stdout + said.stderr).splitlines() if line.startswith(b"Error")] == []


def test_presentation_states_of_several_series_leave_together_and_are_kept_each(
    opened: Establishment, study: tuple[int, int], tmp_path: Path
) -> None:
    study_uid = generate_uid()
    for name in "ab":
        path = tmp_path / f"{name}.dcm"
        path.write_bytes(
            secondary_capture(StudyInstanceUID=study_uid, PatientID="TWO", SeriesInstanceUID=generate_uid())
        )
        opened.receive(path)
    images = opened.house.archive.retrieve.instances_of(None, study_uid)
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        for image in images:
            annotation = {"place": {"instance_id": image.id}} | FIGURES[0]
            put = {"does": "put", "id": str(uuid.uuid4()), "annotation": annotation}
            client.post(f"/desk/api/studies/{image.study_id}/annotations", json=put, headers=word)
        exports = f"/desk/api/studies/{images[0].study_id}/exports/presentation-state"
        answer = client.get(f"{exports}.dcm")
        assert answer.headers["content-type"] == "application/zip"
        assert client.post(f"{exports}/keep", json={}, headers=word).json()["outcome"] == "stored"
        assert client.post(f"{exports}/keep", json={}, headers=word).json()["outcome"] == "duplicate"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        states = [pydicom.dcmread(io.BytesIO(archive.read(name))) for name in archive.namelist()]
    referred = {each.ReferencedSeriesSequence[0].SeriesInstanceUID for each in states}
    assert referred == {image.series_instance_uid for image in images}
    stored = opened.house.archive.retrieve.instances_of(None, study_uid)
    assert len(stored) == 4
