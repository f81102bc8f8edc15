"""Images reach the patient's page in the order of space, whatever a device wrote as their numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pydicom
import pytest

from imaging.dicom import tags as tag
from imaging.sharing.attributes import attributes_of, numbers
from imaging.sharing.film import Film, Films, FilmSeries
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, PHONE, Exam, book
from tests.serving import establishment

HEAD = sorted(Path("sample_dicom/ct_head_phantom").glob("*.dcm"))[:9]
RIGHT = {"birth_date": BIRTH_DATE, "last_four": PHONE[-4:]}


@pytest.fixture
def exam(tmp_path: Path) -> Iterator[Exam]:
    with establishment(tmp_path / "house") as place:
        yield book(place)


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


def film_of(exam: Exam) -> Film:
    house = exam.place.house
    return Films(house.index, house.archive.retrieve).of(house.bindings.study_ids(exam.order.id))


def heights(series: FilmSeries) -> list[float]:
    return [numbers(attributes_of(image), tag.IMAGE_POSITION_PATIENT)[2] for image in series.images]


def test_shuffled_numbers_do_not_shuffle_the_slices(exam: Exam, tmp_path: Path) -> None:
    order = random.Random(5).sample(range(1, 10), 9)
    exam.take(copies(tmp_path, HEAD, InstanceNumber=order))
    [series] = film_of(exam).shown
    assert [image.instance_number for image in series.images] != sorted(order)
    assert heights(series) in (sorted(heights(series)), sorted(heights(series), reverse=True))


def test_a_localizer_and_two_echoes_of_one_series_are_shown_as_three(exam: Exam, tmp_path: Path) -> None:
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
    film = film_of(exam)
    assert [series.frames for series in film.shown] == [4, 4, 1]
    assert heights(film.shown[0]) == heights(film.shown[1]) == sorted(heights(film.shown[0]))
    assert film.first is film.shown[0]
    with httpx.Client(base_url=exam.place.served.url, timeout=60) as client:
        opened = client.post("/i/api/session", json={"secret": exam.link.secret.text, "factor": RIGHT}).json()
        [study] = opened["status"]["studies"]
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


def test_frames_of_a_series_that_has_grown_are_not_given_under_their_former_numbers(exam: Exam) -> None:
    exam.take(HEAD[4:])
    with httpx.Client(base_url=exam.place.served.url, timeout=60) as client:
        opened = client.post("/i/api/session", json={"secret": exam.link.secret.text, "factor": RIGHT}).json()
        [[series]] = [study["series"] for study in opened["status"]["studies"]]
        address, asked = f"{exam.api}/series/{series['id']}/frames/1", {"version": series["version"]}
        assert client.get(address, params=asked).status_code == 200
        exam.take(HEAD[:4])
        assert client.get(address, params=asked).status_code == 409
        again = client.get(f"{exam.api}/series/{series['id']}").json()
        assert again["frames"] == 9
        assert client.get(address, params={"version": again["version"]}).status_code == 200
