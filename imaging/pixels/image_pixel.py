"""The Image Pixel module (PS3.3 C.7.6.3) as devices write it: gaps are filled, what makes no sense is refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imaging.dicom import tags as tag
from imaging.errors import MalformedError, UnsupportedError
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.photometric import Photometric

if TYPE_CHECKING:
    # The children that decode load this module, and stay small without the reader of headers.
    from imaging.dicom.elements import DataSet

SINGLE_SAMPLE = frozenset({Photometric.MONOCHROME1, Photometric.MONOCHROME2, Photometric.PALETTE_COLOR})
# Of pixels of each type: Pixel Padding Value, and Pixel Padding Range Limit.
FLOAT_PADDING = {
    "float32": (tag.FLOAT_PIXEL_PADDING_VALUE, tag.FLOAT_PIXEL_PADDING_RANGE_LIMIT),
    "float64": (tag.DOUBLE_FLOAT_PIXEL_PADDING_VALUE, tag.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT),
}
WIDTHS = frozenset({1, 8, 12, 16, 32, 64})


def read_extent(dataset: DataSet) -> tuple[int, int]:
    """Return rows and columns.

    Raises
    ------
    MalformedError
        When one of them is missing or below 1.
    """
    rows, columns = dataset.integer(tag.ROWS), dataset.integer(tag.COLUMNS)
    if not rows or not columns or rows < 1 or columns < 1:
        raise MalformedError("The image has no rows or no columns.")
    return rows, columns


def read_bits(dataset: DataSet) -> tuple[int, int, int]:
    """Return Bits Allocated, Bits Stored and High Bit (PS3.5 8.1.1).

    Raises
    ------
    MalformedError
        When Bits Allocated is missing, or smaller than Bits Stored.
    UnsupportedError
        When samples have a width that nothing here can read.
    """
    allocated = dataset.integer(tag.BITS_ALLOCATED)
    if allocated is None:
        raise MalformedError("The image has no Bits Allocated.")
    if allocated not in WIDTHS:
        raise UnsupportedError(f"Images with {allocated} bits per sample can't be shown.")
    stored = dataset.integer(tag.BITS_STORED) or allocated
    if not 1 <= stored <= allocated:
        raise MalformedError(f"Bits Stored is {stored}, but Bits Allocated {allocated}.")
    high_bit = dataset.integer(tag.HIGH_BIT)
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    return allocated, stored, high_bit


def read_samples(dataset: DataSet) -> tuple[int, Photometric]:
    """Return Samples per Pixel and Photometric Interpretation (PS3.3 C.7.6.3.1.1-2).

    Raises
    ------
    UnsupportedError
        When nothing here can show such samples.
    MalformedError
        When the two contradict each other.
    """
    samples = dataset.integer(tag.SAMPLES_PER_PIXEL) or 1
    if samples not in {1, 3}:
        raise UnsupportedError(f"Images with {samples} samples per pixel can't be shown.")
    name = dataset.text(tag.PHOTOMETRIC_INTERPRETATION).strip().upper()
    if name and name not in set(Photometric):
        raise UnsupportedError(f"Images with the photometric interpretation {name[:32]!r} can't be shown.")
    if samples == 1 and name not in SINGLE_SAMPLE:
        # Old devices leave it out, and some say RGB of grey images; one sample can only be a grey level.
        return samples, Photometric.MONOCHROME2
    if samples == 3 and name in SINGLE_SAMPLE:
        raise MalformedError(f"Images in {name} have one sample per pixel, and this one says {samples}.")
    return samples, Photometric(name) if name else Photometric.RGB


def has_supplemental_palette(dataset: DataSet) -> bool:
    """Whether the higher stored values of a grey image stand for colours (PS3.3 C.7.6.19)."""
    is_colored = dataset.text(tag.PIXEL_PRESENTATION).strip() in {"COLOR", "MIXED"}
    return is_colored and tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR in dataset


def read_padding(dataset: DataSet, float_type: str = "") -> tuple[float, float] | None:
    """Return the lowest and the highest stored value that stand for "no pixel"; None: no such.

    PS3.3 C.7.5.1.1.2 for integers, C.7.6.24 and C.7.6.25 for floats, which have attributes of their own.
    """
    if float_type:
        value, limit = (dataset.number(which) for which in FLOAT_PADDING[float_type])
        value, limit = (None if each is None or not math.isfinite(each) else each for each in (value, limit))
    else:
        value = _stored_value(dataset, tag.PIXEL_PADDING_VALUE)
        limit = _stored_value(dataset, tag.PIXEL_PADDING_RANGE_LIMIT)
    if value is None:
        # What is no number is no pixel anyway.
        return None
    other = value if limit is None else limit
    return min(value, other), max(value, other)


def _stored_value(dataset: DataSet, which: int) -> int | None:
    """Read a value whose representation is US or SS by Pixel Representation, whatever the file wrote."""
    value = dataset.integer(which)
    if value is None:
        return None
    if dataset.integer(tag.PIXEL_REPRESENTATION) == 1:
        return value - 0x10000 if 0x7FFF < value <= 0xFFFF else value
    return value + 0x10000 if -0x8000 <= value < 0 else value


def read_aspect_ratio(dataset: DataSet) -> float:
    """Return height by width of a pixel (PS3.3 C.7.6.3.1.7), from the ratio itself or from any of the spacings."""
    measures = functional_group(dataset, 1, tag.PIXEL_MEASURES_SEQUENCE)
    for source, which in (
        (measures, tag.PIXEL_SPACING),
        (dataset, tag.PIXEL_SPACING),
        (dataset, tag.IMAGER_PIXEL_SPACING),
        (dataset, tag.NOMINAL_SCANNED_PIXEL_SPACING),
        (dataset, tag.PIXEL_ASPECT_RATIO),
    ):
        values = source.numbers(which) if source is not None else ()
        if len(values) == 2 and all(0 < value < math.inf for value in values):
            return values[0] / values[1]
    return 1.0


def read_frame_milliseconds(dataset: DataSet) -> float:
    """Return how long a frame of a cine is shown (PS3.3 C.7.6.5); 0 where nothing is said."""
    for which in (tag.FRAME_TIME, tag.FRAME_TIME_VECTOR):
        values = [value for value in dataset.numbers(which) if 0 < value < math.inf]
        if values:
            return values[-1]
    for which in (tag.RECOMMENDED_DISPLAY_FRAME_RATE, tag.CINE_RATE):
        rate = dataset.number(which)
        if rate is not None and 0 < rate < math.inf:
            return 1000.0 / rate
    return 0.0
