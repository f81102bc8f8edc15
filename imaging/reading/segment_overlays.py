"""Lays segmentations over the pictures of a study: which frame belongs to which picture, and how it looks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from imaging.archive.pictures import Pictures
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom.elements import DataSet
from imaging.dicom.limits import HeaderLimits
from imaging.errors import NotFoundError, RefusedError
from imaging.pixels.geometry import ImagePlane, PixelPoint, image_plane
from imaging.reading.object_kinds import ObjectKind, kind_of
from imaging.reading.segmentations import (
    SegmentFrame,
    corners_on,
    lies_in,
    segment_mask,
    segmentation,
    source_uids,
)

_LIMITS: Final = HeaderLimits(max_value_bytes=4 * 1024 * 1024)
MOST_OBJECTS: Final = 20
MOST_PICTURES: Final = 2000


@dataclass(frozen=True)
class _Picture:
    instance: StoredInstance
    frame: int
    plane: ImagePlane | None


@dataclass(frozen=True)
class SegmentOverlays:
    """Reads segmentations; safe to share between threads."""

    retrieve: Retrieve
    pictures: Pictures

    def of_study(
        self, study_id: int, is_open: Callable[[StoredInstance], bool] = lambda _: True
    ) -> list[dict[str, Any]]:
        """Return each segmentation with its segments and where its frames lie, as JSON values.

        Parameters
        ----------
        study_id
            The row of the study.
        is_open
            Which objects of it there are, for whoever sees a part of the study alone.
        """
        stored = list(filter(is_open, self.retrieve.instances_of(None, study_ids=frozenset({study_id}))))
        objects = [each for each in stored if kind_of(each.sop_class_uid) is ObjectKind.SEGMENTATION]
        by_uid = {each.sop_instance_uid: each for each in stored if each not in objects}
        planes: dict[str, list[_Picture]] = {}
        found = []
        for instance in objects[:MOST_OBJECTS]:
            try:
                dataset = self.retrieve.header(instance, _LIMITS).dataset
                found.append(self._told(instance, dataset, by_uid, planes))
            except (RefusedError, NotFoundError):
                # The viewer names it among the other objects.
                continue
        return found

    def mask(self, instance: StoredInstance, frame: int, segment_number: int) -> bytes:
        """Return what belongs to a segment in a frame, as a PNG in the segment's colour.

        Raises
        ------
        NotFoundError
            There is no such frame or segment, or the object is no segmentation.
        """
        found = segmentation(self.retrieve.header(instance, _LIMITS).dataset)
        segment = next((each for each in found.segments if each.number == segment_number), None)
        if segment is None or not any(
            each.number == frame and each.segment_number == segment_number for each in found.frames
        ):
            raise NotFoundError("There is no such segment.")
        values, _ = self.pictures.pixels(instance, frame)
        stream = io.BytesIO()
        Image.fromarray(segment_mask(values, found, segment), "RGBA").save(stream, "PNG", compress_level=3)
        return stream.getvalue()

    def _told(
        self,
        instance: StoredInstance,
        dataset: DataSet,
        by_uid: dict[str, StoredInstance],
        planes: dict[str, list[_Picture]],
    ) -> dict[str, Any]:
        found = segmentation(dataset)
        wanted = source_uids(dataset) | {each.sop_instance_uid for frame in found.frames for each in frame.sources}
        for uid in sorted(wanted & by_uid.keys())[:MOST_PICTURES]:
            if uid not in planes:
                planes[uid] = self._pictures_of(by_uid[uid])
        shown = {uid: planes[uid] for uid in wanted if uid in planes}
        return {
            "instance_id": instance.id,
            "label": found.label,
            "segments": [
                {"number": each.number, "label": each.label, "color": "#{:02x}{:02x}{:02x}".format(*each.color)}
                for each in found.segments
            ],
            "frames": [told for frame in found.frames for told in _placed(frame, dataset, instance, shown)],
        }

    def _pictures_of(self, instance: StoredInstance) -> list[_Picture]:
        try:
            header = self.retrieve.header(instance).dataset
        except (RefusedError, NotFoundError):
            return []
        numbers = range(1, instance.number_of_frames + 1)
        return [_Picture(instance, number, image_plane(header, number)) for number in numbers]


def _placed(
    frame: SegmentFrame,
    dataset: DataSet,
    instance: StoredInstance,
    shown: dict[str, list[_Picture]],
) -> Iterator[dict[str, Any]]:
    """Find the pictures that a frame lies on: those that it names, else those of its object in the same plane."""
    plane = image_plane(dataset, frame.number)
    named = [
        picture
        for source in frame.sources
        for picture in shown.get(source.sop_instance_uid, ())
        if not source.frames or picture.frame in source.frames
    ]
    near = [
        picture
        for pictures in shown.values()
        for picture in pictures
        if plane is not None and picture.plane is not None and lies_in(plane, picture.plane)
    ]
    for picture in named or near:
        corners = _corners(plane, instance, picture)
        if corners is not None:
            yield {
                "frame": frame.number,
                "segment": frame.segment_number,
                "place": {"instance_id": picture.instance.id, "frame": picture.frame},
                "corners": [list(corner) for corner in corners],
            }


def _corners(plane: ImagePlane | None, instance: StoredInstance, picture: _Picture) -> tuple[PixelPoint, ...] | None:
    """Return where a frame's corners lie on a picture; without planes only grids of one size lie upon each other."""
    rows, columns = instance.rows or 0, instance.columns or 0
    if plane is not None and picture.plane is not None:
        return corners_on(plane, rows, columns, picture.plane)
    if (rows, columns) == (picture.instance.rows, picture.instance.columns):
        return PixelPoint(-0.5, -0.5), PixelPoint(columns - 0.5, -0.5), PixelPoint(-0.5, rows - 0.5)
    return None
