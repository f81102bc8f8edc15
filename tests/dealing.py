"""How tests are dealt to several workers: whole files, and those together that share something dear to start."""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadFileScheduling

# What a worker starts once, by the name of its fixture, and who asks for it.
SHARED: Final = {
    "demo": (
        "tests/acceptance/test_consults.py",
        "tests/acceptance/test_doctors.py",
        "tests/acceptance/test_readme.py",
    ),
    "ceph": (
        "tests/integration/imaging/archive/test_blob_stores.py",
        "tests/integration/imaging/archive/test_s3_outage.py",
    ),
}
_TOGETHER: Final = {file: shared for shared, files in SHARED.items() for file in files}


class Dealing(LoadFileScheduling):
    """Deals files in their order."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return _TOGETHER.get(file, file)
