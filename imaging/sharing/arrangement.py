"""The images of a series in the order in which somebody turns their pages: in space, each part by itself."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.pixels.geometry import ImagePlane, PatientPoint
from imaging.pixels.parts import Part, PartKind, SeriesSlice, parts
from imaging.pixels.stacks import Slice
from imaging.sharing.attributes import Attributes, attributes_of, numbers, words

# The attributes by whose values repetitions of one place are told apart; the first that is there counts.
_SAID_BY: Final = {
    PartKind.PHASE: (tag.TEMPORAL_POSITION_IDENTIFIER,),
    PartKind.ECHO: (tag.ECHO_NUMBERS, tag.ECHO_TIME),
    PartKind.DIFFUSION: (tag.DIFFUSION_B_VALUE,),
    PartKind.IMAGE_TYPE: (tag.IMAGE_TYPE,),
    PartKind.ACQUISITION: (tag.ACQUISITION_NUMBER,),
}


def arranged(images: Sequence[StoredInstance]) -> tuple[tuple[Part, tuple[StoredInstance, ...]], ...]:
    """Divide the images of a series into its parts, each with its images in order."""
    found = parts([_series_slice(image) for image in images])
    return tuple((part, tuple(images[index] for index in part.order)) for part in found)


def _series_slice(image: StoredInstance) -> SeriesSlice:
    attributes = attributes_of(image)
    is_localizer = "LOCALIZER" in (str(value).upper() for value in words(attributes, tag.IMAGE_TYPE))
    said: dict[PartKind, Hashable] = {}
    for kind, tags in _SAID_BY.items():
        values = next(filter(None, (words(attributes, each) for each in tags)), None)
        if values is not None:
            said[kind] = tuple(map(str, values))
    return SeriesSlice(Slice(image.instance_number, _plane(attributes)), is_localizer, said)


def _plane(attributes: Attributes) -> ImagePlane | None:
    position = numbers(attributes, tag.IMAGE_POSITION_PATIENT)
    directions = numbers(attributes, tag.IMAGE_ORIENTATION_PATIENT)
    if len(position) != 3 or len(directions) != 6:
        return None
    row, column = PatientPoint(*directions[:3]), PatientPoint(*directions[3:])
    try:
        # Where slices lie does not depend on the size of their pixels.
        return ImagePlane(PatientPoint(*position), row, column, 1, 1)
    except ValueError:
        # What a device wrote wrong is as good as nothing.
        return None
