"""What a patient takes along: the originals for a doctor, plain pictures for everybody else, each as one archive.

No name of a file tells anything of the patient.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from threading import Lock

from imaging.archive.pictures import Pictures
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.zip_layout import Member, ZipLayout, streamed
from imaging.errors import NotFoundError, RefusedError
from imaging.index.engine import Index
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.render import Rendering
from imaging.sharing.file_sets import dicomdir_of, file_ids
from imaging.sharing.film import Film, FilmSeries

_LAYOUTS_KEPT = 8
# Hardly to be told from the original by eye.
PLAIN = Rendering(picture_format=PictureFormat.JPEG, quality=92)

ORIGINALS_README = """\
这是您的全部影像原始文件(DICOM 格式),未经任何改动,请整体交给医生。
医生的影像系统可以直接读取本目录下的 DICOMDIR。普通手机和电脑不能直接打开这些文件。

These are all originals of your images (DICOM), unchanged. Please hand them to your doctor as they are.
The doctor's system reads the file DICOMDIR in this folder. Ordinary phones and computers do not open these files.
"""
PICTURES_README = """\
这是您的影像的普通图片(JPEG),可在任何手机和电脑上查看。
图片经过压缩,只供您自己查看,不作诊断用。就诊时请带上原始文件。

These are plain pictures (JPEG) of your images, to look at on any phone or computer.
They are compressed and not for diagnosis. For a doctor take the originals along.
"""


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
    """Makes archives, and keeps their plans while they are being fetched; safe to share between threads."""

    def __init__(self, index: Index, retrieve: Retrieve, pictures: Pictures) -> None:
        self._index, self._retrieve, self._pictures = index, retrieve, pictures
        self._kept: Recent[str, Takeaway] = Recent(_LAYOUTS_KEPT, lambda takeaway: 1)

    def originals(self, film: Film) -> Takeaway:
        """Return the archive of every object, bit for bit as it was received; its plan costs nothing."""
        return self._takeaway(_tag("originals", film), film, self._original_members)

    def pictures(self, film: Film) -> Takeaway:
        """Return the archive of plain pictures, of which each has to be made to know its size."""
        return self._takeaway(_tag("pictures", film), film, self._picture_members)

    def estimated_picture_bytes(self, film: Film) -> int:
        """Estimate the size of all plain pictures by the middle one of each series."""
        return sum(
            len(middle) * series.frames
            for series in film.shown
            if (middle := self._read_picture(series, (series.frames + 1) // 2)) is not None
        )

    def _takeaway(self, etag: str, film: Film, members: Callable[[Film], Iterator[Member]]) -> Takeaway:
        takeaway = self._kept.get(etag)
        if takeaway is None:
            takeaway = Takeaway(etag, film.changed_at or datetime.now(UTC), partial(members, film))
            self._kept.put(etag, takeaway)
        return takeaway

    def _original_members(self, film: Film) -> Iterator[Member]:
        yield _text("README.TXT", ORIGINALS_README)
        dicomdir = dicomdir_of(self._index, film)
        yield Member("DICOMDIR", len(dicomdir), lambda: iter((dicomdir,)))
        for file_id, instance in file_ids(film):
            yield Member("/".join(file_id), instance.size_bytes, partial(self._retrieve.open, instance))

    def _picture_members(self, film: Film) -> Iterator[Member]:
        yield _text("README.TXT", PICTURES_README)
        for position, series in enumerate(film.shown, start=1):
            for number in range(1, series.frames + 1):
                member = self._picture(f"SERIES{position:02}/{number:04}.jpg", series, number)
                if member is not None:
                    yield member

    def _picture(self, name: str, series: FilmSeries, number: int) -> Member | None:
        """None for a frame that can't be shown: the others are worth taking along all the same."""
        data = self._read_picture(series, number)
        if data is None:
            return None
        return Member(name, len(data), lambda: iter((self._read_picture(series, number) or b"",)), zlib.crc32(data))

    def _read_picture(self, series: FilmSeries, number: int) -> bytes | None:
        instance, frame_number = series.place_of(number)
        try:
            return self._pictures.rendered(instance, frame_number, PLAIN).data
        except (RefusedError, NotFoundError):
            # Nobody can decode it, or its object is lost.
            return None


def _noted(members: Iterator[Member], found: list[Member]) -> Iterator[Member]:
    for member in members:
        found.append(member)
        yield member


def _text(name: str, text: str) -> Member:
    # Notepad on old Windows shows Chinese rightly only after a byte order mark, and lines only after CR LF.
    data = text.replace("\n", "\r\n").encode("utf-8-sig")
    return Member(name, len(data), lambda: iter((data,)))


def _tag(kind: str, film: Film) -> str:
    sums: Sequence[bytes] = [instance.sha256 for instance in film.instances]
    ids = [str(instance.id).encode() for instance in film.instances]
    return f'"{hashlib.sha256(b"|".join((kind.encode(), *sums, *ids))).hexdigest()[:32]}"'
