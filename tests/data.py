"""Where tests find DICOM: ``sample_dicom/`` always, the catalogue of many vendors at ``FILMLESS_TEST_DATA``."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_dicom"
MISSING = "FILMLESS_TEST_DATA names no catalogue of DICOM files"
HOW_TO_HAVE_THEM = (
    "Tests that walk through the files of many vendors were skipped. To have them, name the folder that holds"
    " catalog.csv and these files: FILMLESS_TEST_DATA=/path/to/data make test"
)


def _test_data() -> Path | None:
    named = os.environ.get("FILMLESS_TEST_DATA")
    return Path(named).resolve() if named and (Path(named) / "catalog.csv").is_file() else None


TEST_DATA = _test_data()


def catalog() -> list[dict[str, str]]:
    """The rows of the catalogue, one for each file (column ``file``, relative to ``TEST_DATA``).

    Without it there are none, and where ``CI=true`` the module that asks fails.
    """
    if TEST_DATA is None:
        _fail_in_ci()
        return []
    with (TEST_DATA / "catalog.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def sample_path(name: str = "") -> Path:
    """A file or folder of ``sample_dicom/``."""
    return SAMPLE / name


def conformance_path(name: str = "") -> Path:
    """A file or folder of the catalogue's conformance part; without it the test is skipped, or fails in CI."""
    return catalog_path(f"conformance/{name}")


def catalog_path(file: str) -> Path:
    """The file that a row of the catalogue names; without the catalogue the test is skipped, or fails in CI."""
    if TEST_DATA is None:
        _fail_in_ci()
        pytest.skip(MISSING)
    return TEST_DATA / file


def _fail_in_ci() -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING, pytrace=False)
