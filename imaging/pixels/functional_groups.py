"""What enhanced multi-frame objects say of one frame (PS3.3 C.7.6.16)."""

from __future__ import annotations

from imaging.dicom.elements import DataSet
from imaging.pixels import attributes as tag


def functional_group(header: DataSet, frame_number: int, sequence: int) -> DataSet | None:
    """Return the item of a functional group macro that holds for a frame.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    frame_number : int
        Counted from 1.
    sequence : int
        Tag of the macro's sequence, such as Pixel Measures Sequence.

    Returns
    -------
    DataSet or None
        From the Per-frame Functional Groups, else from the Shared ones; None for objects without either.
    """
    per_frame = header.items_of(tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)[frame_number - 1 : frame_number]
    for groups in (*per_frame, *header.items_of(tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE)[:1]):
        for item in groups.items_of(sequence)[:1]:
            return item
    return None
