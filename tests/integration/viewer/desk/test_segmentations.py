"""Segmentations that another library wrote, laid over the pictures that they were made of."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pydicom
import pytest
from highdicom import AlgorithmIdentificationSequence
from highdicom.seg import SegmentAlgorithmTypeValues, Segmentation, SegmentationTypeValues, SegmentDescription
from PIL import Image
from pydicom.sr.codedict import codes
from pydicom.uid import CTImageStorage, generate_uid

from imaging.access.actors import Role
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment
from tests.synthetic import secondary_capture

ROWS, COLUMNS = 20, 30


def slices(study: str) -> list[bytes]:
    """Three slices above each other, in one frame of reference."""
    common: dict[str, Any] = {
        "SOPClassUID": CTImageStorage, "StudyInstanceUID": study, "SeriesInstanceUID": generate_uid(),
        "Modality": "CT", "Rows": ROWS, "Columns": COLUMNS, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15,
        "PixelSpacing": [0.8, 0.5], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "RescaleSlope": 1,
        "RescaleIntercept": 0, "FrameOfReferenceUID": generate_uid(), "SliceThickness": 2, "PatientID": "SEG1",
        "PixelData": bytes(2 * ROWS * COLUMNS), "StudyID": "1", "ReferringPhysicianName": "",
        "PositionReferenceIndicator": "",
    }  # fmt: skip
    return [secondary_capture(**common, ImagePositionPatient=[5, 6, 2 * at], InstanceNumber=at + 1) for at in range(3)]


def written(images: list[bytes], masks: np.ndarray, kind: SegmentationTypeValues) -> bytes:
    algorithm = AlgorithmIdentificationSequence("test", codes.DCM.ArtificialIntelligence, "1")
    descriptions = [
        SegmentDescription(
            number, label, codes.SCT.Organ, codes.SCT.Liver, SegmentAlgorithmTypeValues.AUTOMATIC, algorithm
        )
        for number, label in enumerate(("肝", "tumour"), 1)
    ]
    made = Segmentation(
        [pydicom.dcmread(io.BytesIO(data)) for data in images], masks, kind, descriptions,
        generate_uid(), 7, generate_uid(), 1, "maker", "model", "1", "serial",
        **({"max_fractional_value": 200} if kind is SegmentationTypeValues.FRACTIONAL else {}),
    )  # fmt: skip
    stream = io.BytesIO()
    made.save_as(stream)
    return stream.getvalue()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", list(SegmentationTypeValues)[:2])
def test_segments_lie_where_they_were_outlined(
    opened: Establishment, tmp_path: Path, kind: SegmentationTypeValues
) -> None:
    images = slices(generate_uid())
    masks = np.zeros((3, ROWS, COLUMNS, 2), float if kind is SegmentationTypeValues.FRACTIONAL else np.uint8)
    masks[1, 4:9, 10:20, 0] = 1
    masks[2, 12:15, 3:6, 1] = 0.5 if kind is SegmentationTypeValues.FRACTIONAL else 1
    paths = []
    for number, data in enumerate([*images, written(images, masks, kind)]):
        paths.append(tmp_path / f"{number}.dcm")
        paths[-1].write_bytes(data)
    accepted = opened.receive(*paths)
    stored = opened.house.archive.retrieve.instances_of(None, accepted[0].study_instance_uid)
    ids = {each.sop_instance_uid: each.id for each in stored}
    study = stored[0].study_id
    login = f"seg-{kind.value.lower()}"
    opened.house.people.add(login, PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    with httpx.Client(base_url=opened.served.url) as client:
        sign_in(client, login)
        (found,) = client.get(f"/desk/api/studies/{study}/brought").json()["segmentations"]
        assert [(each["number"], each["label"]) for each in found["segments"]] == [(1, "肝"), (2, "tumour")]
        for segment, slice_number in ((1, 1), (2, 2)):
            picture = ids[accepted[slice_number].sop_instance_uid]
            on_slice = [each for each in found["frames"] if each["place"]["instance_id"] == picture]
            (frame,) = [each for each in on_slice if each["segment"] == segment]
            corners = [[-0.5, -0.5], [29.5, -0.5], [-0.5, 19.5]]
            assert frame["corners"] == [pytest.approx(corner) for corner in corners]
            address = f"/desk/api/studies/{study}/instances/{found['instance_id']}/frames/{frame['frame']}"
            answer = client.get(f"{address}/segments/{segment}")
            alpha = np.asarray(Image.open(io.BytesIO(answer.content)))[..., 3]
            assert np.abs(alpha / 255 - masks[slice_number, ..., segment - 1]).max() < 0.01
        assert client.get(f"{address}/segments/9").status_code == 404
