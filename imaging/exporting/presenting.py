"""Which figures one presentation state can show: those on images of one series that are transformed alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from imaging.archive.stored import StoredInstance
from imaging.exporting.looks import Look
from imaging.exporting.softcopy_states import Presented
from imaging.exporting.zooms import Zoom
from imaging.reading.annotations import ImagePlace
from imaging.reading.operations import Recorded


def presented_alike(
    figures: Iterable[Recorded],
    images: Mapping[int, StoredInstance],
    look_of: Callable[[StoredInstance, int], Look],
    zooms: Mapping[int, Zoom],
) -> Iterator[Presented]:
    """Put figures together, in the order in which they were drawn; what lies in planes of a volume has no place here.

    Parameters
    ----------
    figures : iterable of Recorded
        Of one study.
    images : mapping of int to StoredInstance
        The images by their rows.
    look_of : callable
        Says of an image and its frame how it looks.
    zooms : mapping of int to Zoom
        How series, by their rows, were enlarged.
    """
    alike: defaultdict[tuple[object, ...], list[Recorded]] = defaultdict(list)
    looks: dict[ImagePlace, Look] = {}
    for each in figures:
        place = each.annotation.place
        if not isinstance(place, ImagePlace) or not each.annotation.points:
            continue
        image = images[place.instance_id]
        if place not in looks:
            looks[place] = look_of(image, place.frame)
        alike[image.series_id, *looks[place].frame].append(each)
    for (series_id, *_), found in alike.items():
        places = {each.annotation.place for each in found if isinstance(each.annotation.place, ImagePlace)}
        named = {place.instance_id: images[place.instance_id] for place in places}
        zoom = zooms.get(series_id) if isinstance(series_id, int) else None
        yield Presented(found, named, {place: looks[place] for place in places}, zoom)
