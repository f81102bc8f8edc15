"""What the frames of one multi-frame object say of their place and of themselves (PS3.3 C.7.6.16 and C.7.6.17)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.geometry import ImagePlane, frame_slice_plane
from imaging.pixels.parts import PartKind
from imaging.pixels.stacks import Slice, stack

# Macro and attribute by whose values frames of one place are told apart; the first that is there counts.
_SAID_BY: Final = {
    PartKind.STACK: ((tag.FRAME_CONTENT_SEQUENCE, tag.STACK_ID),),
    PartKind.PHASE: (
        (tag.FRAME_CONTENT_SEQUENCE, tag.TEMPORAL_POSITION_INDEX),
        (tag.TEMPORAL_POSITION_SEQUENCE, tag.TEMPORAL_POSITION_TIME_OFFSET),
        (tag.CARDIAC_SYNCHRONIZATION_SEQUENCE, tag.NOMINAL_CARDIAC_TRIGGER_DELAY_TIME),
    ),
    PartKind.ECHO: ((tag.MR_ECHO_SEQUENCE, tag.EFFECTIVE_ECHO_TIME),),
    PartKind.DIFFUSION: ((tag.MR_DIFFUSION_SEQUENCE, tag.DIFFUSION_B_VALUE),),
    PartKind.ACQUISITION: ((tag.FRAME_CONTENT_SEQUENCE, tag.FRAME_ACQUISITION_NUMBER),),
}
_FRAME_TYPES: Final = (tag.MR_IMAGE_FRAME_TYPE_SEQUENCE, tag.CT_IMAGE_FRAME_TYPE_SEQUENCE, tag.PET_FRAME_TYPE_SEQUENCE)


@dataclass(frozen=True, slots=True)
class FrameSlice:
    """A frame among those of its object.

    Attributes
    ----------
    plane : ImagePlane or None
        Where it lies, if it says so.
    rank : tuple of int
        Dimension Index Values, then stack and position in it; empty where the object gives its frames no order.
    is_localizer : bool
    said : mapping
        One value for each divider that the frame knows.
    """

    plane: ImagePlane | None
    rank: tuple[int, ...]
    is_localizer: bool
    said: Mapping[PartKind, Hashable]


@dataclass(frozen=True, slots=True)
class FrameSet:
    """The frames of an object; ``uid`` is that of the concatenation that it is a part of, else its own."""

    uid: str
    frames: tuple[FrameSlice, ...]


def frame_set(header: DataSet, number_of_frames: int) -> FrameSet | None:
    """Read what the frames of an object say of themselves; None if not each of them does."""
    if len(header.items_of(tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)) != number_of_frames:
        return None
    stacks = _stack_numbers(header, number_of_frames)
    frames = tuple(_frame_slice(header, number, stacks[number - 1]) for number in range(1, number_of_frames + 1))
    return FrameSet(header.text(tag.CONCATENATION_UID) or header.text(tag.SOP_INSTANCE_UID), frames)


def reading_order(frames: Sequence[FrameSlice]) -> tuple[tuple[int, ...], bool]:
    """Order frames of one object, or of one concatenation.

    Returns
    -------
    tuple of int
        Indices into the frames: by rank where they have one, frames of one rank in the order of space.
    bool
        Whether the object gave them that order; otherwise they stand as they were given.
    """
    ranks = [frame.rank for frame in frames]
    if len({len(rank) for rank in ranks}) != 1 or len(set(ranks)) < 2:
        return tuple(range(len(frames))), False
    in_space = stack([Slice(number, frame.plane) for number, frame in enumerate(frames)]).order
    return tuple(sorted(in_space, key=ranks.__getitem__)), True


def _frame_slice(header: DataSet, frame_number: int, stack_number: int) -> FrameSlice:
    content = functional_group(header, frame_number, tag.FRAME_CONTENT_SEQUENCE)
    rank: tuple[int, ...] = ()
    if content is not None:
        position = content.integers(tag.IN_STACK_POSITION_NUMBER)[:1]
        rank = content.integers(tag.DIMENSION_INDEX_VALUES) + ((stack_number, *position) if position else ())
    frame_type = _frame_type(header, frame_number)
    said = dict(_said(header, frame_number))
    if frame_type:
        said[PartKind.IMAGE_TYPE] = frame_type
    return FrameSlice(frame_slice_plane(header, frame_number), rank, "LOCALIZER" in frame_type, said)


def _said(header: DataSet, frame_number: int) -> Iterator[tuple[PartKind, Hashable]]:
    for kind, places in _SAID_BY.items():
        items = ((functional_group(header, frame_number, sequence), which) for sequence, which in places)
        values = next(filter(None, (item.texts(which) for item, which in items if item is not None)), None)
        if values:
            yield kind, values


def _frame_type(header: DataSet, frame_number: int) -> tuple[str, ...]:
    for sequence in _FRAME_TYPES:
        item = functional_group(header, frame_number, sequence)
        if item is not None:
            return (*item.texts(tag.FRAME_TYPE), *item.texts(tag.COMPLEX_IMAGE_COMPONENT))
    return ()


def _stack_numbers(header: DataSet, number_of_frames: int) -> list[int]:
    """Number the stacks as their names do, which are mostly numbers, else as they come."""
    contents = (functional_group(header, each, tag.FRAME_CONTENT_SEQUENCE) for each in range(1, number_of_frames + 1))
    names = ["" if content is None else content.text(tag.STACK_ID).strip() for content in contents]
    if all(name.isascii() and name.isdigit() for name in names):
        return [int(name) for name in names]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [numbers[name] for name in names]
