"""What is drawn leaves as objects that other systems read, and can be kept in the study by the one way in."""

from __future__ import annotations

import hashlib
import io
import subprocess
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import numpy as np
import pydicom
import pytest
from highdicom.sr import srread
from pydicom.datadict import tag_for_keyword
from pydicom.uid import generate_uid
from sqlalchemy import delete

from imaging.access.actors import Role
from imaging.archive.landing import Landing
from imaging.archive.landing_file import LandingFile
from imaging.dicom.as_it_came import put_as_it_came
from imaging.dicom.header import read_header
from imaging.exporting.exports import ExportKind
from imaging.exporting.measurements import tracking_uid
from imaging.index.tables import instances
from imaging.reading.brought import Brought
from imaging.reading.key_objects import key_objects
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.ruled import receive_ruled
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.peers import require
from tests.serving import Establishment
from tests.synthetic import secondary_capture

# Columns 0.5 mm wide, rows 0.8 mm high.
FIGURES: list[dict[str, Any]] = [
    {"kind": "length", "points": [[10, 10], [40, 10]], "text": "病灶"},
    {"kind": "ellipse", "points": [[10, 20], [14, 20], [12, 10], [12, 30]]},
    {"kind": "cobb", "points": [[1, 1], [9, 2], [1, 30], [9, 28]]},
    # 10 columns are 5 mm, 8 rows are 6.4 mm: the long axis has fewer pixels.
    {"kind": "bidirectional", "points": [[20, 20], [30, 20], [25, 16], [25, 24]]},
    {"kind": "probe", "points": [[3, 2]]},
    {"kind": "key-image", "points": [], "text": "看这里"},
]


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


def httpx_client(opened: Establishment) -> httpx.Client:
    # The first document of a process reads every code of the standard.
    return httpx.Client(base_url=opened.served.url, timeout=30)


def exported(opened: Establishment, study_id: int, kind: str, login: str = "reader") -> bytes:
    with httpx_client(opened) as client:
        sign_in(client, login)
        answer = client.get(f"/desk/api/studies/{study_id}/exports/{kind}.dcm")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/dicom"
    assert "attachment" in answer.headers["content-disposition"]
    return bytes(answer.content)


def test_measurements_leave_as_a_report_with_codes_units_and_coordinates(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str]
) -> None:
    content = exported(opened, study[0], "measurements")
    dataset = pydicom.dcmread(io.BytesIO(content))
    image = opened.house.archive.retrieve.by_id(study[1])
    assert (dataset.Modality, dataset.PatientName.ideographic, dataset.AccessionNumber) == ("SR", "王^芳", "E1")
    (series,) = dataset.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence
    assert series.SeriesInstanceUID == image.series_instance_uid
    assert [each.ReferencedSOPInstanceUID for each in series.ReferencedSOPSequence] == [image.sop_instance_uid]
    report = srread(io.BytesIO(content)).content
    groups = {each.tracking_uid: each for each in report.get_image_measurement_groups()}
    regions = {each.tracking_uid: each for each in report.get_planar_roi_measurement_groups()}
    length = groups[tracking_uid(drawn["length"])]
    assert length.tracking_identifier == "病灶"
    assert numbers(length) == [("410668003", "SCT", "", 15.0, "mm")]
    assert coordinates(length) == [("POLYLINE", [[10.5, 10.5], [40.5, 10.5]])]
    assert [each[:2] + each[4:] for each in numbers(groups[tracking_uid(drawn["cobb"])])] == [
        ("285285000", "SCT", "deg")
    ]
    assert len(coordinates(groups[tracking_uid(drawn["cobb"])])) == 2
    axes = groups[tracking_uid(drawn["bidirectional"])]
    assert numbers(axes) == [
        ("103339001", "SCT", "", 6.4, "mm"),
        ("103340004", "SCT", "", 5.0, "mm"),
    ]
    assert coordinates(axes)[0] == ("POLYLINE", [[25.5, 16.5], [25.5, 24.5]])
    assert numbers(groups[tracking_uid(drawn["probe"])]) == [("112031", "DCM", "", 100 * 2 + 3 - 1000, "[hnsf'U]")]
    ellipse = regions[tracking_uid(drawn["ellipse"])]
    told_values = {(code, derivation): (value, unit) for code, _, derivation, value, unit in numbers(ellipse)}
    assert told_values["42798000", ""] == (pytest.approx(np.pi * 1 * 8, rel=1e-5), "mm2")
    assert told_values["112031", "373098007"] == (pytest.approx(100 * 20 + 12 - 1000), "[hnsf'U]")
    (scoord,) = [each for each in ellipse[0].ContentSequence if each.ValueType == "SCOORD"]
    assert scoord.GraphicType == "ELLIPSE"
    source = scoord.ContentSequence[0].ReferencedSOPSequence[0]
    assert source.ReferencedSOPInstanceUID == image.sop_instance_uid


def numbers(group: Any) -> list[tuple[str, str, str, float, str]]:
    found = []
    for each in group[0].ContentSequence:
        if each.ValueType == "NUM":
            name, value = each.ConceptNameCodeSequence[0], each.MeasuredValueSequence[0]
            derivations = [
                below.ConceptCodeSequence[0].CodeValue
                for below in each.get("ContentSequence", [])
                if below.ConceptNameCodeSequence[0].CodeValue == "121401"
            ]
            unit = value.MeasurementUnitsCodeSequence[0]
            assert unit.CodingSchemeDesignator == "UCUM"
            derived = derivations[0] if derivations else ""
            found.append(
                (name.CodeValue, name.CodingSchemeDesignator, derived, float(value.NumericValue), unit.CodeValue)
            )
    return found


def coordinates(group: Any) -> list[tuple[str, list[list[float]]]]:
    return [
        (below.GraphicType, np.array(below.GraphicData).reshape(-1, 2).tolist())
        for each in group[0].ContentSequence
        if each.ValueType == "NUM"
        for below in each.ContentSequence
        if below.ValueType == "SCOORD"
    ]


def test_who_sends_is_the_observer_and_who_measured_is_named(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str]
) -> None:
    own = pydicom.dcmread(io.BytesIO(exported(opened, study[0], "measurements")))
    others = pydicom.dcmread(io.BytesIO(exported(opened, study[0], "measurements", "second")))
    assert observers(own) == ["Dr reader^"]
    assert observers(others) == ["Dr second^"]
    (measured,) = [
        each for each in others.ContentSequence if each.get("ContentSequence") and "125007" in codes_of(each)
    ]
    assert {observers(group)[0] for group in measured.ContentSequence} == {"Dr reader^"}
    assert own.InstitutionName == opened.house.hospitals.by_id(opened.hospital_id).name


def observers(item: pydicom.Dataset) -> list[str]:
    return [
        str(each.PersonName)
        for each in item.ContentSequence
        if each.ValueType == "PNAME" and each.ConceptNameCodeSequence[0].CodeValue == "121008"
    ]


def codes_of(item: pydicom.Dataset) -> set[str]:
    return {each.ConceptNameCodeSequence[0].CodeValue for each in item.ContentSequence}


def test_key_images_leave_as_a_selection(opened: Establishment, study: tuple[int, int], drawn: dict[str, str]) -> None:
    content = exported(opened, study[0], "key-objects")
    found = key_objects(read_header(io.BytesIO(content)).dataset)
    image = opened.house.archive.retrieve.by_id(study[1])
    assert (found.title, [each.sop_instance_uid for each in found.pictures]) == (
        "Of Interest",
        [image.sop_instance_uid],
    )
    assert "看这里" in found.description


@pytest.mark.parametrize("kind", ["measurements", "key-objects"])
def test_another_house_reads_the_document_without_a_complaint(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str], kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "document.dcm"
    path.write_bytes(exported(opened, study[0], kind))
    done = subprocess.run([require("dsrdump"), "+Pc", "+U8", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    complaints = [line for line in done.stderr.splitlines() if line.startswith(("E:", "W:"))]
    # What dcmtk itself can't check is no complaint about the document.
    assert not [line for line in complaints if "not support" not in line and "not yet supported" not in line]
    assert ("病灶" if kind == "measurements" else "看这里") in done.stdout


def test_what_is_kept_is_found_as_if_a_device_had_sent_it(
    opened: Establishment, study: tuple[int, int], drawn: dict[str, str]
) -> None:
    path = f"/desk/api/studies/{study[0]}/exports"
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


def test_what_devices_write_against_the_rules_leaves_as_it_came(
    opened: Establishment, study: tuple[int, int], tmp_path: Path
) -> None:
    said = {"PatientSex": "UNKNOWN", "PatientBirthDate": "1950", "StudyDate": "2024/1/5", "StudyTime": "10:15:00"}
    dataset = pydicom.dcmread(io.BytesIO(secondary_capture(StudyInstanceUID=generate_uid())))
    for keyword, text in said.items():
        put_as_it_came(dataset, keyword, text)
    dataset.save_as(tmp_path / "image.dcm")
    (accepted,) = opened.receive(tmp_path / "image.dcm")
    (image,) = opened.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    with httpx_client(opened) as client:
        word = sign_in(client, "reader")
        for figure in FIGURES[0], FIGURES[-1]:
            put = {"does": "put", "id": str(uuid.uuid4()), "annotation": {"place": {"instance_id": image.id}} | figure}
            client.post(f"/desk/api/studies/{image.study_id}/annotations", json=put, headers=word)
    for kind in ("key-objects", "measurements", "presentation-state"):
        written = read_header(io.BytesIO(exported(opened, image.study_id, kind))).dataset
        assert {keyword: written.text(keyword_tag(keyword)) for keyword in said} == said, kind


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


def keyword_tag(keyword: str) -> int:
    found = tag_for_keyword(keyword)
    assert found is not None
    return found


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
