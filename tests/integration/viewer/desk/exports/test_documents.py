"""What is drawn leaves as objects that other systems read."""

from __future__ import annotations

import io
import subprocess
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from highdicom.sr import srread
from pydicom.datadict import tag_for_keyword
from pydicom.uid import generate_uid

from imaging.dicom.as_it_came import put_as_it_came
from imaging.dicom.header import read_header
from imaging.exporting.measurements import tracking_uid
from imaging.reading.key_objects import key_objects
from tests.integration.viewer.desk.exports.exporting import FIGURES, exported, httpx_client
from tests.integration.viewer.desk.signing import sign_in
from tests.peers import require
from tests.serving import Establishment
from tests.synthetic import secondary_capture


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


def keyword_tag(keyword: str) -> int:
    found = tag_for_keyword(keyword)
    assert found is not None
    return found
