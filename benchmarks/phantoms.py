"""Data to measure with: CT slices of 512×512 pixels, uncompressed, made from the phantom of ``sample_dicom``."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from imaging.dicom.uids import new_uid

PHANTOM = Path(__file__).parents[1] / "sample_dicom" / "ct_head_phantom"


def write_series(folder: Path, slices: int) -> list[Path]:
    """Write one study of one series; every call makes another one."""
    folder.mkdir(parents=True)
    study, series = new_uid(), new_uid()
    paths = []
    for number, source in enumerate(islice(cycle(sorted(PHANTOM.glob("*.dcm"))), slices), start=1):
        path = folder / f"{number:04}.dcm"
        write_slice(source, path, study, series, number)
        paths.append(path)
    return paths


def write_slice(source: Path, path: Path, study: str, series: str, number: int) -> None:
    slice_ = _uncompressed(source)
    slice_.StudyInstanceUID, slice_.SeriesInstanceUID, slice_.SOPInstanceUID = study, series, new_uid()
    slice_.file_meta.MediaStorageSOPInstanceUID = slice_.SOPInstanceUID
    slice_.InstanceNumber = number
    slice_.save_as(path, enforce_file_format=True)


def _uncompressed(source: Path) -> Dataset:
    slice_ = dcmread(source)
    slice_.decompress(generate_instance_uid=False)
    assert slice_.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    return slice_
