"""What a patient takes along: the originals for a doctor, plain pictures for everybody else, each as one archive.

No name of a file tells anything of the patient.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import Lock

from imaging.archive.pictures import Pictures
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.archive.zip_layout import Member, ZipLayout, streamed
from imaging.errors import NotFoundError, RefusedError, UnavailableError
from imaging.index.engine import Index
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.render import Rendering
from imaging.sharing.file_sets import dicomdir_of, file_ids
from imaging.sharing.film import Film, FilmSeries
from imaging.sharing.losses import Losses
from imaging.sharing.takeaway_texts import LOST, ORIGINALS_README, PICTURES_README, UNSHOWABLE, listed, text_member

_LAYOUTS_KEPT = 8
# Names what should be in an archive and is not.
MISSING = "MISSING.TXT"
# Hardly to be told from the original by eye.
PLAIN = Rendering(picture_format=PictureFormat.JPEG, quality=92)


class Takeaway:
    """An archive that can be produced; under its tag it is always the same bytes. Safe to share between threads."""

    def __init__(self, etag: str, modified: datetime, members: Callable[[], Iterator[Member]]) -> None:
        self.etag = etag
        self._modified, self._members = modified, members
        self._layout: ZipLayout | None = None
        self._planning = Lock()

    @property
    def is_planned(self) -> bool:
        """Whether size and ranges are known without making anything."""
        return self._layout is not None

    @property
    def layout(self) -> ZipLayout:
        """The plan; every member is found for it, if that was not done before."""
        with self._planning:
            if self._layout is None:
                self._layout = ZipLayout(list(self._members()), self._modified)
            return self._layout

    def stream(self) -> Iterator[bytes]:
        """Produce the archive from its first byte at once, and so learn the plan on the way."""
        found: list[Member] = []
        yield from streamed(_noted(self._members(), found), self._modified)
        self._layout = self._layout or ZipLayout(found, self._modified)


class Takeaways:
    """Makes archives, and keeps their plans while they are being fetched; safe to share between threads.

    What the archive has lost is not in them, and they say so; what they are tagged with tells of it too, so that parts
    from before and after a loss are never joined.
    """

    def __init__(self, index: Index, retrieve: Retrieve, pictures: Pictures) -> None:
        self._index, self._retrieve, self._pictures = index, retrieve, pictures
        self.losses = Losses(retrieve)
        self._kept: Recent[str, Takeaway] = Recent(_LAYOUTS_KEPT, lambda takeaway: 1)

    def originals(self, film: Film) -> Takeaway:
        """Return the archive of every object, bit for bit as it was received; its plan costs a look at each."""
        return self._takeaway("originals", film, self._original_members)

    def pictures(self, film: Film) -> Takeaway:
        """Return the archive of plain pictures, of which each has to be made to know its size."""
        return self._takeaway("pictures", film, self._picture_members)

    def estimated_picture_bytes(self, film: Film) -> int:
        """Estimate the size of all plain pictures by the middle one of each series."""
        lost = self.losses.of(film)
        total = 0
        for series in film.shown:
            held = [number for number in range(1, series.frames + 1) if series.place_of(number)[0].id not in lost]
            middle = self._read_picture(film, series, held[len(held) // 2]) if held else None
            total += len(middle or b"") * len(held)
        return total

    def _takeaway(self, kind: str, film: Film, members: Callable[[Film, frozenset[int]], Iterator[Member]]) -> Takeaway:
        lost = self.losses.of(film)
        etag = _tag(kind, film, lost)
        takeaway = self._kept.get(etag)
        if takeaway is None:
            takeaway = Takeaway(etag, film.changed_at or datetime.now(UTC), partial(members, film, lost))
            self._kept.put(etag, takeaway)
        return takeaway

    def _original_members(self, film: Film, lost: frozenset[int]) -> Iterator[Member]:
        yield text_member("README.TXT", ORIGINALS_README)
        named = list(file_ids(film))
        if lost:
            missing = [("/".join(file_id), series) for file_id, series, instance in named if instance.id in lost]
            yield text_member(MISSING, listed(LOST, missing))
        dicomdir = dicomdir_of(self._index, film, lost)
        yield Member("DICOMDIR", len(dicomdir), lambda: iter((dicomdir,)))
        for file_id, _, instance in named:
            if instance.id not in lost:
                yield Member("/".join(file_id), instance.size_bytes, partial(self._object, film, instance))

    def _object(self, film: Film, instance: StoredInstance) -> Iterator[bytes]:
        with self._lost_now(film):
            yield from self._retrieve.open(instance)

    def _picture_members(self, film: Film, lost: frozenset[int]) -> Iterator[Member]:
        yield text_member("README.TXT", PICTURES_README)
        left_out: dict[str, list[tuple[str, FilmSeries]]] = {LOST: [], UNSHOWABLE: []}
        for position, series in enumerate(film.shown, start=1):
            for number in range(1, series.frames + 1):
                name = f"SERIES{position:02}/{number:04}.jpg"
                is_lost = series.place_of(number)[0].id in lost
                member = None if is_lost else self._picture(film, name, series, number)
                if member is not None:
                    yield member
                else:
                    left_out[LOST if is_lost else UNSHOWABLE].append((name, series))
        told = "\n".join(listed(reason, names) for reason, names in left_out.items() if names)
        if told:
            yield text_member(MISSING, told)

    def _picture(self, film: Film, name: str, series: FilmSeries, number: int) -> Member | None:
        """None for a frame that can't be shown: the others are worth taking along all the same."""
        data = self._read_picture(film, series, number)
        if data is None:
            return None
        return Member(name, len(data), partial(self._same_picture, film, series, number, len(data)), zlib.crc32(data))

    def _same_picture(self, film: Film, series: FilmSeries, number: int, size_bytes: int) -> Iterator[bytes]:
        data = self._read_picture(film, series, number)
        if data is None or len(data) != size_bytes:
            # Better no end than a wrong one: whoever goes on gets what the plan says.
            raise UnavailableError("A picture that was made a moment ago can't be made now.")
        yield data

    def _read_picture(self, film: Film, series: FilmSeries, number: int) -> bytes | None:
        instance, frame_number = series.place_of(number)
        try:
            with self._lost_now(film):
                return self._pictures.rendered(instance, frame_number, PLAIN).data
        except RefusedError:
            # Nobody here can decode it.
            return None

    @contextmanager
    def _lost_now(self, film: Film) -> Iterator[None]:
        """What is lost since the archive was planned ends it; who goes on is given another one, without it."""
        try:
            yield
        except NotFoundError as error:
            self.losses.look_again(film)
            raise UnavailableError("An object of this archive has been lost just now.") from error


def _noted(members: Iterator[Member], found: list[Member]) -> Iterator[Member]:
    for member in members:
        found.append(member)
        yield member


def _tag(kind: str, film: Film, lost: frozenset[int]) -> str:
    sums: Sequence[bytes] = [instance.sha256 for instance in film.instances]
    ids = [str(instance.id).encode() for instance in film.instances]
    missing = [f"-{each}".encode() for each in sorted(lost)]
    return f'"{hashlib.sha256(b"|".join((kind.encode(), *sums, *ids, *missing))).hexdigest()[:32]}"'
