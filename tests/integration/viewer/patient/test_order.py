"""Images reach the patient's page in the order of space, whatever a device wrote as their numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import httpx
import pydicom

from imaging.dicom import tags as tag
from imaging.sharing.attributes import attributes_of, numbers
from imaging.sharing.film import FilmSeries
from tests.data import sample_path
from tests.exams import Exam
from tests.integration.viewer.patient.browser import RIGHT, only_series, open_link

HEAD = sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:9]


def copies(folder: Path, paths: Sequence[Path], **changes: Sequence[object]) -> list[Path]:
    """Copy files, each with values of its own for some attributes; the same file may stand there twice."""
    written = []
    for position, path in enumerate(paths):
        dataset = pydicom.dcmread(path)
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"2.25.77{position}"
        for keyword, values in changes.items():
            setattr(dataset, keyword, values[position])
        written.append(folder / f"{position:03}.dcm")
        dataset.save_as(written[-1])
    return written


def heights(series: FilmSeries) -> list[float]:
    return [numbers(attributes_of(image), tag.IMAGE_POSITION_PATIENT)[2] for image in series.images]


def test_shuffled_numbers_do_not_shuffle_the_slices(exam: Exam, tmp_path: Path) -> None:
    order = random.Random(5).sample(range(1, 10), 9)
    exam.take(copies(tmp_path, HEAD, InstanceNumber=order))
    [series] = exam.film.shown
    assert [image.instance_number for image in series.images] != sorted(order)
    assert heights(series) in (sorted(heights(series)), sorted(heights(series), reverse=True))


def test_a_localizer_and_two_echoes_of_one_series_are_shown_as_three(
    client: httpx.Client, exam: Exam, tmp_path: Path
) -> None:
    slices = [HEAD[0], *HEAD[1:5], *HEAD[1:5]]
    exam.take(
        copies(
            tmp_path,
            slices,
            ImageType=[["ORIGINAL", "PRIMARY", "LOCALIZER"], *[["ORIGINAL", "PRIMARY", "AXIAL"]] * 8],
            EchoNumbers=[1, *[1] * 4, *[2] * 4],
            InstanceNumber=list(range(1, 10)),
        )
    )
    film = exam.film
    assert [series.frames for series in film.shown] == [4, 4, 1]
    assert heights(film.shown[0]) == heights(film.shown[1]) == sorted(heights(film.shown[0]))
    assert film.first is film.shown[0]
    [study] = open_link(client, exam, factor=RIGHT).json()["status"]["studies"]
    parts = [series["part"] for series in study["series"]]
    assert parts == [
        {"kind": "echo", "number": 1},
        {"kind": "echo", "number": 2},
        {"kind": "localizer", "number": 1},
    ]
    for series in study["series"]:
        assert client.get(f"{exam.api}/series/{series['id']}").json()["frames"] == series["frames"]
        assert client.get(f"{exam.api}/series/{series['id']}/frames/1").status_code == 200
    # Every object is taken along once, however its series is shown.
    assert client.get(f"{exam.api}/takeaway").json()["originals"]["files"] == 9


def test_frames_of_a_series_that_has_grown_are_not_given_under_their_former_numbers(
    client: httpx.Client, exam: Exam
) -> None:
    exam.take(HEAD[4:])
    open_link(client, exam, factor=RIGHT)
    series = only_series(client, exam)
    address, asked = f"{exam.api}/series/{series['id']}/frames/1", {"version": series["version"]}
    assert client.get(address, params=asked).status_code == 200
    exam.take(HEAD[:4])
    assert client.get(address, params=asked).status_code == 409
    again = client.get(f"{exam.api}/series/{series['id']}").json()
    assert again["frames"] == 9
    assert client.get(address, params={"version": again["version"]}).status_code == 200
