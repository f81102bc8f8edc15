"""Measures what was drawn on the images of the archive, so that what is kept does not rest on a page's word."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from imaging.archive.pictures import Pictures, description_of
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom.elements import DataSet
from imaging.errors import RefusedError
from imaging.pixels.arrays import Floats
from imaging.pixels.grayscale import apply_modality
from imaging.pixels.overlays import SHOWING_LIMITS
from imaging.pixels.transformations import modality_of, stored_bits
from imaging.reading.annotations import Annotation, Kind
from imaging.reading.measurements import Measured, Value, is_measured, measure
from imaging.reading.pixel_statistics import pixel_mask, statistics_of
from imaging.reading.scale import Scale, scale_of, unit_of

NO_SCALE = Scale()


@dataclass(frozen=True)
class Measuring:
    """Reads what measuring needs; safe to share between threads."""

    retrieve: Retrieve
    pictures: Pictures

    def scale(self, instance: StoredInstance, frame_number: int) -> Scale:
        """Return how a frame is measured; what can't be read measures in pixels."""
        try:
            return scale_of(self._header(instance), description_of(instance), frame_number)
        except RefusedError:
            return NO_SCALE

    def measured(self, annotation: Annotation, instance: StoredInstance | None) -> Measured:
        """Measure a figure, and what the pixels within it hold.

        Parameters
        ----------
        annotation : Annotation
            What was drawn.
        instance : StoredInstance or None
            The image of its place; None for a volume, whose values between the slices nobody has stored.
        """
        if instance is None or annotation.kind is Kind.KEY_IMAGE:
            return measure(annotation, NO_SCALE)
        frame_number = getattr(annotation.place, "frame", 1)
        found = measure(annotation, self.scale(instance, frame_number))
        if not is_measured(annotation):
            return found
        return replace(found, values=found.values + self._statistics(annotation, instance, frame_number))

    def _statistics(self, annotation: Annotation, instance: StoredInstance, frame_number: int) -> tuple[Value, ...]:
        """Tell what the pixels hold; colours, and what can't be decoded, hold nothing that could be told."""
        try:
            values, unit = self._values(instance, frame_number)
        except RefusedError:
            return ()
        if values is None:
            return ()
        mask = pixel_mask(annotation.kind, annotation.points, (values.shape[0], values.shape[1]))
        return statistics_of(values, mask, unit, is_probe=annotation.kind is Kind.PROBE)

    def _values(self, instance: StoredInstance, frame_number: int) -> tuple[Floats | None, str]:
        codes, description = self.pictures.pixels(instance, frame_number)
        if not description.is_monochrome or codes.ndim != 2:
            return None, ""
        header = self._header(instance)
        unit, factor = unit_of(header, frame_number)
        stored = stored_bits(description).values(codes)
        values = apply_modality(stored, modality_of(description, header, frame_number)) * factor
        if description.padding is not None:
            lowest, highest = description.padding
            values = np.where((stored >= lowest) & (stored <= highest), np.nan, values)
        return values, unit

    def _header(self, instance: StoredInstance) -> DataSet:
        return self.retrieve.header(instance, SHOWING_LIMITS).dataset
