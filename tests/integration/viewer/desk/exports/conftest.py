"""A study with everything drawn on it."""

from __future__ import annotations

import uuid

import pytest

from imaging.access.actors import Role
from tests.integration.viewer.desk.exports.exporting import FIGURES, httpx_client
from tests.integration.viewer.desk.ruled import receive_ruled
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment


@pytest.fixture(scope="module")
def study(opened: Establishment, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, int]:
    """A CT with everything drawn on it by one doctor: its study's row and its image's."""
    ruled = receive_ruled(
        opened,
        tmp_path_factory.mktemp("ct"),
        PatientName="Wang^Fang=王^芳",
        SpecificCharacterSet="ISO_IR 192",
        AccessionNumber="E1",
    )
    for login, role in (("reader", Role.RADIOLOGIST), ("second", Role.RADIOLOGIST), ("ward", Role.CLINICIAN)):
        opened.house.people.add(login, PASSWORD, opened.hospital_id, role, f"Dr {login}")
    return ruled


@pytest.fixture(scope="module")
def drawn(opened: Establishment, study: tuple[int, int]) -> dict[str, str]:
    """The ids of what was drawn, by its kind."""
    found = {}
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        for figure in FIGURES:
            annotation = {"place": {"instance_id": study[1]}} | figure
            put = {"does": "put", "id": str(uuid.uuid4()), "annotation": annotation}
            answer = client.post(f"/desk/api/studies/{study[0]}/annotations", json=put, headers=word)
            assert answer.status_code == 200, answer.text
            found[figure["kind"]] = put["id"]
    return found
