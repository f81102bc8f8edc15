"""Names of objects."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imaging.archive.keys import ObjectKey
from imaging.errors import MalformedError

MOMENT = datetime(2026, 1, 31, 10, 15, 30, 123456, tzinfo=UTC)
SLOT = "7f3a09c2000000000000002a"


@pytest.mark.parametrize("is_quarantined", [False, True])
def test_a_key_reads_back_as_it_was_written(is_quarantined: bool) -> None:
    key = ObjectKey("MAIN", MOMENT, SLOT, is_quarantined)
    assert ObjectKey.parse(str(key)) == key


def test_a_key_tells_hospital_and_time_of_reception() -> None:
    assert str(ObjectKey("MAIN", MOMENT, SLOT)) == f"MAIN/20260131/101530123456-{SLOT}.dcm"


@pytest.mark.parametrize("text", ["", "MAIN/../x.dcm", f"main/20260131/101530123456-{SLOT}.dcm", "MAIN/20260131/x.dcm"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        ObjectKey.parse(text)
