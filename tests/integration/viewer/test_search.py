"""QIDO-RS as OHIF, Weasis and attackers ask."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pydicom
import pytest

from tests.data import sample_path
from tests.serving import Establishment, establishment

MR = pydicom.dcmread(sample_path("mr_brain_t1/mr_t1_001.dcm"), stop_before_pixels=True)
CT = pydicom.dcmread(sample_path("ct_head_phantom/ct_phantom_001.dcm"), stop_before_pixels=True)
OHIF = {"limit": "101", "offset": "0", "fuzzymatching": "false", "includefield": "00081030,00080060,00080090,00100030"}


def studies(http: httpx.Client, path: str = "/studies", **parameters: str) -> list[str]:
    answer = http.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/dicom+json"
    return [study["0020000D"]["Value"][0] for study in answer.json()]


@pytest.mark.parametrize(
    "asked",
    [
        {"PatientID": MR.PatientID},
        {"00100020": MR.PatientID},
        {"00100020": f"*{MR.PatientID[1:-1]}*"},
        {"PatientName": "*" + str(MR.PatientName).split("=")[0][:3].lower() + "*"},
        {"StudyDate": f"{MR.StudyDate}-{MR.StudyDate}", "ModalitiesInStudy": "MR\\CT"},
        {"StudyInstanceUID": f"1.2.3\\{MR.StudyInstanceUID}"},
        {"StudyInstanceUID": f"1.2.3,{MR.StudyInstanceUID}"},
        {"AccessionNumber": MR.AccessionNumber, "Modality": "MR"},
    ],
)
def test_what_ohif_asks_finds_the_study(http: httpx.Client, asked: dict[str, str]) -> None:
    assert MR.StudyInstanceUID in studies(http, **OHIF, **asked)


def test_what_does_not_match_is_an_empty_list(http: httpx.Client) -> None:
    answer = http.get("/studies", params={"PatientID": "nobody"})
    assert (answer.status_code, answer.json()) == (200, [])
    assert studies(http, offset="100000") == []


def test_answers_are_ordered_by_tag_and_say_what_is_required(http: httpx.Client) -> None:
    (study,) = http.get("/studies", params={"PatientID": CT.PatientID}).json()
    assert list(study) == sorted(study)
    required = "00080020 00080030 00080050 00080056 00080061 00081190 00100010 00100020 00100030 00100040"
    assert set(required.split()) | {"0020000D", "00200010", "00201206", "00201208"} <= set(study)
    assert study["00100010"]["Value"][0]["Ideographic"]


def test_series_and_instances_are_found_below_and_across_studies(http: httpx.Client) -> None:
    path = f"/studies/{CT.StudyInstanceUID}/series"
    (series,) = http.get(path, params={"includefield": "0008103E,00080021"}).json()
    assert series["0020000E"]["Value"] == [CT.SeriesInstanceUID]
    assert series["00201209"]["Value"] == [16]
    assert series["00081190"]["Value"][0].endswith(f"{path}/{CT.SeriesInstanceUID}")
    assert len(http.get(f"{path}/{CT.SeriesInstanceUID}/instances").json()) == 16
    assert len(http.get("/series", params={"Modality": "CT", "PatientID": CT.PatientID}).json()) == 1
    (instance,) = http.get("/instances", params={"SOPInstanceUID": CT.SOPInstanceUID}).json()
    assert instance["00081190"]["Value"][0].endswith(f"/instances/{CT.SOPInstanceUID}")
    assert instance["00280010"]["Value"] == [512]


def test_the_path_bounds_the_answers_whatever_the_parameters_say(http: httpx.Client) -> None:
    path = f"/studies/{CT.StudyInstanceUID}/series"
    assert studies(http, path, StudyInstanceUID=MR.StudyInstanceUID) == []


def test_every_attribute_comes_with_all(http: httpx.Client) -> None:
    asked = {"SOPInstanceUID": CT.SOPInstanceUID}
    few, many = (http.get("/instances", params=asked | more).json()[0] for more in ({}, {"includefield": "all"}))
    assert set(few) < set(many)


def test_what_can_not_be_matched_is_told(http: httpx.Client) -> None:
    answer = http.get("/studies", params={"BodyPartExamined": "HEAD"})
    assert answer.status_code == 200
    assert "BodyPartExamined" in answer.headers["warning"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=1000000000", 200), ("limit=-1", 400), ("offset=-1", 400), ("limit=x", 400), ("offset=1e3", 400),
        ("limit=99999999999999999999", 400), ("fuzzymatching=maybe", 400), ("fuzzymatching=true&PatientName=%2A", 200),
        ("PatientName=' OR 1=1 --", 200), ("PatientID=%27%3B DROP TABLE studies", 200), ("StudyDate=99999999-", 200),
        ("StudyDate=20-20", 400), ("StudyTime=zz", 400), ("PatientID=" + "x" * 8192, 400), ("PatientName=%00", 400),
        ("NoSuchKeyword=1", 400), ("0010002=1", 400), ("=1", 400), ("PatientID", 200), ("PatientID=", 200),
        ("&".join(["includefield=00080060"] * 190), 200), ("includefield=" + ",".join(["00080060"] * 3_000), 400),
        ("&".join(f"0010{n:04X}=1" for n in range(300)), 400), ("includefield=Nonsense", 400),
        ("RequestAttributesSequence.ScheduledProcedureStepID=S1", 200), ("00400275.00400009=S1", 200),
        ("ModalitiesInStudy=%5C%5C%5C", 200), ("PatientName=%25%5F", 200), ("PatientName=" + "%2A%3F" * 100, 200),
    ],
)  # fmt: skip
def test_strange_questions_get_a_coded_answer_soon(http: httpx.Client, query: str, status: int) -> None:
    began = time.perf_counter()
    answer = http.get(f"/studies?{query}")
    assert time.perf_counter() - began < 1
    assert answer.status_code == status, answer.text[:200]
    injected = "OR 1" in query or "DROP" in query
    assert not injected or answer.json() == []


def test_only_json_is_given(http: httpx.Client) -> None:
    for accept, status in (("application/json", 200), ("*/*", 200), ("application/dicom+xml", 406), ("text/html", 406)):
        assert http.get("/studies", headers={"Accept": accept}).status_code == status


@pytest.fixture(scope="module")
def neighbours() -> Any:
    """Two hospitals that hold the very same objects, and an object only the other has."""
    with establishment() as opened:
        other = opened.house.hospitals.add("OTHER", "The other hospital")
        mine = Path(str(MR.filename))
        opened.receive(mine)
        opened.receive(mine, Path(str(CT.filename)), hospital_id=other.id)
        yield opened


def test_nobody_sees_another_hospitals_studies(neighbours: Establishment) -> None:
    with httpx.Client(base_url=neighbours.served.url + "/dicom-web", headers=neighbours.headers, timeout=60) as http:
        for asked in ({}, {"PatientID": "*"}, {"StudyInstanceUID": f"{MR.StudyInstanceUID}\\{CT.StudyInstanceUID}"}):
            assert studies(http, **asked) == [MR.StudyInstanceUID]
        series = f"/studies/{CT.StudyInstanceUID}/series/{CT.SeriesInstanceUID}"
        instance = f"{series}/instances/{CT.SOPInstanceUID}"
        for path in (f"{series}/metadata", instance, f"{instance}/frames/1", f"{instance}/rendered"):
            assert http.get(path).status_code == 404
        assert http.get(f"/studies/{CT.StudyInstanceUID}/series").json() == []


def test_every_look_is_in_the_audit_once_and_counted(neighbours: Establishment) -> None:
    with httpx.Client(base_url=neighbours.served.url + "/dicom-web", headers=neighbours.headers, timeout=60) as http:
        for _ in range(5):
            assert http.get(f"/studies/{MR.StudyInstanceUID}/metadata").status_code == 200
    (accepted,) = neighbours.house.archive.retrieve.instances_of(frozenset({neighbours.hospital_id}))
    openings = neighbours.house.access_log.openings([accepted.study_id])
    assert [(opening.actor, opening.action) for opening in openings] == [("test", "see-images")]
    assert neighbours.house.audit.verify().is_sound
