"""What enhanced multi-frame objects say of one frame (PS3.3 C.7.6.16)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar

from imaging.dicom import tags as tag

if TYPE_CHECKING:
    # The children that decode load this module, and stay small without the reader of headers.
    from imaging.dicom.elements import DataSet

Value = TypeVar("Value", bound=Hashable)


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


def values_of_frames(header: DataSet, sequence: int, read: Callable[[DataSet], Value]) -> set[Value]:
    """Return the different values that the frames of an object have; one for objects without functional groups.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    sequence : int
        Tag of the macro's sequence in which the value stands.
    read : callable
        Reads the value from the macro's item, or from the data set itself where there is none.
    """
    count = max(len(header.items_of(tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)), 1)
    items = (functional_group(header, number, sequence) for number in range(1, count + 1))
    return {read(header if item is None else item) for item in items}
