"""What a page must know of a frame to show it rightly: its shape, which side is which, how large things are.

Most frames of a series are of one kind. What the index keeps is enough for slices; for everything else, such as chest
pictures and enhanced objects, the header is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imaging.archive.pictures import description_of
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.errors import NotFoundError
from imaging.pixels.functional_groups import functional_group
from imaging.pixels.geometry import ImagePlane, PatientPoint, edge_letters
from imaging.pixels.spacing import SpacingOrigin, pixel_size
from imaging.sharing.attributes import attributes_of, numbers, words
from imaging.sharing.film import FilmSeries

_KINDS_KEPT = 64
_PATIENT_ORIENTATION = 0x00200020
_OPPOSITE = str.maketrans("RLAPHF", "LRPAFH")
_LETTERS = frozenset("RLAPHF")


@dataclass(frozen=True)
class Edges:
    """What lies at the edges of a picture, in the letters of PS3.3 C.7.6.1.1.1."""

    left: str
    right: str
    top: str
    bottom: str


@dataclass(frozen=True)
class FrameKind:
    """What frames have in common that look alike on the screen."""

    rows: int
    columns: int
    # Between rows and between columns in the patient; None where the file does not say it.
    pixel_spacing_mm: tuple[float, float] | None
    # Height of a pixel divided by its width.
    pixel_aspect: float
    # None where the file does not say it: left and right are never guessed.
    edges: Edges | None
    is_colour: bool
    # The lowest value is white (MONOCHROME1, or a Presentation LUT Shape of INVERSE): raising the centre brightens.
    is_inverse: bool
    # The device itself has compressed it with loss.
    was_lossy: bool
    frame_time_ms: float | None


@dataclass(frozen=True)
class SeriesKinds:
    """The distinct kinds of a series, and for each frame which of them it is."""

    kinds: tuple[FrameKind, ...]
    frame_kinds: tuple[int, ...]


class FrameKinds:
    """Finds the kinds of the frames of a series; safe to share between threads."""

    def __init__(self, retrieve: Retrieve) -> None:
        self._retrieve = retrieve
        self._kept: Recent[str, SeriesKinds] = Recent(_KINDS_KEPT, lambda kinds: 1)

    def of(self, series: FilmSeries) -> SeriesKinds:
        """Return the kinds of a series' frames."""
        known = self._kept.get(series.version)
        if known is None:
            kinds = {image.id: self._of_image(image) for image in series.images}
            known = _told_apart([(kinds[image.id] or _unsaid(image))[number - 1] for image, number in series.places])
            # What is lost may be brought again, and then says more.
            if None not in kinds.values():
                self._kept.put(series.version, known)
        return known

    def _of_image(self, image: StoredInstance) -> list[FrameKind] | None:
        """None where the object is lost that would have to say it."""
        attributes = attributes_of(image)
        directions = numbers(attributes, tag.IMAGE_ORIENTATION_PATIENT)
        if len(directions) == 6:
            spacing = numbers(attributes, tag.PIXEL_SPACING)
            millimetres = (spacing[0], spacing[1]) if len(spacing) == 2 and min(spacing) > 0 else None
            lossy = words(attributes, tag.LOSSY_IMAGE_COMPRESSION) == ["01"]
            kind = _kind(image, millimetres, _edges_of_directions(directions), was_lossy=lossy)
            return [kind] * image.number_of_frames
        try:
            header = self._retrieve.header(image).dataset
        except NotFoundError:
            return None
        if functional_group(header, 1, tag.PLANE_ORIENTATION_SEQUENCE) is None:
            return [_kind_of_header(image, header, 1)] * image.number_of_frames
        return [_kind_of_header(image, header, number) for number in range(1, image.number_of_frames + 1)]


def _unsaid(image: StoredInstance) -> list[FrameKind]:
    """What the index alone tells of frames that nobody will see: their numbers must not be missing."""
    was_lossy = words(attributes_of(image), tag.LOSSY_IMAGE_COMPRESSION) == ["01"]
    return [_kind(image, None, None, was_lossy=was_lossy)] * image.number_of_frames


def _kind_of_header(image: StoredInstance, header: DataSet, frame_number: int) -> FrameKind:
    size = pixel_size(header, frame_number)
    is_true = size is not None and size.origin not in {SpacingOrigin.DETECTOR, SpacingOrigin.SCANNED_FILM}
    plane = functional_group(header, frame_number, tag.PLANE_ORIENTATION_SEQUENCE)
    directions = (plane if plane is not None else header).numbers(tag.IMAGE_ORIENTATION_PATIENT)
    return _kind(
        image,
        (size.row_mm, size.column_mm) if size is not None and is_true else None,
        _edges_of_directions(directions) or _edges_of_letters(header.texts(_PATIENT_ORIENTATION)),
        was_lossy=header.text(tag.LOSSY_IMAGE_COMPRESSION) == "01",
        frame_time_ms=header.number(tag.FRAME_TIME),
    )


def _kind(
    image: StoredInstance,
    pixel_spacing_mm: tuple[float, float] | None,
    edges: Edges | None,
    *,
    was_lossy: bool,
    frame_time_ms: float | None = None,
) -> FrameKind:
    described = description_of(image)
    return FrameKind(
        rows=described.rows,
        columns=described.columns,
        pixel_spacing_mm=pixel_spacing_mm,
        pixel_aspect=described.pixel_aspect_ratio,
        edges=edges,
        is_colour=not described.is_monochrome,
        is_inverse=described.is_monochrome and described.is_inverse,
        was_lossy=was_lossy,
        frame_time_ms=frame_time_ms,
    )


def _edges_of_directions(directions: Sequence[float]) -> Edges | None:
    if len(directions) != 6:
        return None
    row, column = PatientPoint(*directions[:3]), PatientPoint(*directions[3:])
    try:
        plane = ImagePlane(PatientPoint(0, 0, 0), row, column, 1, 1)
    except ValueError:
        # What a device wrote wrong is as good as nothing.
        return None
    return Edges(**edge_letters(plane))


def _edges_of_letters(directions: Sequence[str]) -> Edges | None:
    """Patient Orientation (0020,0020): where rows and where columns lead to."""
    said = [direction.strip().upper() for direction in directions]
    if len(said) != 2 or not all(each and set(each) <= _LETTERS for each in said):
        return None
    right, bottom = said
    return Edges(right.translate(_OPPOSITE), right, bottom.translate(_OPPOSITE), bottom)


def _told_apart(kinds: Sequence[FrameKind]) -> SeriesKinds:
    distinct = {kind: position for position, kind in enumerate(dict.fromkeys(kinds))}
    return SeriesKinds(tuple(distinct), tuple(distinct[kind] for kind in kinds))
