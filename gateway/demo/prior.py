"""An earlier exam of a sample study, for a reader to compare with: the same pictures, of another day and place.

Every unique identifier is made from the one that it replaces, so that what is sent again is the same object.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydicom import Dataset, dcmread
from pydicom.uid import UID

# Names of what this module makes; any fixed UUID does.
_NAMESPACE = uuid.UUID("6f0f7b4e-3a7a-4f0d-9f1f-2b8b6f2c5c11")
_REPLACED = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID")
_DATES = ("InstanceCreationDate", "StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")


@dataclass(frozen=True)
class Prior:
    """When the earlier exam was made, under which number, and how far the patient lay from where they lay later."""

    accession_number: str
    day: date
    shift_mm: float

    def write(self, files: Iterable[Path], directory: Path) -> tuple[Path, ...]:
        """Write the earlier exam's objects into a directory and return them."""
        return tuple(self._write(path, directory / path.name) for path in files)

    def _write(self, source: Path, target: Path) -> Path:
        dataset = dcmread(source)
        for keyword in _REPLACED:
            setattr(dataset, keyword, _replaced(dataset[keyword].value))
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        dataset.AccessionNumber = self.accession_number
        self._date(dataset)
        x, y, z = dataset.ImagePositionPatient
        dataset.ImagePositionPatient = [x, y, round(float(z) + self.shift_mm, 3)]
        dataset.SliceLocation = dataset.ImagePositionPatient[2]
        # What they refer to is the later exam's, or was never sent.
        for keyword in ("ReferencedImageSequence", "ReferencedPerformedProcedureStepSequence"):
            dataset.pop(keyword, None)
        dataset.save_as(target, enforce_file_format=True)
        return target

    def _date(self, dataset: Dataset) -> None:
        day = f"{self.day:%Y%m%d}"
        for keyword in _DATES:
            if keyword in dataset:
                setattr(dataset, keyword, day)
        if "AcquisitionDateTime" in dataset:
            dataset.AcquisitionDateTime = day + str(dataset.AcquisitionDateTime)[8:]


def _replaced(uid: Any) -> UID:
    """Return the identifier that stands for this one (PS3.5 annex B.2)."""
    return UID(f"2.25.{uuid.uuid5(_NAMESPACE, str(uid)).int}")
