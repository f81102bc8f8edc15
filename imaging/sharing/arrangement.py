"""The frames of a series in the order in which somebody turns their pages: in space, each part by itself.

An object of many frames orders them by its dimensions, its stacks, or their places; what its header says of that is
read once. A recording, of which no frame has a place, keeps its own order.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, NamedTuple

from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.errors import NotFoundError, RefusedError, UnavailableError
from imaging.pixels.frame_slices import FrameSet, FrameSlice, frame_set, reading_order
from imaging.pixels.geometry import slice_plane
from imaging.pixels.parts import Part, PartKind, SeriesSlice, parts
from imaging.pixels.stacks import Slice
from imaging.sharing.attributes import attributes_of, numbers, words

# The attributes by whose values repetitions of one place are told apart; the first that is there counts.
_SAID_BY: Final = {
    PartKind.PHASE: (tag.TEMPORAL_POSITION_IDENTIFIER,),
    PartKind.ECHO: (tag.ECHO_NUMBERS, tag.ECHO_TIME),
    PartKind.DIFFUSION: (tag.DIFFUSION_B_VALUE,),
    PartKind.IMAGE_TYPE: (tag.IMAGE_TYPE,),
    PartKind.ACQUISITION: (tag.ACQUISITION_NUMBER,),
}
_FRAMES_KEPT: Final = 1 << 17
# Recordings and projections by their storage classes: nothing in them says anything of a single frame's place.
_RECORDINGS: Final = frozenset(
    f"1.2.840.10008.5.1.4.1.1.{number}" for number in ("3", "3.1", "12.1", "12.2", "12.3", "20", "481.1", "481.2")
)


class FramePlace(NamedTuple):
    """A frame: the image that holds it, and which of its frames it is, counted from 1."""

    image: StoredInstance
    number: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The parts of a series, each with its frames in order."""

    parts: tuple[tuple[Part, tuple[FramePlace, ...]], ...]
    # Whether the order is as known as it will ever be; otherwise a header could not be read just now.
    is_final: bool = True


# Frames that are never parted: those of a recording, or a single one.
_Leaf = tuple[FramePlace, ...]


def frames_of(image: StoredInstance) -> tuple[FramePlace, ...]:
    """Return all frames of an image as they stand in it."""
    return tuple(FramePlace(image, number) for number in range(1, image.number_of_frames + 1))


class Arrangements:
    """Arranges series, and keeps what headers said of frames; safe to share between threads."""

    def __init__(self, retrieve: Retrieve) -> None:
        self._retrieve = retrieve
        self._said: Recent[bytes, FrameSet] = Recent(_FRAMES_KEPT, lambda said: 1 + len(said.frames))

    def of(self, images: Sequence[StoredInstance]) -> Arrangement:
        """Divide the images of a series into its parts, and put their frames in order."""
        said, is_final = self._said_by(images)
        leaves, slices = _numbered(images, said) if said else _single(images)
        found = parts(slices)
        ordered = ((part, tuple(place for index in part.order for place in leaves[index])) for part in found)
        return Arrangement(tuple(ordered), is_final)

    def _said_by(self, images: Sequence[StoredInstance]) -> tuple[dict[int, FrameSet], bool]:
        """Return by image what its frames say, where they do, and whether everything could be read."""
        said, is_final = {}, True
        for image in images:
            if image.number_of_frames < 2 or image.sop_class_uid in _RECORDINGS:
                continue
            try:
                frames = self._read(image)
            except UnavailableError:
                is_final = False
                continue
            except (RefusedError, NotFoundError):
                # What nobody can read, and what is lost, keeps the order that it had.
                continue
            if frames.frames:
                said[image.id] = frames
        return said, is_final

    def _read(self, image: StoredInstance) -> FrameSet:
        known = self._said.get(image.sha256)
        if known is None:
            header = self._retrieve.header(image).dataset
            known = frame_set(header, image.number_of_frames) or FrameSet("", ())
            self._said.put(image.sha256, known)
        return known


def _single(images: Sequence[StoredInstance]) -> tuple[list[_Leaf], list[SeriesSlice]]:
    return [frames_of(image) for image in images], [_series_slice(image) for image in images]


def _numbered(images: Sequence[StoredInstance], said: dict[int, FrameSet]) -> tuple[list[_Leaf], list[SeriesSlice]]:
    """Count all frames through, image after image and within each as it orders them."""
    leaves: list[_Leaf] = []
    slices: list[SeriesSlice] = []
    running = count(1)
    for uid, together in _sets(images, said):
        if not uid:
            [image] = together
            series_slice = _series_slice(image)
            leaves.append(frames_of(image))
            slices.append(replace(series_slice, slice=replace(series_slice.slice, instance_number=next(running))))
            continue
        places = [place for image in together for place in frames_of(image)]
        frames = [frame for image in together for frame in said[image.id].frames]
        order, is_given = reading_order(frames)
        for index in order:
            leaves.append((places[index],))
            slices.append(_frame_series_slice(frames[index], next(running), uid if is_given else ""))
    return leaves, slices


def _sets(images: Sequence[StoredInstance], said: dict[int, FrameSet]) -> list[tuple[str, list[StoredInstance]]]:
    """Bring the images of a concatenation together; those that say nothing of their frames stand alone."""
    sets: dict[tuple[str, int], list[StoredInstance]] = {}
    for image in images:
        uid = said[image.id].uid if image.id in said else ""
        sets.setdefault((uid, 0 if uid else image.id), []).append(image)
    return [(uid, together) for (uid, _), together in sets.items()]


def _frame_series_slice(frame: FrameSlice, number: int, ordered_in: str) -> SeriesSlice:
    return SeriesSlice(Slice(number, frame.plane), frame.is_localizer, frame.said, ordered_in)


def _series_slice(image: StoredInstance) -> SeriesSlice:
    attributes = attributes_of(image)
    is_localizer = "LOCALIZER" in (str(value).upper() for value in words(attributes, tag.IMAGE_TYPE))
    said: dict[PartKind, Hashable] = {}
    for kind, tags in _SAID_BY.items():
        values = next(filter(None, (words(attributes, each) for each in tags)), None)
        if values is not None:
            said[kind] = tuple(map(str, values))
    plane = slice_plane(
        numbers(attributes, tag.IMAGE_POSITION_PATIENT), numbers(attributes, tag.IMAGE_ORIENTATION_PATIENT)
    )
    return SeriesSlice(Slice(image.instance_number, plane), is_localizer, said)
