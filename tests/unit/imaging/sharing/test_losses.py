"""What is lost is told in numbers that people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from imaging.archive.transfer import Transfer
from imaging.sharing.film import Films
from imaging.sharing.losses import Losses, SeriesLoss, losses_by_series
from tests.engines import open_archive, receive
from tests.synthetic import secondary_capture


@pytest.mark.parametrize(
    ("frames", "ranges"),
    [((), ""), ((7,), "7"), ((1, 2), "1–2"), ((2, 5, 6, 7, 9), "2, 5–7, 9"), ((1, 3, 5), "1, 3, 5")],
)
def test_numbers_that_follow_each_other_are_written_as_one(frames: tuple[int, ...], ranges: str) -> None:
    assert SeriesLoss(None, frames, 0).ranges == ranges  # type: ignore[arg-type]  # The series does not matter.


def test_what_is_not_moved_yet_is_not_lost_and_what_is_shorter_is(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    films = Films(archive.index, archive.retrieve)
    for number in (1, 2, 3):
        receive(archive, secondary_capture(InstanceNumber=number))
    assert Losses(archive.retrieve).of(films.of([1])) == frozenset()
    Transfer(archive.index, archive.landing, archive.blobs).run()
    film = Films(archive.index, archive.retrieve).of([1])
    first, second, _ = film.instances
    archive.blobs.delete(first.object_key)
    path = next((tmp_path / "objects").rglob(second.object_key.rpartition("/")[2]))
    path.write_bytes(path.read_bytes()[:-1])
    losses = Losses(archive.retrieve)
    assert losses.of(film) == {first.id, second.id}
    assert [loss.ranges for loss in losses_by_series(film, losses.of(film))] == ["1–2"]
    archive.close()


def test_a_look_is_believed_until_something_speaks_against_it(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    receive(archive, secondary_capture())
    Transfer(archive.index, archive.landing, archive.blobs).run()
    film, losses = Films(archive.index, archive.retrieve).of([1]), Losses(archive.retrieve)
    assert losses.of(film) == frozenset()
    archive.blobs.delete(film.instances[0].object_key)
    assert losses.of(film) == frozenset()
    losses.look_again(film)
    assert losses.of(film) == {film.instances[0].id}
    archive.close()
