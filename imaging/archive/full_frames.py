"""Frames at full depth, for screens that window them themselves."""

from __future__ import annotations

from typing import Final

from imaging.archive.pictures import Pictures, description_of
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.delivery import TravellingFrame, form_as_stored, pack
from imaging.pixels.encoding import encode_layer, encode_mask
from imaging.pixels.image_pixel import has_supplemental_palette
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.overlays import overlay_mask
from imaging.pixels.palettes import supplement_colors
from imaging.pixels.render import Rendering, show
from imaging.pixels.transformations import modality_of, stored_bits

_KEPT_BYTES: Final = 48 * 1024 * 1024
# Overlays are laid over by the screen: in a picture they would have become pixels.
_BARE: Final = Rendering(shows_overlays=False)


class FullFrames:
    """Gives frames at full depth; safe to share between threads."""

    def __init__(self, retrieve: Retrieve, pictures: Pictures, kept_bytes: int = _KEPT_BYTES) -> None:
        self._retrieve, self._pictures = retrieve, pictures
        self._kept: Recent[tuple[bytes, int], TravellingFrame] = Recent(kept_bytes, lambda frame: len(frame.data))

    def frame(self, instance: StoredInstance, frame_number: int) -> TravellingFrame:
        """Return a frame as it travels.

        Grey frames hold stored values; where a Modality LUT makes something else of them, its values. Colours are red,
        green and blue.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.

        Raises
        ------
        NotFoundError
            There is no such frame.
        UnsupportedError, MalformedError, LimitError
            It can't be decoded; the text says why.
        """
        description = description_of(instance)
        header = self._pictures.header_for(instance)
        if not has_table(header):
            stored = self._retrieve.frame(instance, frame_number) if description.is_encapsulated else b""
            form = form_as_stored(stored, description) if stored else None
            if form is not None:
                return TravellingFrame(stored, form)
        key = (instance.sha256, frame_number)
        packed = self._kept.get(key)
        if packed is None:
            packed = self._packed(instance, frame_number, header)
            self._kept.put(key, packed)
        return packed

    def overlay(self, instance: StoredInstance, frame_number: int) -> bytes | None:
        """Return what lies over a frame as a PNG: white where its overlays cover it, nothing elsewhere.

        Parameters and errors are those of `frame`.

        Returns
        -------
        bytes or None
            None where no overlay says anything about this frame.
        """
        header = self._pictures.header_for(instance)
        if header is None:
            return None
        samples, _ = self._pictures.pixels(instance, frame_number)
        mask = overlay_mask(header, samples, frame_number)
        return None if mask is None else encode_mask(mask)

    def colors(self, instance: StoredInstance, frame_number: int) -> bytes | None:
        """Return what a supplemental palette colours of a grey frame as a PNG, which no window changes.

        Parameters and errors are those of `frame`.

        Returns
        -------
        bytes or None
            None where the image has no such palette, or the frame no such pixel.
        """
        header = self._pictures.header_for(instance)
        if header is None or not has_supplemental_palette(header):
            return None
        samples, description = self._pictures.pixels(instance, frame_number)
        if not description.is_monochrome:
            return None
        values = stored_bits(description).values(samples)
        colors, mask = supplement_colors(values, header, is_signed=description.is_signed)
        return encode_layer(colors, mask) if mask.any() else None

    def _packed(self, instance: StoredInstance, frame_number: int, header: DataSet | None) -> TravellingFrame:
        samples, description = self._pictures.pixels(instance, frame_number)
        if not description.is_monochrome:
            return pack(show(samples, description, _BARE, header, frame_number)[0])
        values = stored_bits(description).values(samples)
        modality = modality_of(description, header, frame_number)
        return pack(modality.apply(values) if isinstance(modality, LookupTable) else values)


def has_table(header: DataSet | None) -> bool:
    """Whether a Modality LUT stands between stored values and what is shown."""
    return header is not None and bool(header.items_of(tag.MODALITY_LUT_SEQUENCE))
