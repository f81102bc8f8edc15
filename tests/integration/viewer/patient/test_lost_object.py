"""One object that the archive has lost takes nothing else from the patient."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import httpx
import pydicom
import pytest

from imaging.archive.transfer import Transfer
from tests.exams import Exam, book
from tests.integration.viewer.patient.browser import RIGHT, only_series, open_link
from tests.serving import Establishment


@pytest.fixture
def exam(place: Establishment) -> Exam:
    """Three slices, of which the one that is seen first is lost."""
    booked = book(place)
    booked.receive("mr_brain_t1", most=3)
    archive = place.house.archive
    Transfer(archive.index, archive.landing, archive.blobs).run()
    lose(booked, 2)
    return booked


def test_the_link_opens_without_a_first_picture(client: httpx.Client, exam: Exam) -> None:
    opened = open_link(client, exam, factor=RIGHT)
    assert opened.status_code == 200, opened.text
    assert (opened.json()["first"], len(opened.cookies)) == (None, 1)
    # Nothing is promised that does not come.
    assert opened.json()["first_after_seconds"] is None


def test_the_other_slices_are_shown(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam, factor=RIGHT)
    address = f"{exam.api}/series/{only_series(client, exam)['id']}/frames"
    frames = [client.get(f"{address}/{number}").status_code for number in (1, 2, 3)]
    assert frames == [200, 404, 200]


def test_a_lost_image_without_orientation_is_one_that_can_not_be_shown(client: httpx.Client, exam: Exam) -> None:
    """What its header would say of it is lost too; the page needs no more to say so."""
    chest = book(exam.place, "DEMOACC0003")
    chest.receive("cr_chest")
    archive = exam.place.house.archive
    Transfer(archive.index, archive.landing, archive.blobs).run()
    lose(chest, 1)
    open_link(client, chest, factor=RIGHT)
    listed = only_series(client, chest)
    series = client.get(f"{chest.api}/series/{listed['id']}")
    assert series.status_code == 200, series.text
    [kind] = series.json()["kinds"]
    assert (kind["edges"], kind["pixel_spacing_mm"], kind["rows"] > 0) == (None, None, True)
    assert client.get(f"{chest.api}/series/{listed['id']}/frames/1").status_code == 404
    chest.receive("cr_chest")
    [again] = client.get(f"{chest.api}/series/{listed['id']}").json()["kinds"]
    assert again["edges"] is not None


def unpacked(answer: httpx.Response) -> zipfile.ZipFile:
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def lose(exam: Exam, number: int) -> None:
    exam.place.house.archive.blobs.delete(exam.film.shown[0].place_of(number)[0].object_key)


def test_the_other_pictures_can_be_taken_along(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam, factor=RIGHT)
    archive = unpacked(client.get(f"{exam.api}/pictures.zip"))
    assert archive.namelist() == ["README.TXT", "SERIES01/0001.jpg", "SERIES01/0003.jpg", "MISSING.TXT"]
    said = archive.read("MISSING.TXT").decode("utf-8-sig")
    assert "SERIES01/0002.jpg" in said
    assert "找不到它们" in said
    assert "has lost them" in said


def test_the_other_originals_can_be_taken_along(client: httpx.Client, exam: Exam, tmp_path: Path) -> None:
    open_link(client, exam, factor=RIGHT)
    answer = client.get(f"{exam.api}/originals.zip")
    assert int(answer.headers["content-length"]) == len(answer.content)
    archive = unpacked(answer)
    images = ["IMAGES/SE0001/IM00001", "IMAGES/SE0001/IM00003"]
    assert archive.namelist() == ["README.TXT", "MISSING.TXT", "DICOMDIR", *images]
    said = archive.read("MISSING.TXT").decode("utf-8-sig")
    assert [name in said for name in (*images, "IMAGES/SE0001/IM00002")] == [False, False, True]
    assert "找不到它们" in said
    assert "has lost them" in said
    archive.extractall(tmp_path / "disc")
    directory = pydicom.dcmread(tmp_path / "disc" / "DICOMDIR").DirectoryRecordSequence
    files = ["/".join(record.ReferencedFileID) for record in directory if "ReferencedFileID" in record]
    assert files == images


@pytest.mark.parametrize("name", ["originals.zip", "pictures.zip"])
def test_a_download_without_the_lost_goes_on_where_it_stopped(client: httpx.Client, exam: Exam, name: str) -> None:
    open_link(client, exam, factor=RIGHT)
    whole = client.get(f"{exam.api}/{name}")
    half = len(whole.content) // 2
    rest = client.get(f"{exam.api}/{name}", headers={"Range": f"bytes={half}-", "If-Range": whole.headers["etag"]})
    assert (rest.status_code, whole.content[:half] + rest.content) == (206, whole.content)


@pytest.mark.parametrize("name", ["originals.zip", "pictures.zip"])
def test_a_download_begins_anew_when_more_is_lost_meanwhile(client: httpx.Client, exam: Exam, name: str) -> None:
    """What was sent before told of an object that is not there any more."""
    open_link(client, exam, factor=RIGHT)
    whole = client.get(f"{exam.api}/{name}")
    lose(exam, 3)
    exam.place.house.archive.pictures._kept.clear()
    goes_on = {"Range": f"bytes={len(whole.content) // 3}-", "If-Range": whole.headers["etag"]}
    with contextlib.suppress(httpx.HTTPError):
        # It is noticed only where it is read: this answer ends there.
        client.get(f"{exam.api}/{name}", headers=goes_on)
    again = client.get(f"{exam.api}/{name}", headers=goes_on)
    assert again.status_code == 200
    assert again.headers["etag"] != whole.headers["etag"]
    assert sum("0003" in each for each in unpacked(again).namelist()) == 0


def test_the_page_is_told_what_is_lost(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam, factor=RIGHT)
    offers = client.get(f"{exam.api}/takeaway").json()
    [loss] = offers["lost"]
    assert (loss["images"], loss["others"], loss["series"]["frames"]) == ("2", 0, 3)
    assert (offers["originals"]["files"], offers["pictures"]["files"]) == (2, 2)
    held = unpacked(client.get(f"{exam.api}/originals.zip"))
    assert offers["originals"]["bytes"] == sum(each.file_size for each in held.infolist() if "IM0" in each.filename)
    assert offers["pictures"]["about_bytes"] > 0


def test_what_is_found_again_is_taken_along_again(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam, factor=RIGHT)
    lacking = client.get(f"{exam.api}/originals.zip")
    exam.receive("mr_brain_t1", most=3)
    whole = client.get(f"{exam.api}/originals.zip")
    assert whole.headers["etag"] != lacking.headers["etag"]
    assert "MISSING.TXT" not in unpacked(whole).namelist()
