"""Pictures of the order, of no other, and as they were asked for."""

from __future__ import annotations

import io
import zipfile

import httpx
import numpy as np
import pydicom
import pytest
from PIL import Image

from tests.data import sample_path
from tests.engines import receive
from tests.exams import Exam, book
from tests.integration.viewer.patient.browser import only_series
from tests.serving import Establishment


def test_an_image_of_somebody_else_is_never_shown_not_even_for_a_moment(opened: httpx.Client, exam: Exam) -> None:
    series = only_series(opened, exam)
    path = f"{exam.api}/series/{series['id']}"
    assert opened.get(path).status_code == 200
    stranger = pydicom.dcmread(sample_path("mr_brain_t1/mr_t1_001.dcm"))
    stranger.SOPInstanceUID = stranger.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid(None)
    stranger.PatientID = "SOMEBODY-ELSE"
    written = io.BytesIO()
    stranger.save_as(written, enforce_file_format=True)
    receive(exam.place.house.archive, written.getvalue(), hospital_id=exam.place.hospital_id)
    # The link is still believed for seconds; nobody has judged yet.
    assert opened.get(f"{exam.api}/status").json()["studies"] == []
    assert [opened.get(path + part).status_code for part in ("", "/frames/1", "/frames/6")] == [404] * 3
    with zipfile.ZipFile(io.BytesIO(opened.get(f"{exam.api}/originals.zip").content)) as archive:
        assert set(archive.namelist()) <= {"README.TXT", "DICOMDIR"}


def test_another_study_of_the_same_patient_is_not_shown(opened: httpx.Client, exam: Exam, place: Establishment) -> None:
    """What is shown is what is bound to this order, and nothing else of this PatientID."""
    own = only_series(opened, exam)
    other = book(place, "OTHER1", procedure_description="CT")
    other.receive("ct_head_phantom", most=2)
    [ids] = [opened.get(f"{exam.api}/status").json()["studies"]]
    assert len(ids) == 1
    for series_id in range(int(own["id"]) + 1, int(own["id"]) + 5):
        assert opened.get(f"{exam.api}/series/{series_id}").status_code == 404
        assert opened.get(f"{exam.api}/series/{series_id}/frames/1").status_code == 404


@pytest.mark.parametrize("number", [0, 6, 10**15])
def test_frames_that_are_not_there(opened: httpx.Client, number: int, exam: Exam) -> None:
    assert opened.get(f"{exam.api}/series/{only_series(opened, exam)['id']}/frames/{number}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "format=svg",
        "size=0",
        "size=99999",
        "size=x",
        "window=1",
        "window=nan,1",
        "window=1,inf",
        "window=1,0.5",
        "window=1,2,LINEAR,LINEAR",
        "window=1,2,CUBIC",
    ],
)
def test_what_can_not_be_asked_for_is_refused_in_words(opened: httpx.Client, query: str, exam: Exam) -> None:
    answer = opened.get(f"{exam.api}/series/{only_series(opened, exam)['id']}/frames/1?{query}")
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_pictures_are_of_the_format_size_and_window_that_was_asked_for(opened: httpx.Client, exam: Exam) -> None:
    address = f"{exam.api}/series/{only_series(opened, exam)['id']}/frames/3"
    whole = opened.get(f"{address}?format=png")
    assert whole.headers["content-type"] == "image/png"
    dark = opened.get(f"{address}?format=png&window=4000,200")
    assert dark.headers["filmless-window"] == "4000,200,LINEAR"
    small = opened.get(f"{address}?format=webp&size=128")
    with Image.open(io.BytesIO(whole.content)) as one, Image.open(io.BytesIO(dark.content)) as other:
        assert one.size == (274, 384)
        assert np.asarray(one).mean() > 10 * max(0.1, np.asarray(other).mean())
    with Image.open(io.BytesIO(small.content)) as one:
        assert (one.format, max(one.size)) == ("WEBP", 128)


def test_nothing_is_kept_by_the_browser(opened: httpx.Client, exam: Exam) -> None:
    series_id = only_series(opened, exam)["id"]
    for path in (f"series/{series_id}", f"series/{series_id}/frames/1", "openings", "takeaway"):
        assert "no-store" in opened.get(f"{exam.api}/{path}").headers["cache-control"], path


def test_an_unchanged_state_costs_no_body(opened: httpx.Client, exam: Exam) -> None:
    first = opened.get(f"{exam.api}/status")
    again = opened.get(f"{exam.api}/status", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
