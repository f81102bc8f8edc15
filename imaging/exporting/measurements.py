"""Measurements of a study as a structured report that other systems reopen (PS3.16 TID 1500, 1410 and 1501)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from highdicom.sr import (
    Comprehensive3DSR,
    ComprehensiveSR,
    CoordinatesForMeasurement,
    CoordinatesForMeasurement3D,
    GraphicTypeValues,
    GraphicTypeValues3D,
    ImageRegion,
    ImageRegion3D,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    PnameContentItem,
    RelationshipTypeValues,
    SourceImageForRegion,
    TextContentItem,
    TrackingIdentifier,
)
from numpy.typing import NDArray
from pydicom.sr.codedict import codes

from imaging.archive.stored import StoredInstance
from imaging.exporting.documents import About, Observer, finished, identity, stand_in
from imaging.exporting.measurement_codes import DERIVATIONS, concept_of, unit_code
from imaging.pixels.geometry import PixelPoint
from imaging.pixels.spacing import SpacingOrigin
from imaging.reading.annotations import Annotation, ImagePlace, Kind, Point, VolumePlace
from imaging.reading.graphics import center_to_corner
from imaging.reading.measurements import Value
from imaging.reading.operations import Recorded
from imaging.reading.written_graphics import graphics_of

_SERIES_NUMBER: Final = 9004
_REGIONS: Final = frozenset({Kind.ELLIPSE, Kind.RECTANGLE, Kind.FREEHAND})
_NOT_TOLD: Final = frozenset({"pixels"})
_DIGITS: Final = 6
_NO_ORGANIZATION: Final = "unknown"
# LO, in which a tracking identifier is shown by others.
_LONGEST_NAME: Final = 64
_OF_THE_PATIENT: Final = frozenset({"", SpacingOrigin.PATIENT.value, "ultrasound-region"})


@dataclass(frozen=True)
class Measurements:
    """What is to be written, with what it stands on.

    Attributes
    ----------
    recorded : sequence of Recorded
        Those that measure something; see `is_measurement`.
    images : mapping of int to StoredInstance
        The images by their rows.
    modalities : mapping of int to str
        Of the series by their rows.
    aspects : mapping of str to float
        How many widths a pixel is high, by the annotation, where that is not 1.
    """

    recorded: Sequence[Recorded]
    images: Mapping[int, StoredInstance]
    modalities: Mapping[int, str]
    aspects: Mapping[str, float]


def is_measurement(recorded: Recorded) -> bool:
    """Tell whether an annotation has numbers to be told."""
    return bool(recorded.annotation.points) and any(True for _ in _told(recorded))


def written_measurements(
    what: Measurements,
    about: About,
    observer: Observer,
    made_at: datetime,
    description: str = "Measurements",
    *,
    is_final: bool = False,
) -> bytes:
    """Write measurements as a Comprehensive SR; as one with 3D coordinates where some lie in planes of a volume.

    Parameters
    ----------
    what : Measurements
        Of one study.
    about : About
        The images that they lie on; of those in volumes, the images of these.
    observer : Observer
        Who sends them; what somebody else has measured names that person.
    made_at : datetime
        Aware.
    description : str
        Of the series.
    is_final : bool
        Whether nothing of it will change any more (PS3.3 C.17.2, Preliminary Flag).

    Returns
    -------
    bytes
        A Part 10 file. Each group has the tracking UID of its annotation, the same in every export.
    """
    groups = [_group(each, number, what, observer) for number, each in enumerate(what.recorded, start=1)]
    report = MeasurementReport(
        ObservationContext(observer_person_context=observer.context()),
        procedure_reported=codes.SCT.ImagingProcedure,
        imaging_measurements=groups,
    )
    has_volumes = any(isinstance(each.annotation.place, VolumePlace) for each in what.recorded)
    document = (Comprehensive3DSR if has_volumes else ComprehensiveSR)(
        about.evidence(), report, **identity(_SERIES_NUMBER, observer, about), is_complete=True, is_final=is_final
    )
    return finished(document, about, made_at, description)


def tracking_uid(annotation_id: str) -> str:
    """Return the UID of an annotation: its UUID as PS3.5 B.2 writes it."""
    return f"2.25.{uuid.UUID(annotation_id).int}"


def _group(recorded: Recorded, number: int, what: Measurements, observer: Observer) -> Any:
    annotation = recorded.annotation
    tracked = TrackingIdentifier(tracking_uid(recorded.id), _name(recorded, number))
    group: Any
    if annotation.kind in _REGIONS:
        group = PlanarROIMeasurementsAndQualitativeEvaluations(
            tracked,
            referenced_region=_region(annotation, what.images),
            measurements=list(_measurements(recorded, what, with_coordinates=False)),
        )
    else:
        group = MeasurementsAndQualitativeEvaluations(
            tracked, measurements=list(_measurements(recorded, what, with_coordinates=True))
        )
    if recorded.author.user_id != observer.author_id:
        author = Observer(recorded.author.name, recorded.author.hospital)
        # Observation context of a container counts for all below it, and what it does not say comes from above: where
        # the author works stands there too, lest it be where the observer does (PS3.3 C.17.5, PS3.16 TID 1003).
        context = RelationshipTypeValues.HAS_OBS_CONTEXT
        said = (
            PnameContentItem(codes.DCM.PersonObserverName, author.person_name, context),
            TextContentItem(codes.DCM.PersonObserverOrganizationName, author.organization or _NO_ORGANIZATION, context),
        )
        for place, item in enumerate(said):
            group[0].ContentSequence.insert(place, item)
    return group


def _name(recorded: Recorded, number: int) -> str:
    """Return what others show of it; a length that is none of the patient's says so."""
    words = " ".join(recorded.annotation.text.split()) or f"{recorded.annotation.kind.value} {number}"
    basis = recorded.measured.basis
    where = "" if basis in _OF_THE_PATIENT else f" ({basis})"
    return words[: _LONGEST_NAME - len(where)] + where


def _told(recorded: Recorded) -> Iterator[Value]:
    return (each for each in recorded.measured.values if each.name not in _NOT_TOLD)


def _measurements(recorded: Recorded, what: Measurements, *, with_coordinates: bool) -> Iterator[Any]:
    annotation, place = recorded.annotation, recorded.annotation.place
    modality = what.modalities.get(what.images[place.instance_id].series_id) if isinstance(place, ImagePlace) else ""
    aspect = what.aspects.get(recorded.id, 1.0)
    for value in _told(recorded):
        yield Measurement(
            concept_of(value.name, value.unit, annotation.kind, modality or ""),
            round(value.value, _DIGITS),
            unit_code(value.unit),
            derivation=DERIVATIONS.get(value.name),
            referenced_coordinates=_coordinates(annotation, _lines(annotation, value, aspect), what.images)
            if with_coordinates
            else None,
        )


def _coordinates(
    annotation: Annotation, lines: Iterable[Sequence[Point]], images: Mapping[int, StoredInstance]
) -> list[Any]:
    place = annotation.place
    if isinstance(place, VolumePlace):
        return [
            CoordinatesForMeasurement3D(
                GraphicTypeValues3D.POINT if len(line) == 1 else GraphicTypeValues3D.POLYLINE,
                np.array(line),
                place.frame_of_reference_uid,
            )
            for line in lines
        ]
    source = _source(place, images)
    return [
        CoordinatesForMeasurement(
            GraphicTypeValues.POINT if len(line) == 1 else GraphicTypeValues.POLYLINE, _corners(line), source
        )
        for line in lines
    ]


def _lines(annotation: Annotation, value: Value, aspect: float) -> list[Sequence[Point]]:
    """Return the lines on which a value stands: of two axes each has its own."""
    points = annotation.points
    if annotation.kind not in {Kind.COBB, Kind.BIDIRECTIONAL}:
        return [points]
    halves: list[Sequence[Point]] = [points[:2], points[2:]]
    if annotation.kind is Kind.COBB:
        return halves
    stretch = np.array((1.0, aspect, 1.0)[: len(points[0])])
    shorter, longer = sorted(halves, key=lambda line: float(np.linalg.norm(np.subtract(line[0], line[1]) * stretch)))
    return [longer if value.name == "length" else shorter]


def _region(annotation: Annotation, images: Mapping[int, StoredInstance]) -> Any:
    place = annotation.place
    if isinstance(place, VolumePlace):
        points, is_ellipse = annotation.points, annotation.kind is Kind.ELLIPSE
        closed = points if is_ellipse else (*points, points[0])
        kind = GraphicTypeValues3D.ELLIPSE if is_ellipse else GraphicTypeValues3D.POLYGON
        return ImageRegion3D(kind, np.array(closed), place.frame_of_reference_uid)
    ((kind_name, drawn),) = graphics_of(annotation)
    return ImageRegion(GraphicTypeValues(kind_name), _corners(drawn), _source(place, images))


def _source(place: ImagePlace, images: Mapping[int, StoredInstance]) -> Any:
    image = images[place.instance_id]
    frames = [place.frame] if image.number_of_frames > 1 else None
    return SourceImageForRegion(stand_in(image), image.sop_instance_uid, referenced_frame_numbers=frames)


def _corners(points: Iterable[Sequence[float]]) -> NDArray[np.float64]:
    """Return points as SCOORD counts them: from the upper left corner of the first pixel (PS3.3 C.18.6.1.2)."""
    return np.array([center_to_corner(PixelPoint(column, row)) for column, row in points])
