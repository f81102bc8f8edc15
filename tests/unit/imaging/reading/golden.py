"""The table of measurements that the page must agree with; run as a module this file writes it."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from imaging.pixels.ultrasound_regions import RegionUnit, UltrasoundRegion
from imaging.reading.annotations import Annotation, ImagePlace, Kind, Place, VolumePlace
from imaging.reading.measurements import measure
from imaging.reading.pixel_statistics import pixel_mask, statistics_of
from imaging.reading.scale import Scale

PATH = Path(__file__).parents[4] / "viewer/web/src/engine/annotations/golden.json"
ROWS, COLUMNS = 48, 64
IMAGE = ImagePlace(1)
VOLUME = VolumePlace(1, "1.2", (0.6, 0.0, 0.8), (-0.64, -0.6, 0.48))
CENTIMETRE = RegionUnit.CENTIMETRE
REGIONS = (
    UltrasoundRegion(0, 0, 29, 47, CENTIMETRE, CENTIMETRE, 0.05, 0.02),
    UltrasoundRegion(30, 0, 63, 47, RegionUnit.SECOND, CENTIMETRE, 0.004, 0.03),
)
SCALES: dict[str, Scale] = {
    "nothing": Scale(),
    "tall pixels": Scale(aspect=1.5),
    "anisotropic": Scale(0.8, 0.5, "patient", 1.6),
    "detector": Scale(0.143, 0.143, "detector"),
    "ultrasound": Scale(regions=REGIONS),
}
FIGURES: list[tuple[Kind, list[tuple[float, ...]]]] = [
    (Kind.LENGTH, [(2.25, 3.5), (27.75, 40.125)]),
    (Kind.LENGTH, [(33.0, 3.5), (60.0, 40.0)]),
    (Kind.LENGTH, [(3.0, 3.5), (60.0, 40.0)]),
    (Kind.ANGLE, [(5.0, 5.0), (20.5, 30.0), (28.0, 4.0)]),
    (Kind.ANGLE, [(5.0, 5.0), (5.0, 5.0), (28.0, 4.0)]),
    (Kind.COBB, [(2.0, 5.0), (28.0, 9.0), (3.0, 40.0), (27.0, 31.0)]),
    (Kind.COBB, [(2.0, 20.0), (28.0, 22.0), (15.0, 5.0), (16.0, 44.0)]),
    (Kind.COBB, [(2.0, 5.0), (12.0, 5.0), (2.0, 9.0), (12.0, 9.0)]),
    (Kind.BIDIRECTIONAL, [(3.0, 3.0), (25.0, 28.0), (20.0, 8.0), (8.0, 22.0)]),
    (Kind.ELLIPSE, [(4.5, 20.0), (26.5, 20.0), (15.5, 8.25), (15.5, 31.75)]),
    (Kind.ELLIPSE, [(6.0, 12.0), (24.0, 28.0), (21.4, 13.2), (8.6, 26.8)]),
    (Kind.RECTANGLE, [(3.25, 4.0), (20.0, 4.0), (20.0, 33.5), (3.25, 33.5)]),
    (Kind.FREEHAND, [(3.0, 3.0), (26.0, 5.5), (14.2, 20.0), (27.3, 44.0), (5.0, 39.0), (11.0, 22.0)]),
    (Kind.FREEHAND, [(15 + 11 * math.cos(a), 24 + 17 * math.sin(a)) for a in np.linspace(0, 6.2, 40)]),
    (Kind.PROBE, [(7.5, 3.49)]),
    (Kind.ARROW, [(1.0, 1.0), (9.0, 9.0)]),
]
SOLIDS: list[tuple[Kind, list[tuple[float, ...]]]] = [
    (Kind.LENGTH, [(1.0, 2.0, 3.0), (11.0, -4.0, 9.5)]),
    (Kind.ANGLE, [(1.0, 2.0, 3.0), (11.0, -4.0, 9.5), (0.0, 0.0, 0.0)]),
    (Kind.FREEHAND, [(0.0, 0.0, 0.0), (-0.64, -0.6, 0.48), (8.0, 0.0, -6.0)]),
]


def picture() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values that differ from pixel to pixel, of whole numbers."""
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    return ((rows * 37 + columns * 101) % 997 - 400).astype(float)


def table() -> dict[str, Any]:
    """Every figure on every scale, and the pixels of those that hold some."""
    cases = [_case(kind, points, name, scale, IMAGE) for name, scale in SCALES.items() for kind, points in FIGURES]
    cases += [_case(kind, points, "volume", Scale(), VOLUME) for kind, points in SOLIDS]
    return {"rows": ROWS, "columns": COLUMNS, "cases": cases, "pixels": [_pixels(*each) for each in _filled()]}


def _case(kind: Kind, points: list[tuple[float, ...]], name: str, scale: Scale, place: Place) -> dict[str, Any]:
    annotation = Annotation(kind, place, tuple(points))
    regions = [
        {
            "left": each.left,
            "top": each.top,
            "right": each.right,
            "bottom": each.bottom,
            "units": [each.unit_x.value, each.unit_y.value],
            "deltas": [each.delta_x, each.delta_y],
        }
        for each in scale.regions
    ]
    facts = {
        "spacing_mm": None if scale.row_mm is None else [scale.row_mm, scale.column_mm],
        "spacing_origin": scale.origin or None,
        "pixel_aspect": scale.aspect,
        "regions": regions,
    }
    measured = measure(annotation, scale).to_json()
    return {"name": f"{kind} on {name}", "annotation": annotation.to_json(), "scale": facts, "measured": measured}


def _filled() -> list[tuple[Kind, list[tuple[float, ...]]]]:
    kinds = {Kind.ELLIPSE, Kind.RECTANGLE, Kind.FREEHAND, Kind.PROBE}
    return [each for each in FIGURES if each[0] in kinds]


def _pixels(kind: Kind, points: list[tuple[float, ...]]) -> dict[str, Any]:
    mask = pixel_mask(kind, points, (ROWS, COLUMNS))
    values = statistics_of(picture(), mask, "HU", is_probe=kind is Kind.PROBE)
    told = [{"name": each.name, "value": each.value, "unit": each.unit} for each in values]
    return {"kind": kind.value, "points": [list(point) for point in points], "values": told}


if __name__ == "__main__":
    PATH.write_text(json.dumps(table(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
