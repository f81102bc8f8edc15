"""Which bits, modality and VOI transformation hold for a frame, wherever the data set says it."""

from __future__ import annotations

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.description import ImageDescription
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.grayscale import StoredBits
from imaging.pixels.lookup_tables import LookupTable, read_lookup_table
from imaging.pixels.transfer_syntaxes import keeps_bits
from imaging.pixels.value_attributes import read_rescale, read_windows
from imaging.pixels.windows import Window

Modality = LookupTable | tuple[float, float]


def stored_bits(description: ImageDescription) -> StoredBits:
    """Return where the stored value stands in the decoded samples.

    Lossy decoders return values that can exceed Bits Stored by a few; these are values, and no other bits. To cut them
    would make black of what is brighter than white.
    """
    is_cut = keeps_bits(description.transfer_syntax_uid)
    return StoredBits(description.bits_stored, description.high_bit, description.is_signed, is_cut)


def modality_of(description: ImageDescription, header: DataSet | None, frame_number: int) -> Modality:
    """Return the Modality LUT, or the slope and the intercept, of a frame (PS3.3 C.11.1, C.7.6.16.2.9).

    Parameters
    ----------
    description : ImageDescription
        What the data set says of the image.
    header : DataSet or None
        Needed where `description.needs_header`.
    frame_number : int
        Counted from 1.

    Raises
    ------
    MalformedError
        When there is a Modality LUT that can't be read.
    """
    if header is not None:
        item = functional_group(header, frame_number, tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE)
        if item is not None:
            return read_rescale(item)
        for table in header.items_of(tag.MODALITY_LUT_SEQUENCE)[:1]:
            return read_lookup_table(table, is_input_signed=description.is_signed)
    return description.rescale_slope, description.rescale_intercept


def windows_of(description: ImageDescription, header: DataSet | None, frame_number: int) -> tuple[Window, ...]:
    """Return the windows that the file brings for a frame (PS3.3 C.11.2.1.2, C.7.6.16.2.10).

    Parameters
    ----------
    description : ImageDescription
        What the data set says of the image.
    header : DataSet or None
        Needed where `description.needs_header`.
    frame_number : int
        Counted from 1.

    Returns
    -------
    tuple of Window
        In modality values; those that the standard does not allow are left out.
    """
    if header is not None:
        item = functional_group(header, frame_number, tag.FRAME_VOILUT_SEQUENCE)
        if item is not None:
            return read_windows(item)
    return description.windows


def voi_of(
    description: ImageDescription, header: DataSet | None, frame_number: int, modality: Modality
) -> LookupTable | Window | None:
    """Return the first VOI LUT of a frame, else its first window, else None (PS3.3 C.11.2, C.7.6.16.2.10b).

    Where a file brings both, its maker meant them as alternatives; the table is the one that says more.

    Parameters
    ----------
    description : ImageDescription
        What the data set says of the image.
    header : DataSet or None
        Needed where `description.needs_header`.
    frame_number : int
        Counted from 1.
    modality : LookupTable or tuple of slope and intercept
        What `modality_of` returns; it decides whether the input of a VOI LUT is signed.

    Raises
    ------
    MalformedError
        When there is a VOI LUT that can't be read.
    """
    if header is not None:
        item = functional_group(header, frame_number, tag.FRAME_VOILUT_SEQUENCE)
        for table in (header if item is None else item).items_of(tag.VOILUT_SEQUENCE)[:1]:
            return read_lookup_table(table, is_input_signed=_gives_negative(description, modality))
    windows = windows_of(description, header, frame_number)
    return windows[0] if windows else None


def _gives_negative(description: ImageDescription, modality: Modality) -> bool:
    """Whether the input of a VOI LUT can be negative, which decides how its first value mapped is read."""
    if isinstance(modality, LookupTable):
        return False
    slope, intercept = modality
    lowest = -(1 << (description.bits_stored - 1)) if description.is_signed else 0
    highest = lowest + (1 << description.bits_stored) - 1
    return min(lowest * slope, highest * slope) + intercept < 0
