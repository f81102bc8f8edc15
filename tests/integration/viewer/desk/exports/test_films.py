"""Films, originals, and what a browser makes itself."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from pathlib import Path

from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.exports.exporting import httpx_client
from tests.integration.viewer.desk.signing import sign_in
from tests.peers import require
from tests.serving import Establishment


def test_a_film_has_the_hospitals_heading_the_patient_and_every_picture(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str], tmp_path: Path
) -> None:
    path = f"/desk/api/studies/{study[0]}/exports/film"
    picture = {"instance_id": study[1], "frame": 1, "window": {"center": 0, "width": 400}, "rotation": 90}
    wish = {"pictures": [picture] * 5, "rows": 2, "columns": 2, "language": "en"}
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        named, unnamed = (
            client.post(path, json=wish | {"has_names": has_names}, headers=word) for has_names in (True, False)
        )
        elsewhere = client.post(path, json=wish | {"pictures": [{"instance_id": 10**9}]}, headers=word)
        many = client.post(path, json=wish | {"pictures": [picture] * 241}, headers=word)
    assert (named.status_code, named.headers["content-type"]) == (200, "application/pdf")
    assert (elsewhere.status_code, many.json()["problem"]) == (404, "too-many-pictures")
    text = printed(named.content, tmp_path)
    assert "王" in text
    assert "E1" in text
    assert "C 0 W 400" in text
    assert "15.0 mm" in text
    assert "Page 2 of 2" in text
    assert opened.house.hospitals.by_id(opened.hospital_id).name in text
    without = printed(unnamed.content, tmp_path)
    assert not {"王", "E1"} & set(without.split())
    assert "王" not in without
    noted = [detail["export"] for action, _, detail in told(opened, "reader") if action == "download"]
    assert noted[-3:] == ["film with names", "film", "film with names"]


def printed(content: bytes, folder: Path) -> str:
    path = folder / "film.pdf"
    path.write_bytes(content)
    return subprocess.run([require("pdftotext"), path, "-"], capture_output=True, text=True, check=True).stdout


def test_originals_leave_bit_for_bit(opened: Establishment, study: tuple[int, int]) -> None:
    with httpx_client(opened) as client:
        sign_in(client, "reader")
        answer = client.get(f"/desk/api/studies/{study[0]}/exports/originals.zip")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "DICOMDIR" in archive.namelist()
        found = {hashlib.sha256(archive.read(name)).digest() for name in archive.namelist()}
    image = opened.house.archive.retrieve.by_id(study[1])
    assert image.sha256 in found


def test_what_a_browser_makes_itself_is_noted_before_it_is_saved(opened: Establishment, study: tuple[int, int]) -> None:
    path = f"/desk/api/studies/{study[0]}/exports/made"
    with httpx_client(opened) as client:
        word = sign_in(client, "second")
        assert client.post(path, json={"form": "png"}, headers=word).status_code == 200
        assert client.post(path, json={"form": "cine", "has_names": True}, headers=word).status_code == 200
        assert client.post(path, json={"form": "other"}, headers=word).status_code == 400
    noted = [detail.get("export") for action, _, detail in told(opened, "second") if action == "download"]
    assert noted[-2:] == ["png", "cine with names"]
