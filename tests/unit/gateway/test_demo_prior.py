"""The earlier exam of the demo: other identifiers, another day, the same pictures; the same each time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydicom import dcmread

from gateway.demo.command import SAMPLES
from gateway.demo.prior import Prior

FILES = sorted((SAMPLES / "ct_head_phantom").glob("*.dcm"))[:3]
PRIOR = Prior("DEMOACC0001", date(2014, 8, 11), shift_mm=-30.0)


def test_it_is_another_exam_of_the_same_patient(tmp_path: Path) -> None:
    for source, written in zip(FILES, PRIOR.write(FILES, tmp_path), strict=True):
        now, then = dcmread(source), dcmread(written)
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"):
            assert now[keyword].value != then[keyword].value
        assert then.file_meta.MediaStorageSOPInstanceUID == then.SOPInstanceUID
        assert (then.StudyDate, then.AcquisitionDateTime[:8]) == ("20140811", "20140811")
        assert (then.PatientID, then.PatientName) == (now.PatientID, now.PatientName)
        assert then.ImagePositionPatient[2] == now.ImagePositionPatient[2] - 30
        assert then.PixelData == now.PixelData
    assert len({dcmread(path).StudyInstanceUID for path in tmp_path.iterdir()}) == 1


def test_written_again_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first, again = PRIOR.write(FILES, tmp_path), PRIOR.write(FILES, tmp_path / "again")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
