"""The Python client, unmodified, against a running server."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest
from dicomweb_client.api import DICOMwebClient
from pydicom.dataset import Dataset

from tests.data import sample_path
from tests.serving import Establishment, establishment

CT = sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:16]
MR = sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:8]
MR_1 = pydicom.dcmread(MR[0])
CT_1 = pydicom.dcmread(CT[0])
NATIVE = pydicom.dcmread(sample_path("mr_overlay/mr_overlay.dcm"))
EXPLICIT = "1.2.840.10008.1.2.1"


@pytest.fixture(scope="module")
def client(house: Establishment) -> DICOMwebClient:
    return house.client


def uids(dataset: Dataset) -> tuple[str, str, str]:
    return dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID


def test_studies_are_found_and_addressed(client: DICOMwebClient, house: Establishment) -> None:
    found = client.search_for_studies(search_filters={"PatientID": MR_1.PatientID}, get_remaining=True)
    assert [study["0020000D"]["Value"] for study in found] == [[MR_1.StudyInstanceUID]]
    url = found[0]["00081190"]["Value"][0]
    assert url == f"{house.served.url}/dicom-web/studies/{MR_1.StudyInstanceUID}"
    assert found[0]["00201208"]["Value"] == [8]
    assert found[0]["00080061"]["Value"] == ["MR"]


def test_all_pages_are_walked_to_the_empty_one(client: DICOMwebClient) -> None:
    whole = client.search_for_studies(get_remaining=True)
    paged = client.search_for_studies(limit=3, get_remaining=True)
    assert len(whole) == len(paged) > 9
    assert whole == paged


def test_series_and_instances_are_found(client: DICOMwebClient) -> None:
    study, series, _ = uids(CT_1)
    assert len(client.search_for_series(study)) == 1
    found = client.search_for_instances(study, series, search_filters={"InstanceNumber": CT_1.InstanceNumber})
    assert [instance["00080018"]["Value"] for instance in found] == [[CT_1.SOPInstanceUID]]
    assert len(client.search_for_instances(study)) == 16


def test_as_stored_keeps_the_pixels_compressed(client: DICOMwebClient) -> None:
    got = client.retrieve_instance(*uids(CT_1), media_types=(("application/dicom", "*"),))
    assert got.file_meta.TransferSyntaxUID == CT_1.file_meta.TransferSyntaxUID
    assert got.PixelData == CT_1.PixelData


def test_without_a_transfer_syntax_pixels_come_decoded(client: DICOMwebClient) -> None:
    got = client.retrieve_instance(*uids(CT_1), media_types=("application/dicom",))
    assert got.file_meta.TransferSyntaxUID == EXPLICIT
    assert np.array_equal(got.pixel_array, CT_1.pixel_array)
    assert got.PatientName == CT_1.PatientName


def test_a_series_and_a_study_come_whole(client: DICOMwebClient) -> None:
    study, series, _ = uids(MR_1)
    wanted = {pydicom.dcmread(path).SOPInstanceUID for path in MR}
    assert {one.SOPInstanceUID for one in client.retrieve_series(study, series)} == wanted
    assert {one.SOPInstanceUID for one in client.iter_study(study)} == wanted


@pytest.mark.parametrize("dataset", [NATIVE, CT_1], ids=["native", "jpeg-ls"])
def test_frames_come_as_plain_samples_by_default(client: DICOMwebClient, dataset: Dataset) -> None:
    (frame,) = client.retrieve_instance_frames(*uids(dataset), frame_numbers=[1])
    stored = np.frombuffer(frame, dataset.pixel_array.dtype).reshape(dataset.pixel_array.shape)
    assert np.array_equal(stored, dataset.pixel_array)


def test_frames_come_compressed_to_whoever_asks(client: DICOMwebClient) -> None:
    media_types = (("image/jls", "1.2.840.10008.1.2.4.80"),)
    (frame,) = client.retrieve_instance_frames(*uids(CT_1), frame_numbers=[1], media_types=media_types)
    assert frame == next(pydicom.encaps.generate_frames(CT_1.PixelData, number_of_frames=1))


def test_several_frames_of_a_cine(client: DICOMwebClient) -> None:
    (path,) = sample_path("us_echo").glob("*.dcm")
    dataset = pydicom.dcmread(path)
    frames = client.retrieve_instance_frames(*uids(dataset), frame_numbers=[3, 1, 7])
    pixels = dataset.pixel_array
    sizes = {len(frame) for frame in frames}
    assert (len(frames), sizes) == (3, {pixels[0].nbytes})


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    with establishment(tmp_path) as house:
        study, series, _ = uids(MR_1)
        datasets = [pydicom.dcmread(path) for path in MR]
        answer = house.client.store_instances(datasets, study)
        kept = [item.ReferencedSOPInstanceUID for item in answer.ReferencedSOPSequence]
        assert kept == [dataset.SOPInstanceUID for dataset in datasets]
        assert answer.RetrieveURL.endswith(f"/studies/{study}")
        assert "FailedSOPSequence" not in answer
        assert len(house.client.search_for_instances(study, series)) == len(MR)
        again = house.client.retrieve_instance(*uids(MR_1))
        assert again.PixelData == MR_1.PixelData
