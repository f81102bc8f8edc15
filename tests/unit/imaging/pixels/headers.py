"""Headers for tests: written by pydicom, read by our own reader."""

from __future__ import annotations

import io

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset

from imaging.dicom.header import Header, read_header

EXPLICIT_LITTLE, EXPLICIT_BIG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"


def image(rows: int = 2, columns: int = 2, **attributes: object) -> Dataset:
    """A grey image of 16 bits with what the Image Pixel module asks for, and further attributes by keyword."""
    dataset = Dataset()
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = rows, columns, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 0
    dataset.PixelData = bytes(rows * columns * 2)
    dataset["PixelData"].VR = "OW"
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def lookup_table(first: int, entries: list[int], bits: int, *, is_signed: bool = False) -> Dataset:
    """An item of the Modality LUT or VOI LUT Sequence."""
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if is_signed else "US", [len(entries) % 65536, first, bits])
    item.add_new("LUTData", "US", entries)
    return item


def header_of(dataset: Dataset, transfer_syntax_uid: str = EXPLICIT_LITTLE) -> Header:
    """Write a data set and read its header."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = transfer_syntax_uid
    dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, dataset, enforce_file_format=True)
    return read_header(stream)
