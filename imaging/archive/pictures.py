"""Pictures of frames: read by range, decoded, windowed, encoded, and kept in memory for the next who asks.

What showing needs stands in the index; a header is parsed only where it holds tables, overlays or values of frames.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from itertools import chain
from typing import Final

from sqlalchemy import bindparam, select

from imaging.archive.descriptions import UNSHOWABLE
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.elements import DataSet
from imaging.errors import MalformedError, RefusedError, UnsupportedError
from imaging.index.engine import Index
from imaging.index.metadata import Moment
from imaging.index.tables import undecodable_frames
from imaging.pixels.animation import render_animation
from imaging.pixels.arrays import Frame
from imaging.pixels.code_streams import settle_colors
from imaging.pixels.decoders import DecoderPool
from imaging.pixels.description import ImageDescription
from imaging.pixels.encoding import Picture
from imaging.pixels.overlays import SHOWING_LIMITS
from imaging.pixels.render import Drawing, Rendering, as_picture, draw
from imaging.pixels.viewport import Viewport

MIB: Final = 1024 * 1024
THUMBNAIL_SIDE: Final = 128
# A frame that came at a bad moment, or that a newer decoder can do, gets another chance; a bomb costs one try a day.
REMEMBERED_FOR: Final = timedelta(days=1)
# Headers that are needed are those of long multi-frame images, of which many frames are asked for in a row.
_HEADERS_KEPT: Final = 8


class Pictures:
    """Makes pictures; safe to share between threads."""

    def __init__(
        self, index: Index, retrieve: Retrieve, decoders: DecoderPool, clock: Clock, *, kept_bytes: int = 32 * MIB
    ) -> None:
        self._index, self._retrieve, self._decoders, self._clock = index, retrieve, decoders, clock
        self._kept: Recent[tuple[bytes, int, Rendering], Picture] = Recent(
            kept_bytes, lambda picture: len(picture.data)
        )
        self._headers: Recent[bytes, DataSet] = Recent(_HEADERS_KEPT, lambda header: 1)

    def rendered(self, instance: StoredInstance, frame_number: int, rendering: Rendering) -> Picture:
        """Show a frame.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.
        rendering : Rendering
            Window in modality values, viewport in pixels, format and so on (PS3.18 8.3.5.1).

        Raises
        ------
        NotFoundError
            There is no such frame.
        UnsupportedError, MalformedError, LimitError
            It can't be shown; the text says why.
        ValueError
            When the viewport's part lies outside of the image.
        """
        key = (instance.sha256, frame_number, rendering)
        picture = self._kept.get(key)
        if picture is None:
            picture = as_picture(self.drawn(instance, frame_number, rendering), rendering)
            self._kept.put(key, picture)
        return picture

    def is_kept(self, instance: StoredInstance, frame_number: int, rendering: Rendering) -> bool:
        """Tell whether a picture is there already, so that asking for it costs nothing."""
        return self._kept.get((instance.sha256, frame_number, rendering)) is not None

    def thumbnail(self, instance: StoredInstance, frame_number: int = 1, side: int = THUMBNAIL_SIDE) -> Picture:
        """Show a frame small, without overlays.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.
        side : int
            Pixels of the square that the picture fits into.

        Raises
        ------
        NotFoundError, UnsupportedError, MalformedError, LimitError
            As `rendered` does.
        """
        return self.rendered(instance, frame_number, Rendering(viewport=Viewport(side, side), shows_overlays=False))

    def moving(self, instance: StoredInstance, rendering: Rendering) -> Picture:
        """Show all frames of an image one after the other; nobody keeps that.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        rendering : Rendering
            Window, viewport and so on; format and quality are not looked at.

        Raises
        ------
        NotFoundError, UnsupportedError, MalformedError
            One of the frames can't be shown; the text says why.
        LimitError
            The frames have more pixels together than a moving picture may.
        """
        first, described = self.pixels(instance, 1)
        header = self._header(instance) if described.needs_header else None
        others = (self.pixels(instance, number)[0] for number in range(2, instance.number_of_frames + 1))
        return render_animation(chain((first,), others), described, rendering, header)

    def drawn(self, instance: StoredInstance, frame_number: int, rendering: Rendering) -> Drawing:
        """Draw a picture, for whoever does more with them before they are written in a format.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.
        rendering : Rendering
            Window, viewport and so on; format and quality are not looked at.

        Raises
        ------
        NotFoundError
            There is no such frame.
        UnsupportedError, MalformedError, LimitError
            It can't be shown; the text says why.
        ValueError
            When the viewport's part lies outside of the image.
        """
        stored, described = self.pixels(instance, frame_number)
        header = self._header(instance) if described.needs_header else None
        return draw(stored, described, rendering, header, frame_number)

    def pixels(self, instance: StoredInstance, frame_number: int) -> tuple[Frame, ImageDescription]:
        """Decode a frame to its samples, as they are before any transformation.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.

        Returns
        -------
        ndarray of the type of the samples, shape (rows, columns) or (rows, columns, samples)
            What `DecoderPool.decode` returns.
        ImageDescription
            What the index holds of the image, with the colours that the code stream proves.

        Raises
        ------
        NotFoundError
            There is no such frame.
        UnsupportedError, MalformedError, LimitError
            It can't be decoded, or could not be within the last `REMEMBERED_FOR`; the text says why.
        """
        described = description_of(instance)
        if described.is_encapsulated:
            self._refuse_known(instance, frame_number)
        frame = self._retrieve.frame(instance, frame_number)
        try:
            return self._decoders.decode(frame, described), settle_colors(described, frame)
        except RefusedError as error:
            if described.is_encapsulated:
                self._remember(instance, frame_number, str(error))
            raise

    def header_for(self, instance: StoredInstance) -> DataSet | None:
        """Return the header where showing needs more of it than the index keeps; it is kept for the next frame."""
        return self._header(instance) if description_of(instance).needs_header else None

    def close(self) -> None:
        """End the decoders."""
        self._decoders.close()

    def _header(self, instance: StoredInstance) -> DataSet:
        header = self._headers.get(instance.sha256)
        if header is None:
            header = self._retrieve.header(instance, SHOWING_LIMITS).dataset
            self._headers.put(instance.sha256, header)
        return header

    def _refuse_known(self, instance: StoredInstance, frame_number: int) -> None:
        """Do not try a frame again that a decoder could not do, or did not survive."""
        with self._index.read() as connection:
            sought = {"instance": instance.id, "frame": frame_number, "since": self._clock.now() - REMEMBERED_FOR}
            known = connection.execute(_KNOWN, sought).scalar_one_or_none()
        if known is not None:
            raise MalformedError(known)

    def _remember(self, instance: StoredInstance, frame_number: int, reason: str) -> None:
        values = {
            "instance_id": instance.id,
            "frame_number": frame_number,
            "reason": reason,
            "at": self._clock.now(),
        }
        with self._index.write() as connection:
            remember = self._index.insert(undecodable_frames).values(values)
            key = [undecodable_frames.c.instance_id, undecodable_frames.c.frame_number]
            connection.execute(remember.on_conflict_do_update(index_elements=key, set_=values))


_KNOWN = select(undecodable_frames.c.reason).where(
    undecodable_frames.c.instance_id == bindparam("instance"),
    undecodable_frames.c.frame_number == bindparam("frame"),
    undecodable_frames.c.at > bindparam("since", type_=Moment),
)


def description_of(instance: StoredInstance) -> ImageDescription:
    """Return what showing the instance needs.

    Raises
    ------
    UnsupportedError
        It can't be shown; the text says why.
    """
    return _description(instance.description)


@lru_cache(maxsize=1024)
def _description(text: str) -> ImageDescription:
    values = json.loads(text)
    if UNSHOWABLE in values:
        raise UnsupportedError(values[UNSHOWABLE])
    return ImageDescription.from_json(values)
