"""An electrocardiogram is shown to whoever may see its study."""

from __future__ import annotations

import httpx

from imaging.access.actors import Role
from tests.data import sample_path
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment


def test_an_ecg_is_told_and_drawn_and_kept_from_others(opened: Establishment) -> None:
    (accepted,) = opened.receive(sample_path("ecg") / "ecg_12lead.dcm")
    (instance,) = opened.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    stranger = opened.house.hospitals.add("ELSE", "Another hospital")
    opened.house.people.add("heart", PASSWORD, opened.hospital_id, Role.CLINICIAN)
    opened.house.people.add("foreign", PASSWORD, stranger.id, Role.CLINICIAN)
    path = f"/desk/api/instances/{instance.id}/waveform"
    with httpx.Client(base_url=opened.served.url) as client:
        sign_in(client, "heart")
        told = client.get(path).json()
        assert [len(each["channels"]) for each in told["recordings"]] == [12, 12]
        assert "ECG NORMALE" in told["notes"]
        drawn = client.get(f"{path}/0.svg?speed=50&gain=20")
        assert (drawn.status_code, drawn.headers["content-type"].split(";")[0]) == (200, "image/svg+xml")
        assert 'width="520mm"' in drawn.text
        assert "sandbox" in drawn.headers["content-security-policy"]
        assert client.get(f"{path}/0.svg?speed=x").status_code == 400
        assert client.get(f"{path}/2.svg").status_code == 404
    with httpx.Client(base_url=opened.served.url) as client:
        sign_in(client, "foreign")
        assert client.get(path).status_code in {403, 404}
        assert client.get(f"{path}/0.svg").status_code in {403, 404}
