"""Figures of several people as softcopy presentation states that other workstations open (PS3.3 A.33.1 and A.33.2).

One state holds images of one series that are transformed alike; each author's figures lie in a layer of their own.
"""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pydicom
from highdicom import (
    VOILUT,
    ModalityLUT,
    ModalityLUTTransformation,
    PresentationLUTTransformation,
    ReferencedImageSequence,
)
from highdicom.color import CIELabColor
from highdicom.pr import (
    ColorSoftcopyPresentationState,
    GraphicAnnotation,
    GraphicLayer,
    GraphicObject,
    GrayscaleSoftcopyPresentationState,
    SoftcopyVOILUTTransformation,
    TextObject,
)
from numpy.typing import NDArray

from imaging.archive.stored import StoredInstance
from imaging.dicom.uids import IMPLEMENTATION_VERSION_NAME, MANUFACTURER
from imaging.exporting.documents import About, Observer, finished, identity
from imaging.exporting.looks import Look
from imaging.exporting.measurements import tracking_uid
from imaging.exporting.zooms import Zoom
from imaging.pixels.arrays import Words
from imaging.pixels.geometry import PixelPoint
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.windows import Window
from imaging.reading.annotations import ImagePlace
from imaging.reading.graphics import center_to_corner
from imaging.reading.operations import Author, Recorded
from imaging.reading.written_graphics import graphics_of, words_of

SERIES_NUMBER: Final = 9002
# Far apart for all eyes, and bright on black.
_COLORS: Final = ((255, 214, 51), (64, 224, 208), (255, 128, 102), (153, 204, 255), (204, 255, 153), (255, 153, 230))
_LONGEST_DESCRIPTION: Final = 64
_LONGEST_TEXT: Final = 1024


@dataclass(frozen=True)
class Presented:
    """What one state shows: figures on pictures of one series, and how these look.

    Attributes
    ----------
    figures : sequence of Recorded
        All on images.
    images : mapping of int to StoredInstance
        Those that are named, by their rows.
    looks : mapping of ImagePlace to Look
        Of each picture that has a figure; all have the same `Look.frame`.
    zoom : Zoom or None
        How they were enlarged; figures may lie beside the part that was shown then.
    """

    figures: Sequence[Recorded]
    images: Mapping[int, StoredInstance]
    looks: Mapping[ImagePlace, Look]
    zoom: Zoom | None = None

    @property
    def is_color(self) -> bool:
        """Whether the images have colours."""
        return next(iter(self.looks.values())).is_color


def written_softcopy_state(
    presented: Presented, about: About, observer: Observer, made_at: datetime, description: str, label: str
) -> bytes:
    """Write a presentation state, for grey images or for those with colours.

    Parameters
    ----------
    presented : Presented
        What it shows.
    about : About
        Its images, each once.
    observer : Observer
        Who stands for it.
    made_at : datetime
        Aware.
    description : str
        Of the content, and of the series.
    label : str
        A word in capitals, by which others list it (CS).

    Returns
    -------
    bytes
        A whole Part 10 file.
    """
    known = {
        image.id: _evidence(each, image, presented) for image, each in zip(about.images, about.evidence(), strict=True)
    }
    layers = _layers(presented.figures)
    said: dict[str, Any] = {
        **identity(SERIES_NUMBER, observer, about),
        "manufacturer_model_name": MANUFACTURER,
        "software_versions": IMPLEMENTATION_VERSION_NAME,
        "device_serial_number": None,
        "content_label": label,
        "content_description": description[:_LONGEST_DESCRIPTION],
        "content_creator_name": observer.person_name,
        "graphic_layers": list(layers.values()),
        "graphic_annotations": [_annotation(each, layers[each.author], known) for each in presented.figures],
    }
    document = _document(presented, known, said)
    document.DisplayedAreaSelectionSequence = list(_areas(presented, known))
    # Nobody says of which side of the patient the images are (PS3.3 C.7.3.1, type 2C).
    document.Laterality = ""
    return finished(document, about, made_at, description)


def _document(presented: Presented, known: Mapping[int, pydicom.Dataset], said: dict[str, Any]) -> pydicom.Dataset:
    images = list(known.values())
    if presented.is_color:
        profile = pkgutil.get_data("highdicom", "_icc_profiles/sRGB_v4_ICC_preference.icc")
        return ColorSoftcopyPresentationState(images, icc_profile=profile, **said)
    shape = "INVERSE" if next(iter(presented.looks.values())).is_inverse else "IDENTITY"
    windows = list(_windows(presented, known))
    document = GrayscaleSoftcopyPresentationState(
        images,
        modality_lut_transformation=_modality(next(iter(presented.looks.values()))),
        # Without one the library looks for it in the images, which it is not given.
        voi_lut_transformations=windows or [SoftcopyVOILUTTransformation(128, 256)],
        presentation_lut_transformation=PresentationLUTTransformation(presentation_lut_shape=shape),
        **said,
    )
    if not windows:
        del document.SoftcopyVOILUTSequence
    return document


def _evidence(dataset: pydicom.Dataset, image: StoredInstance, presented: Presented) -> pydicom.Dataset:
    """Say what the library asks of an image beside its names."""
    dataset.SamplesPerPixel = 3 if presented.is_color else 1
    if image.number_of_frames > 1:
        dataset.NumberOfFrames = image.number_of_frames
    return dataset


def _layers(figures: Iterable[Recorded]) -> dict[Author, GraphicLayer]:
    """Return a layer for each author, in the order in which they drew first."""
    authors = dict.fromkeys(each.author for each in figures)
    return {
        author: GraphicLayer(
            f"AUTHOR_{number}",
            number,
            f"{author.name}, {author.hospital}"[:_LONGEST_DESCRIPTION],
            CIELabColor.from_rgb(*_COLORS[(number - 1) % len(_COLORS)]),
        )
        for number, author in enumerate(authors, start=1)
    }


def _annotation(recorded: Recorded, layer: GraphicLayer, known: Mapping[int, pydicom.Dataset]) -> GraphicAnnotation:
    annotation, place = recorded.annotation, recorded.annotation.place
    if not isinstance(place, ImagePlace):
        raise TypeError("Only what lies on an image has a place in a presentation state.")
    image = known[place.instance_id]
    # What names one figure everywhere: in this state, in the structured report, and in our own export.
    name, uid = f"{annotation.kind} {recorded.id[:8]}", tracking_uid(recorded.id)
    graphics = [
        GraphicObject(kind, _corners(points, image), "PIXEL", tracking_id=name, tracking_uid=uid)
        for kind, points in graphics_of(annotation)
    ]
    words, anchor = words_of(recorded)[:_LONGEST_TEXT], PixelPoint(*annotation.points[0])
    texts = [TextObject(words, "PIXEL", anchor_point=_corner(anchor, image), anchor_point_visible=False)]
    item = GraphicAnnotation([image], layer, graphic_objects=graphics, text_objects=texts if words else [])
    if "NumberOfFrames" in image:
        item.ReferencedImageSequence[0].ReferencedFrameNumber = place.frame
    return item


def _corners(points: Iterable[PixelPoint], image: pydicom.Dataset) -> NDArray[np.float64]:
    return np.array([_corner(point, image) for point in points])


def _corner(point: PixelPoint, image: pydicom.Dataset) -> tuple[float, float]:
    """Return a point as DICOM counts it; the library wants it within the picture, at whose edge it then lies."""
    column, row = center_to_corner(point)
    return min(max(column, 0.0), float(image.Columns)), min(max(row, 0.0), float(image.Rows))


def _modality(look: Look) -> ModalityLUTTransformation:
    modality = look.modality
    if isinstance(modality, LookupTable):
        lut = ModalityLUT(look.rescale_type or "US", modality.first_mapped, modality.entries, modality.explanation)
        lut.LUTDescriptor[2] = modality.bits
        return ModalityLUTTransformation(modality_lut=lut)
    slope, intercept = modality
    return ModalityLUTTransformation(intercept, slope, look.rescale_type or "US")


def _windows(presented: Presented, known: Mapping[int, pydicom.Dataset]) -> Iterator[SoftcopyVOILUTTransformation]:
    """Return each window with the images that it is for, and with their frames where these have several."""
    of_window: defaultdict[Window | LookupTable, dict[int, set[int]]] = defaultdict(dict)
    for place, look in presented.looks.items():
        if look.voi is not None:
            of_window[look.voi].setdefault(place.instance_id, set()).add(place.frame)
    for voi, drawn_on in of_window.items():
        images = sorted(drawn_on)
        referred = ReferencedImageSequence([known[each] for each in images])
        for item, instance_id in zip(referred, images, strict=True):
            frames = _frames(instance_id, drawn_on[instance_id], presented)
            if frames is not None:
                item.ReferencedFrameNumber = frames
        if isinstance(voi, LookupTable):
            table = VOILUT(voi.first_mapped, _stretched(voi), voi.explanation or None)
            yield SoftcopyVOILUTTransformation(voi_luts=[table], referenced_images=referred)
        else:
            yield SoftcopyVOILUTTransformation(
                voi.center,
                voi.width,
                voi_lut_function=voi.function.value,
                referenced_images=referred,
            )


def _frames(instance_id: int, drawn_on: Collection[int], presented: Presented) -> list[int] | None:
    """Return the frames of an image that are shown in the window of some that are drawn on; None: all of them.

    Those that nobody has drawn on are shown as the first that somebody has: a state that has no window for them would
    show them from the lowest value to the highest.
    """
    looks = {place.frame: look for place, look in presented.looks.items() if place.instance_id == instance_id}
    if len({look.voi for look in looks.values()}) == 1:
        return None
    if min(looks) not in drawn_on:
        return sorted(drawn_on)
    count = presented.images[instance_id].number_of_frames
    return [frame for frame in range(1, count + 1) if frame in drawn_on or frame not in looks]


def _stretched(table: LookupTable) -> Words:
    """Return the entries so that white is the largest number of sixteen bits: here a table has eight or sixteen."""
    stretched: Words = np.rint(table.entries * (0xFFFF / table.maximum)).astype(np.uint16)
    return stretched


def _areas(presented: Presented, known: Mapping[int, pydicom.Dataset]) -> Iterator[pydicom.Dataset]:
    """Return what of each picture is fitted into its place (PS3.3 C.10.4): all of it, or the part that was presented.

    Pictures of one size have one item.
    """
    aspects = {place.instance_id: look.aspect for place, look in presented.looks.items()}
    of_size: defaultdict[tuple[int, int, float], list[pydicom.Dataset]] = defaultdict(list)
    for number, image in known.items():
        of_size[image.Columns, image.Rows, aspects[number]].append(image)
    for (columns, rows, aspect), alike in of_size.items():
        item = pydicom.Dataset()
        item.ReferencedImageSequence = ReferencedImageSequence(alike)
        whole = Zoom(1.0)
        upper_left, lower_right = (presented.zoom or whole).corners(columns, rows, aspect)
        item.DisplayedAreaTopLeftHandCorner = list(upper_left)
        item.DisplayedAreaBottomRightHandCorner = list(lower_right)
        item.PresentationSizeMode = "SCALE TO FIT"
        item.PresentationPixelAspectRatio = [round(aspect * 1000), 1000] if aspect != 1 else [1, 1]
        yield item
