"""The engines and tools that tests talk to. A missing one is a skip on a laptop and a failure where ``CI=true``.

``require("dcmsend")`` names a program of the path; the peers that are more than that stand in ``PLACES``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from imaging.sharing.slip_font import PACKAGED
from tests.data import TEST_DATA

# The Debian package of what is not called as its package is.
PACKAGES = {
    "dcmdump": "dcmtk", "dcmdjpeg": "dcmtk", "dcmodify": "dcmtk", "dcmsend": "dcmtk", "dcmqrscp": "dcmtk",
    "dsrdump": "dcmtk", "dcm2pdf": "dcmtk", "dciodvfy": "dicom3tools",
    "echoscu": "dcmtk", "findscu": "dcmtk", "getscu": "dcmtk", "img2dcm": "dcmtk", "movescu": "dcmtk",
    "storescp": "dcmtk", "storescu": "dcmtk",
    "slip-font": "nothing: python hatch_build.py",
    "small-volume": "nothing: only root mounts one",
    "pdftoppm": "poppler-utils", "pdftotext": "poppler-utils", "pdffonts": "poppler-utils",
    "ceph-s3": "ceph-mon ceph-mgr ceph-osd radosgw ceph-common",
    "redis-server": "redis-server",
    "turnserver": "coturn", "turnutils_uclient": "coturn",
}  # fmt: skip


def _program(name: str) -> Path | None:
    program = shutil.which(name)
    return Path(program) if program else None


def _newest(pattern: str) -> Path | None:
    return max(Path("/").glob(pattern), default=None)


def _ceph() -> Path | None:
    script = TEST_DATA.parent / "servers" / "ceph-s3" if TEST_DATA else None
    programs = ("ceph-mon", "ceph-mgr", "ceph-osd", "radosgw", "ceph")
    return script if script and script.is_file() and all(map(shutil.which, programs)) else None


PLACES: dict[str, Callable[[], Path | None]] = {
    "orthanc": lambda: _newest("usr/sbin/Orthanc"),
    "orthanc-dicomweb": lambda: _newest("usr/share/orthanc/plugins/libOrthancDicomWeb.so"),
    # It draws the same pages as the whole browser without the windows around them, at two thirds of the work.
    "chromium-headless-shell": lambda: _program("chromium-headless-shell") or _program("chromium"),
    # The directory of initdb, pg_ctl and postgres, which Debian keeps off the path.
    "postgresql": lambda: _newest("usr/lib/postgresql/*/bin"),
    "ceph-s3": _ceph,
    "fonts-noto-cjk": lambda: _newest("usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    # Fetched when the package is built (`make` does so); slips are read back from it exactly.
    "slip-font": lambda: PACKAGED if PACKAGED.is_file() else None,
    # The program that mounts a volume which is soon full.
    "small-volume": lambda: _newest("bin/mount") if os.geteuid() == 0 else None,
    # The catalogue of conformance files; not an engine, but missing or there in the same way.
    "test-data": lambda: TEST_DATA,
}


def find(name: str) -> Path | None:
    """Where a peer is, if it is there."""
    return PLACES[name]() if name in PLACES else _program(name)


def require(name: str, *more: str) -> Path:
    """Return where the first of the named peers is; without any one of them the test is skipped, or fails in CI."""
    for wanted in (name, *more):
        if find(wanted) is None:
            message = f"{wanted} is not here: apt-get install {PACKAGES.get(wanted, wanted)}"
            if os.environ.get("CI") == "true":
                pytest.fail(message, pytrace=False)
            pytest.skip(message)
    found = find(name)
    assert found is not None
    return found
