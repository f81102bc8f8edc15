"""A served house with studies of the sample, for all modules that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.data import sample_path
from tests.serving import Establishment, establishment

OTHERS = ("charset", "cr_chest", "cr_leg", "us_echo", "us_ob", "us_rgb", "seg", "report_sr", "ecg", "mr_overlay")


@pytest.fixture(scope="package")
def house() -> Iterator[Establishment]:
    """Sixteen slices of a CT (JPEG-LS), eight of an MR (native), and one of each of the others."""
    with establishment() as opened:
        opened.receive(*sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:16])
        opened.receive(*sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:8])
        for folder in OTHERS:
            opened.receive(*sorted(sample_path(folder).glob("*.dcm")))
        yield opened


@pytest.fixture
def http(house: Establishment) -> Iterator[httpx.Client]:
    """A plain HTTP client with the token."""
    with httpx.Client(base_url=house.served.url + "/dicom-web", headers=house.headers, timeout=60) as client:
        yield client
