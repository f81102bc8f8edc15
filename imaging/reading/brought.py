"""What came with the images of a study and speaks of them: presentation states, key objects, measurements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.limits import HeaderLimits
from imaging.dicom.uids import CONSULT_MODEL, MANUFACTURER
from imaging.errors import NotFoundError, RefusedError
from imaging.reading.graphics import Figure
from imaging.reading.key_objects import key_objects
from imaging.reading.object_kinds import ObjectKind, kind_of
from imaging.reading.presentation_states import presentation_state, window_to_json
from imaging.reading.references import PictureReference
from imaging.reading.report_measurements import report_measurements

# An outline by a free hand may have thousands of points; a study a few hundred objects that speak of it.
_LIMITS: Final = HeaderLimits(max_value_bytes=4 * 1024 * 1024)
MOST_OBJECTS: Final = 200

_Ids = Mapping[str, int]


@dataclass(frozen=True)
class Brought:
    """Reads these objects; what can't be read is passed over, for the viewer names it among the other objects."""

    retrieve: Retrieve

    def of_study(
        self, study_id: int, is_open: Callable[[StoredInstance], bool] = lambda _: True
    ) -> dict[str, list[dict[str, Any]]]:
        """Return what a page shows, as JSON values; only what is about pictures of this study is drawn.

        Parameters
        ----------
        study_id
            The row of the study.
        is_open
            Which objects of it there are, for whoever sees a part of the study alone: those that speak, and those that
            are spoken of.
        """
        stored = list(filter(is_open, self.retrieve.instances_of(None, study_ids=frozenset({study_id}))))
        ids = {each.sop_instance_uid: each.id for each in stored}
        found: dict[str, list[dict[str, Any]]] = {"states": [], "key_objects": [], "reports": []}
        for instance in [each for each in stored if kind_of(each.sop_class_uid) in _READERS][:MOST_OBJECTS]:
            name, read = _READERS[kind_of(instance.sop_class_uid)]
            read_values = self._read(instance, read, ids)
            if read_values is not None:
                found[name].append({"instance_id": instance.id} | read_values)
        return found

    def _read(
        self, instance: StoredInstance, read: Callable[[DataSet, _Ids], dict[str, Any] | None], ids: _Ids
    ) -> dict[str, Any] | None:
        try:
            dataset = self.retrieve.header(instance, _LIMITS).dataset
            values = read(dataset, ids)
        except (RefusedError, NotFoundError):
            return None
        return None if values is None else values | {"is_own": _is_own(dataset)}


def _is_own(dataset: DataSet) -> bool:
    """Whether it was kept from here and is drawn already, by the annotations that it was made of."""
    is_ours = dataset.text(tag.MANUFACTURER).strip() == MANUFACTURER
    return is_ours and dataset.text(tag.MANUFACTURER_MODEL_NAME).strip() != CONSULT_MODEL


def _state(dataset: DataSet, ids: _Ids) -> dict[str, Any] | None:
    state = presentation_state(dataset)
    return {
        "label": state.label,
        "description": state.description,
        "creator": state.creator,
        "created": state.created,
        "pictures": _pictures(state.pictures, ids),
        "figures": _figures(state.figures, ids),
        "windows": [
            {"pictures": _pictures(pictures, ids), "window": window_to_json(window)}
            for pictures, window in state.windows
        ],
        "shutters": [
            {"shape": shutter.shape.value, "points": [list(point) for point in shutter.points]}
            for shutter in state.shutters
        ],
        "rotation": state.rotation,
        "is_flipped": state.is_flipped,
        "is_inverse": state.is_inverse,
        "areas": [
            {"pictures": _pictures([picture], ids), "area": asdict(area)}
            for picture, area in state.areas
            if picture.sop_instance_uid in ids
        ],
    }


def _key_objects(dataset: DataSet, ids: _Ids) -> dict[str, Any] | None:
    chosen = key_objects(dataset)
    return {
        "title": chosen.title,
        "description": chosen.description,
        "pictures": _pictures(chosen.pictures, ids),
    }


def _report(dataset: DataSet, ids: _Ids) -> dict[str, Any] | None:
    measurements = [
        {
            "group": each.group,
            "name": each.name,
            "value": each.value,
            "unit": each.unit,
            "figures": _figures(each.figures, ids),
        }
        for each in report_measurements(dataset)
    ]
    return {"measurements": measurements} if measurements else None


def _pictures(references: Iterable[PictureReference], ids: _Ids) -> list[dict[str, Any]]:
    return [
        {"instance_id": ids[each.sop_instance_uid], "frames": list(each.frames)}
        for each in references
        if each.sop_instance_uid in ids
    ]


def _figures(figures: Iterable[Figure], ids: _Ids) -> list[dict[str, Any]]:
    return [each.to_json(ids[each.sop_instance_uid]) for each in figures if each.sop_instance_uid in ids]


_READERS: Final[Mapping[ObjectKind, tuple[str, Callable[[DataSet, _Ids], dict[str, Any] | None]]]] = {
    ObjectKind.PRESENTATION_STATE: ("states", _state),
    ObjectKind.KEY_OBJECTS: ("key_objects", _key_objects),
    ObjectKind.STRUCTURED_REPORT: ("reports", _report),
}
