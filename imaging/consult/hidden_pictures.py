"""Pictures for those who must not learn whose they are: only pixels that may be shown, and nothing that came along.

Every frame is decoded and packed anew, also where all of it is shown: a code stream can carry texts of its own. What
lies over pictures (60xx) is never given, for names are written there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from imaging.archive.pictures import Pictures, description_of
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.errors import NotFoundError, RefusedError
from imaging.pixels.arrays import Bytes, Frame
from imaging.pixels.blanking import Part, blanked, mask_of
from imaging.pixels.burned_in import NotShown, Showable, showable
from imaging.pixels.delivery import TravellingFrame, pack
from imaging.pixels.encoding import Picture, encode_layer
from imaging.pixels.image_pixel import has_supplemental_palette
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.overlays import SHOWING_LIMITS
from imaging.pixels.palettes import supplement_colors
from imaging.pixels.render import Drawing, Rendering, as_picture, show, start_window
from imaging.pixels.transformations import modality_of, stored_bits
from imaging.pixels.viewport import scale_to

_KEPT_BYTES: Final = 32 * 1024 * 1024
_KEPT_VERDICTS: Final = 1 << 15
_BARE: Final = Rendering(shows_overlays=False)
_BLACK: Final = 0


class HiddenPictures:
    """Makes them; safe to share between threads."""

    def __init__(self, retrieve: Retrieve, pictures: Pictures, kept_bytes: int = _KEPT_BYTES) -> None:
        self._retrieve, self._pictures = retrieve, pictures
        self._frames: Recent[tuple[bytes, int], TravellingFrame] = Recent(kept_bytes, lambda frame: len(frame.data))
        self._verdicts: Recent[bytes, Showable] = Recent(_KEPT_VERDICTS, lambda verdict: 1)

    def showable(self, instance: StoredInstance) -> Showable:
        """Return what of a picture is shown.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        """
        verdict = self._verdicts.get(instance.sha256)
        if verdict is None:
            verdict = self._judge(instance)
            self._verdicts.put(instance.sha256, verdict)
        return verdict

    def frame(self, instance: StoredInstance, frame_number: int) -> TravellingFrame:
        """Return a frame at full depth, as `FullFrames.frame` does, of what is shown.

        Parameters and errors are those of `FullFrames.frame`; and `NotFoundError` where nothing is shown.
        """
        parts = self._parts(instance)
        packed = self._frames.get((instance.sha256, frame_number))
        if packed is None:
            packed = pack(self._full(instance, frame_number, parts))
            self._frames.put((instance.sha256, frame_number), packed)
        return packed

    def picture(self, instance: StoredInstance, frame_number: int, rendering: Rendering) -> Picture:
        """Show a frame as `Pictures.rendered` does, of what is shown; nobody keeps it.

        Parameters and errors are those of `Pictures.rendered`; and `NotFoundError` where nothing is shown.
        """
        parts = self._parts(instance)
        bare = replace(rendering, shows_overlays=False)
        samples, described = self._pictures.pixels(instance, frame_number)
        header = self._pictures.header_for(instance)
        shown, window = show(samples, described, bare, header, frame_number)
        # Before it is made smaller, when pixels of both sides of an edge become one.
        pixels: Bytes = blanked(shown, parts, _BLACK) if parts else shown
        if bare.viewport is not None:
            pixels = scale_to(pixels, bare.viewport, described.pixel_aspect_ratio)
        start = window or start_window(samples, described, header, frame_number)
        return as_picture(Drawing(pixels, window, start), bare)

    def colors(self, instance: StoredInstance, frame_number: int) -> bytes | None:
        """Return what a supplemental palette colours, as `FullFrames.colors` does, of what is shown.

        Parameters and errors are those of `FullFrames.colors`; and `NotFoundError` where nothing is shown.
        """
        parts = self._parts(instance)
        header = self._pictures.header_for(instance)
        if header is None or not has_supplemental_palette(header):
            return None
        samples, described = self._pictures.pixels(instance, frame_number)
        if not described.is_monochrome:
            return None
        values = stored_bits(described).values(samples)
        colors, mask = supplement_colors(values, header, is_signed=described.is_signed)
        if parts:
            mask = mask & mask_of(parts, *mask.shape)
        return encode_layer(colors, mask) if mask.any() else None

    def _full(self, instance: StoredInstance, frame_number: int, parts: Sequence[Part]) -> Frame:
        header = self._pictures.header_for(instance)
        samples, described = self._pictures.pixels(instance, frame_number)
        if not described.is_monochrome:
            colors = show(samples, described, _BARE, header, frame_number)[0]
            return blanked(colors, parts, _BLACK) if parts else colors
        stored = stored_bits(described).values(samples)
        modality = modality_of(described, header, frame_number)
        values = modality.apply(stored) if isinstance(modality, LookupTable) else stored
        if not parts:
            return values
        inside = values[mask_of(parts, *values.shape)]
        # The darkest of what is shown: no value of the rest is told, and no window has to make room for it.
        return blanked(values, parts, int(np.max(inside) if described.is_inverse else np.min(inside)))

    def _parts(self, instance: StoredInstance) -> tuple[Part, ...]:
        verdict = self.showable(instance)
        if verdict.why_not is not None:
            raise NotFoundError("There is no such instance.")
        return verdict.parts

    def _judge(self, instance: StoredInstance) -> Showable:
        try:
            described = description_of(instance)
            header = self._retrieve.header(instance, SHOWING_LIMITS).dataset
        except (RefusedError, NotFoundError):
            return Showable(why_not=NotShown.UNREADABLE)
        return showable(header, described.rows, described.columns, is_monochrome=described.is_monochrome)
