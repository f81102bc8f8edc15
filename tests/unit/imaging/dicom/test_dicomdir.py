from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
import pytest

from imaging.dicom.dicom_json import to_dicom_json
from imaging.dicom.dicomdir import DirectoryEntry, read_dicomdir, write_dicomdir
from imaging.dicom.header import read_header
from imaging.dicom.part10 import file_meta
from imaging.dicom.tags import DIRECTORY_RECORD_SEQUENCE, REFERENCED_FILE_ID
from imaging.dicom.uids import EXPLICIT_VR_LITTLE_ENDIAN, MEDIA_STORAGE_DIRECTORY
from imaging.errors import LimitError, MalformedError
from tests.data import conformance_path, sample_path
from tests.unit.imaging.dicom.crafted import explicit, item

SAMPLES = (
    "ct_head_phantom/ct_phantom_001.dcm",
    "ct_head_phantom/ct_phantom_002.dcm",
    "mr_brain_t1/mr_t1_001.dcm",
    "report_sr/sr_basic_text.dcm",
    "ecg/ecg_12lead.dcm",
)


def file_set(root: Path) -> Path:
    """Copy samples into a folder as a ZIP would hold them, and write their DICOMDIR."""
    entries = []
    for number, name in enumerate(SAMPLES, 1):
        file_id = ("DICOM", f"IM{number:06}")
        content = sample_path(name).read_bytes()
        root.joinpath(file_id[0]).mkdir(exist_ok=True)
        root.joinpath(*file_id).write_bytes(content)
        header = read_header(io.BytesIO(content))
        entries.append(DirectoryEntry(file_id, to_dicom_json(header.dataset, str), header.transfer_syntax_uid))
    dicomdir = root / "DICOMDIR"
    dicomdir.write_bytes(write_dicomdir(entries))
    return dicomdir


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    found = read_dicomdir(file_set(tmp_path))
    assert found == [tmp_path / "DICOM" / f"IM{number:06}" for number in range(1, len(SAMPLES) + 1)]


def outline(records: dict[int, pydicom.Dataset], offset: int, depth: int = 0) -> Iterator[str]:
    """Follow the offsets as a viewer of discs does."""
    while offset:
        record = records[offset]
        yield (
            "  " * depth
            + f"{record.DirectoryRecordType} {record.get('PatientName', record.get('Modality', ''))}".strip()
        )
        yield from outline(records, record.OffsetOfReferencedLowerLevelDirectoryEntity, depth + 1)
        offset = record.OffsetOfTheNextDirectoryRecord


def test_pydicom_walks_the_records(tmp_path: Path) -> None:
    dataset: Any = pydicom.dcmread(file_set(tmp_path))
    records = {record.seq_item_tell: record for record in dataset.DirectoryRecordSequence}
    assert list(outline(records, dataset.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity)) == [
        "PATIENT Mo^Ti=模^体",
        "  STUDY",
        "    SERIES CT",
        "      IMAGE",
        "      IMAGE",
        "PATIENT Zhang^San=张^三",
        "  STUDY",
        "    SERIES MR",
        "      IMAGE",
        "PATIENT Last Name^First Name",
        "  STUDY",
        "    SERIES SR",
        "      SR DOCUMENT",
        "PATIENT Anonymous",
        "  STUDY",
        "    SERIES ECG",
        "      WAVEFORM",
    ]
    report = next(record for record in records.values() if record.DirectoryRecordType == "SR DOCUMENT")
    assert report.ConceptNameCodeSequence[0].CodeMeaning == "Document Title"


def test_records_name_their_neighbours_by_offset(tmp_path: Path) -> None:
    content = file_set(tmp_path).read_bytes()
    dataset = pydicom.dcmread(io.BytesIO(content))
    starts = {record.seq_item_tell for record in dataset.DirectoryRecordSequence}
    named = {
        offset
        for record in dataset.DirectoryRecordSequence
        for offset in (record.OffsetOfTheNextDirectoryRecord, record.OffsetOfReferencedLowerLevelDirectoryEntity)
    }
    first = dataset.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity
    assert starts == (named | {first}) - {0}


def test_an_empty_file_set_has_an_empty_directory(tmp_path: Path) -> None:
    (tmp_path / "DICOMDIR").write_bytes(write_dicomdir([]))
    assert read_dicomdir(tmp_path / "DICOMDIR") == []


@pytest.mark.parametrize("file_id", [(), ("..",), ("a",), ("TOOLONG99",), ("A",) * 9, ("A/B",)])
def test_only_file_ids_of_the_standard_are_written(file_id: tuple[str, ...]) -> None:
    with pytest.raises(MalformedError, match="no file ID"):
        DirectoryEntry(file_id, {}, EXPLICIT_VR_LITTLE_ENDIAN)


def crafted(root: Path, *file_ids: str, tag: int = DIRECTORY_RECORD_SEQUENCE) -> Path:
    records = b"".join(item(explicit(REFERENCED_FILE_ID, b"CS", file_id.encode())) for file_id in file_ids)
    root.mkdir(exist_ok=True)
    path = root / "DICOMDIR"
    meta = file_meta(MEDIA_STORAGE_DIRECTORY, "1.2.3", EXPLICIT_VR_LITTLE_ENDIAN)
    path.write_bytes(meta + explicit(tag, b"SQ", records))
    return path


@pytest.mark.parametrize(
    "file_id",
    [
        r"..\SECRET", r"DICOM\..\..\SECRET", "../SECRET", "/etc/passwd", r"\etc\passwd", r"C:\SECRET", "~",
        "DICOM/../../SECRET", "A\0B", r"A\B\C\D\E\F\G\H\I", ".", "..", ".hidden", "x" * 300,
    ],
)  # fmt: skip
def test_nothing_outside_is_named(tmp_path: Path, file_id: str) -> None:
    (tmp_path / "SECRET").write_text("secret")
    with pytest.raises(MalformedError):
        read_dicomdir(crafted(tmp_path / "disc", file_id))


def test_symbolic_links_lead_nowhere(tmp_path: Path) -> None:
    dicomdir = crafted(tmp_path / "disc", r"LINK\SECRET")
    (tmp_path / "SECRET").write_text("secret")
    (tmp_path / "disc" / "LINK").symlink_to(tmp_path)
    with pytest.raises(MalformedError, match="outside"):
        read_dicomdir(dicomdir)


def test_missing_files_are_passed_over_and_repeated_ones_come_once(tmp_path: Path) -> None:
    dicomdir = crafted(tmp_path, "ONE", "MISSING", "ONE", "TWO")
    (tmp_path / "one").write_text("")
    (tmp_path / "TWO").write_text("")
    assert read_dicomdir(dicomdir) == [tmp_path / "one", tmp_path / "TWO"]


def test_too_many_records_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitError):
        read_dicomdir(crafted(tmp_path, *["ONE"] * 50_001))


def test_another_file_is_no_dicomdir(tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match="no DICOMDIR"):
        read_dicomdir(sample_path(SAMPLES[0]))


@pytest.mark.parametrize("name", ["DICOMDIR-bigEnd__pydicom", "DICOMDIR-implicit__pydicom", "DICOMDIR__dcm_qa_ct"])
def test_directories_of_others_are_read(name: str, tmp_path: Path) -> None:
    source = conformance_path(f"objects-xx/xx_{name}.dcm")
    original: Any = pydicom.dcmread(source)
    named = [record.ReferencedFileID for record in original.DirectoryRecordSequence if "ReferencedFileID" in record]
    expected = []
    for components in named:
        path = tmp_path.joinpath(*([components] if isinstance(components, str) else components))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        expected.append(path)
    (tmp_path / "DICOMDIR").write_bytes(source.read_bytes())
    assert read_dicomdir(tmp_path / "DICOMDIR") == list(dict.fromkeys(expected))
