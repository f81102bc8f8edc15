"""A CT image of known geometry, on which each value tells its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from pydicom.uid import CTImageStorage, generate_uid

from tests.serving import Establishment
from tests.synthetic import secondary_capture

SIDE = 64


def receive_ruled(opened: Establishment, folder: Path, **more: str) -> tuple[int, int]:
    """Have one received, and return its study's row and its image's.

    Columns are 0.5 mm wide, rows 0.8 mm high, and a value is 100 * row + column - 1000 HU.
    """
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    attributes: dict[str, Any] = {
        "SOPClassUID": CTImageStorage,
        "StudyInstanceUID": generate_uid(),
        "SeriesInstanceUID": generate_uid(),
        "Modality": "CT",
        "Rows": SIDE,
        "Columns": SIDE,
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelSpacing": [0.8, 0.5],
        "RescaleSlope": 1,
        "RescaleIntercept": -1000,
        "RescaleType": "HU",
        "PixelData": (100 * rows + columns).astype("<u2").tobytes(),
    }
    path = folder / "image.dcm"
    path.write_bytes(secondary_capture(**attributes | more))
    (accepted,) = opened.receive(path)
    (instance,) = opened.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    return instance.study_id, instance.id
