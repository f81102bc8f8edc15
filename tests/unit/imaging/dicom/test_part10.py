from __future__ import annotations

import io

import pydicom

from imaging.dicom.part10 import file_meta
from imaging.dicom.uids import new_uid


def test_pydicom_reads_what_is_written() -> None:
    instance = new_uid()
    written = file_meta("1.2.840.10008.5.1.4.1.1.2", instance, "1.2.840.10008.1.2.1", "CT_ONE")
    read = pydicom.dcmread(io.BytesIO(written)).file_meta
    assert read.MediaStorageSOPInstanceUID == instance
    assert read.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    assert read.SourceApplicationEntityTitle == "CT_ONE"
    assert read.FileMetaInformationGroupLength == len(written) - 128 - 4 - 12
