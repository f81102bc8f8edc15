"""What is drawn, and the images that it lies on: which are still here, which a document refers to, how they measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.exporting.measurements import Measurements
from imaging.reading.annotations import ImagePlace, Kind, VolumePlace
from imaging.reading.measuring import Measuring
from imaging.reading.operations import Recorded


def lies_on(images: Mapping[int, StoredInstance]) -> Callable[[Recorded], bool]:
    """Return what tells whether a figure lies on one of these images, or on planes through the series of one."""
    series = {image.series_id for image in images.values()}

    def is_here(recorded: Recorded) -> bool:
        place = recorded.annotation.place
        return place.series_id in series if isinstance(place, VolumePlace) else place.instance_id in images

    return is_here


def referred(drawn: Iterable[Recorded], images: Mapping[int, StoredInstance]) -> Iterator[StoredInstance]:
    """Return the images that are drawn on; of a plane through a volume, every image of its series."""
    series = set()
    for each in drawn:
        place = each.annotation.place
        if isinstance(place, VolumePlace):
            series.add(place.series_id)
        elif place.instance_id in images:
            yield images[place.instance_id]
    yield from (image for image in images.values() if image.series_id in series)


def measured_on(
    drawn: Sequence[Recorded], images: Mapping[int, StoredInstance], retrieve: Retrieve, measuring: Measuring
) -> Measurements:
    """Return what is measured, with what a report of it must know of the images: their modality and pixels."""
    places = [each.annotation.place for each in drawn]
    of_series = {
        images[place.instance_id].series_id: images[place.instance_id]
        for place in places
        if isinstance(place, ImagePlace)
    }
    modalities = {
        series_id: retrieve.header(image).dataset.text(tag.MODALITY).strip() for series_id, image in of_series.items()
    }
    # Which of two axes is the longer one depends on it.
    crossed = [each for each in drawn if each.annotation.kind is Kind.BIDIRECTIONAL]
    return Measurements(drawn, images, modalities, {each.id: _aspect(each, images, measuring) for each in crossed})


def _aspect(recorded: Recorded, images: Mapping[int, StoredInstance], measuring: Measuring) -> float:
    """Return how many widths a pixel is high."""
    place = recorded.annotation.place
    if isinstance(place, VolumePlace):
        return 1.0
    return measuring.scale(images[place.instance_id], place.frame).pixel_aspect
