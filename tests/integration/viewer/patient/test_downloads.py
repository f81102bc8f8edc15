"""What the patient takes along: originals and plain pictures, begun anew where the line broke."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import httpx
import pydicom
import pytest
from PIL import Image

from imaging.sharing.takeaway import Takeaways
from tests.data import sample_path
from tests.exams import Exam
from tests.integration.viewer.patient.browser import NAMES


def test_the_originals_are_bit_for_bit_what_came_and_have_a_dicomdir(
    opened: httpx.Client, tmp_path: Path, exam: Exam
) -> None:
    answer = opened.get(f"{exam.api}/originals.zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert not any(name in " ".join(archive.namelist()) for name in NAMES)
        received = {path.read_bytes() for path in sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:5]}
        assert {archive.read(name) for name in archive.namelist() if name.startswith("IMAGES/")} == received
        archive.extractall(tmp_path / "disc")
    directory = pydicom.dcmread(tmp_path / "disc" / "DICOMDIR")
    files = [record.ReferencedFileID for record in directory.DirectoryRecordSequence if "ReferencedFileID" in record]
    assert len(files) == 5
    assert all((tmp_path / "disc").joinpath(*parts).is_file() for parts in files)


def test_a_report_of_which_nobody_knows_yet_stays_out_of_the_originals(opened: httpx.Client, exam: Exam) -> None:
    exam.receive("report_sr")
    offered = opened.get(f"{exam.api}/takeaway").json()["originals"]["files"]
    with zipfile.ZipFile(io.BytesIO(opened.get(f"{exam.api}/originals.zip").content)) as archive:
        files = [name for name in archive.namelist() if name.startswith("IMAGES/")]
    assert (len(exam.film.others) > 0, offered, len(files)) == (True, 5, 5)


@pytest.mark.parametrize("name", ["originals.zip", "pictures.zip"])
def test_a_download_goes_on_where_it_stopped(opened: httpx.Client, name: str, exam: Exam) -> None:
    whole = opened.get(f"{exam.api}/{name}")
    half = len(whole.content) // 2
    headers = {"Range": f"bytes={half}-", "If-Range": whole.headers["etag"]}
    rest = opened.get(f"{exam.api}/{name}", headers=headers)
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    assert whole.content[:half] + rest.content == whole.content
    changed = opened.get(f"{exam.api}/{name}", headers=headers | {"If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    behind = opened.get(f"{exam.api}/{name}", headers={"Range": f"bytes={len(whole.content)}-"})
    assert behind.status_code == 416


def test_pictures_begin_at_once_and_a_download_that_broke_off_goes_on(opened: httpx.Client, exam: Exam) -> None:
    """Nothing is planned yet: the length of the archive is not known, its bytes are all the same."""
    with opened.stream("GET", f"{exam.api}/pictures.zip") as answer:
        assert "content-length" not in answer.headers
        assert answer.headers["accept-ranges"] == "bytes"
        etag, first = answer.headers["etag"], next(answer.iter_raw())
    goes_on = {"Range": f"bytes={len(first)}-", "If-Range": etag}
    rest = opened.get(f"{exam.api}/pictures.zip", headers=goes_on)
    assert rest.status_code == 206
    with zipfile.ZipFile(io.BytesIO(first + rest.content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 6
    about = opened.get(f"{exam.api}/takeaway").json()["pictures"]["about_bytes"]
    assert about == pytest.approx(len(first + rest.content), rel=0.3)


def test_plain_pictures_can_be_opened_by_anything(opened: httpx.Client, exam: Exam) -> None:
    with zipfile.ZipFile(io.BytesIO(opened.get(f"{exam.api}/pictures.zip").content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")]
        assert len(names) == 5
        with Image.open(io.BytesIO(archive.read(names[0]))) as picture:
            assert (picture.format, picture.size) == ("JPEG", (274, 384))


def test_archives_are_the_same_whichever_process_makes_them(opened: httpx.Client, exam: Exam) -> None:
    served = opened.get(f"{exam.api}/originals.zip")
    archive = exam.place.house.archive
    made = Takeaways(archive.index, archive.retrieve, archive.pictures).originals(exam.film)
    assert made.etag == served.headers["etag"]
    assert b"".join(made.layout.read(0, made.layout.size_bytes)) == served.content
