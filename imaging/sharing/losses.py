"""Which objects of a film the archive has lost, so that whoever takes the rest along is told what is not in it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.sharing.film import Film, FilmSeries

# Objects are not lost every day: one look is good for a download that goes on and on.
BELIEVED_SECONDS = 60.0
_FILMS_KEPT = 64
# A blob store of another machine is asked for many objects at once.
_AT_ONCE = 16


@dataclass(frozen=True)
class SeriesLoss:
    """What of a series is lost: numbers of its frames, and how many objects that are no images."""

    series: FilmSeries
    frames: tuple[int, ...]
    others: int

    @property
    def ranges(self) -> str:
        """The frames as people write them: ``2, 5–9``."""
        return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in _runs(self.frames))


class Losses:
    """Looks which objects are there; safe to share between threads."""

    def __init__(self, retrieve: Retrieve) -> None:
        self._retrieve = retrieve
        self._known: Recent[tuple[str, ...], tuple[float, frozenset[int]]] = Recent(_FILMS_KEPT, lambda known: 1)

    def of(self, film: Film) -> frozenset[int]:
        """Return the numbers of the instances whose objects are lost; what another machine still has is not."""
        known = self._known.get(_key(film))
        if known is not None and known[0] > time.monotonic():
            return known[1]
        lost = self._look(film)
        self._known.put(_key(film), (time.monotonic() + BELIEVED_SECONDS, lost))
        return lost

    def look_again(self, film: Film) -> None:
        """Do not believe any longer what was found: an object was not where it should be."""
        self._known.put(_key(film), (0.0, frozenset()))

    def _look(self, film: Film) -> frozenset[int]:
        instances = film.instances
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            held = pool.map(self._retrieve.holds, instances)
            return frozenset(each.id for each, is_held in zip(instances, held, strict=True) if not is_held)


def losses_by_series(film: Film, lost: frozenset[int]) -> list[SeriesLoss]:
    """Tell series by series what is lost."""
    found = []
    for series in (each for study in film.studies for each in study.series):
        frames = tuple(number for number in range(1, series.frames + 1) if series.place_of(number)[0].id in lost)
        others = sum(other.id in lost for other in series.others)
        if frames or others:
            found.append(SeriesLoss(series, frames, others))
    return found


def _key(film: Film) -> tuple[str, ...]:
    return tuple(instance.object_key for instance in film.instances)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    if not numbers:
        return
    breaks = [position for position, (one, next_one) in enumerate(pairwise(numbers), start=1) if next_one > one + 1]
    for start, end in pairwise((0, *breaks, len(numbers))):
        yield numbers[start], numbers[end - 1]
