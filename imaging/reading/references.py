"""Which pictures of a study an object means: UIDs and frames, read from the sequences that name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet


@dataclass(frozen=True)
class PictureReference:
    """A picture: its instance's UID, and the frames that are meant; none: all of them."""

    sop_instance_uid: str
    frames: tuple[int, ...] = ()


def image_references(dataset: DataSet, sequence: int = tag.REFERENCED_IMAGE_SEQUENCE) -> tuple[PictureReference, ...]:
    """Read the items of a sequence of references (PS3.3 tables 10-3 and 10-11)."""
    return tuple(
        PictureReference(item.text(tag.REFERENCED_SOP_INSTANCE_UID).strip(), item.integers(tag.REFERENCED_FRAME_NUMBER))
        for item in dataset.items_of(sequence)
        if item.text(tag.REFERENCED_SOP_INSTANCE_UID).strip()
    )


def series_references(dataset: DataSet) -> tuple[PictureReference, ...]:
    """Read every picture that the Referenced Series Sequence names (PS3.3 C.11.11)."""
    series = dataset.items_of(tag.REFERENCED_SERIES_SEQUENCE)
    return tuple(reference for item in series for reference in image_references(item))


def meant(own: Iterable[PictureReference], all_of: Iterable[PictureReference]) -> tuple[PictureReference, ...]:
    """Return an item's own references; without any it means every picture of its object."""
    return tuple(own) or tuple(all_of)
