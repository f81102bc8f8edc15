"""Whatever stands in an attribute that has a column: it is stored on both engines, and read back the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imaging.archive.composition import Archive
from imaging.archive.ingest import Outcome
from imaging.dicom.part10 import file_meta
from imaging.dicom.uids import EXPLICIT_VR_LITTLE_ENDIAN, new_uid
from tests.engines import open_archive, receive
from tests.integration.gateway.data_sets import ct, explicit
from tests.integration.gateway.raw_peer import CT

# Tags that have columns or stand in what is kept as JSON, and VRs that devices might write them with.
TAGS: Final = (
    0x00080008, 0x00080020, 0x00080021, 0x00080030, 0x00080050, 0x00080060, 0x00080090, 0x00081030, 0x0008103E,
    0x00100010, 0x00100020, 0x00100021, 0x00100030, 0x00100040, 0x00180015, 0x00180050, 0x00200010, 0x00200011,
    0x00200013, 0x00280008, 0x00280010, 0x00280011, 0x00280100, 0x00400244, 0x00400245, 0x00401001,
)  # fmt: skip
VRS: Final = ("CS", "DA", "DS", "FD", "IS", "LO", "PN", "SH", "SL", "TM", "UI", "UL", "UN", "US")
NUMBERS: Final = st.integers(-(10**22), 10**22).map(lambda number: str(number).encode())
VALUES: Final = st.one_of(
    NUMBERS,
    st.sampled_from([b"nan", b"1e999", b"-1e999", b"2147483648", b"-2147483649", b"99999999999", b"A\0B", b"\\" * 9]),
    st.binary(max_size=200),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"\xff" * 8, b"\x00\x00\x00\x80" * 2, b"\x7f" * 8]),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    directory: Path = tmp_path_factory.mktemp("extremes")
    is_sqlite = request.param == "sqlite"
    opened = open_archive(directory, "" if is_sqlite else request.getfixturevalue("postgresql").new_database())
    yield opened
    opened.close()


def stored(archive: Archive, *elements: tuple[int, str, bytes]) -> None:
    instance = new_uid()
    rest = b"".join(explicit(tag, vr, value) for tag, vr, value in elements)
    data = file_meta(CT, instance, EXPLICIT_VR_LITTLE_ENDIAN) + ct(instance, rest=rest)
    assert receive(archive, data).outcome is Outcome.STORED
    found = [each for each in archive.retrieve.instances_of(None) if each.sop_instance_uid == instance]
    assert b"".join(archive.retrieve.open(found[0])) == data


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("value", [b"20260131101", b"99999999999999999999", b"-99999999999", b"A\0B", b"C" * 400])
def test_a_value_that_no_column_was_made_for(archive: Archive, tag: int, value: bytes) -> None:
    stored(archive, (tag, "IS", value))


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(VRS), VALUES), max_size=6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_values_in_any_columns(archive: Archive, elements: list[tuple[int, str, bytes]]) -> None:
    stored(archive, *elements)
