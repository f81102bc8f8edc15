"""What a patient takes along: the originals for a doctor, plain pictures for everybody else, each as one archive.

No name of a file tells anything of the patient.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from imaging.archive.pictures import Pictures
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.zip_layout import Member, ZipLayout
from imaging.errors import RefusedError
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


@dataclass(frozen=True)
class Takeaway:
    """An archive that can be produced, and the tag under which it is always the same."""

    layout: ZipLayout
    etag: str


class Takeaways:
    """Plans archives, and keeps the plans while they are being fetched; safe to share between threads."""

    def __init__(self, index: Index, retrieve: Retrieve, pictures: Pictures) -> None:
        self._index, self._retrieve, self._pictures = index, retrieve, pictures
        self._kept: Recent[str, Takeaway] = Recent(_LAYOUTS_KEPT, lambda takeaway: 1)

    def originals(self, film: Film) -> Takeaway:
        """Plan the archive of every object, bit for bit as it was received."""
        etag = _tag("originals", film)
        known = self._kept.get(etag)
        return known if known is not None else self._keep(etag, self._original_members(film), film)

    def pictures(self, film: Film) -> Takeaway:
        """Plan the archive of plain pictures; every picture is made once to know its size."""
        etag = _tag("pictures", film)
        known = self._kept.get(etag)
        return known if known is not None else self._keep(etag, self._picture_members(film), film)

    def _keep(self, etag: str, members: Iterator[Member], film: Film) -> Takeaway:
        takeaway = Takeaway(ZipLayout(list(members), film.changed_at or datetime.now(UTC)), etag)
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
        try:
            size = len(self._read_picture(series, number))
        except RefusedError:
            return None
        return Member(name, size, lambda: iter((self._read_picture(series, number),)))

    def _read_picture(self, series: FilmSeries, number: int) -> bytes:
        instance, frame_number = series.place_of(number)
        return self._pictures.rendered(instance, frame_number, PLAIN).data


def _text(name: str, text: str) -> Member:
    # Notepad on old Windows shows Chinese rightly only after a byte order mark, and lines only after CR LF.
    data = text.replace("\n", "\r\n").encode("utf-8-sig")
    return Member(name, len(data), lambda: iter((data,)))


def _tag(kind: str, film: Film) -> str:
    sums: Sequence[bytes] = [instance.sha256 for instance in film.instances]
    ids = [str(instance.id).encode() for instance in film.instances]
    return f'"{hashlib.sha256(b"|".join((kind.encode(), *sums, *ids))).hexdigest()[:32]}"'
