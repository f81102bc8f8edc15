"""Where tests find DICOM: ``sample_dicom/`` always, the catalogue of many vendors at ``FILMLESS_TEST_DATA``."""

from __future__ import annotations

import csv
import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_dicom"


def _test_data() -> Path | None:
    path = Path(os.environ.get("FILMLESS_TEST_DATA") or ROOT.parent / "shared" / "data")
    return path.resolve() if (path / "catalog.csv").is_file() else None


TEST_DATA = _test_data()


def catalog() -> list[dict[str, str]]:
    """The rows of the catalogue, one for each file (column ``file``, relative to ``TEST_DATA``); none without it."""
    if TEST_DATA is None:
        return []
    with (TEST_DATA / "catalog.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
