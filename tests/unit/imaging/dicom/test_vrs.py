from __future__ import annotations

import pydicom
import pytest
from pydicom.datadict import DicomDictionary

from imaging.dicom.vrs import ALL_VRS, dictionary_vr, settled_vr


@pytest.mark.parametrize(
    ("tag", "vr"),
    [
        (0x00100010, "PN"), (0x00280106, "US or SS"), (0x7FE00010, "OB or OW"), (0x00080000, "UL"),
        (0x60023000, "OB or OW"), (0x00090010, "LO"), (0x000900FF, "LO"), (0x00091010, None),
        (0x00090000, None), (0x77777777, None),
    ],
)  # fmt: skip
def test_the_dictionary_knows_public_tags_and_private_creators(tag: int, vr: str | None) -> None:
    assert dictionary_vr(tag) == vr


@pytest.mark.parametrize(
    ("vr", "is_signed", "settled"),
    [
        ("US or SS", False, "US"),
        ("US or SS", True, "SS"),
        ("OB or OW", True, "OW"),
        ("US or OW", False, "OW"),
        ("PN", True, "PN"),
    ],
)
def test_one_vr_is_chosen_where_the_dictionary_leaves_it_open(vr: str, is_signed: bool, settled: str) -> None:
    assert settled_vr(vr, is_signed=is_signed) == settled


def test_every_tag_of_the_standard_has_a_vr_that_we_read() -> None:
    settled = {settled_vr(str(entry[0]), is_signed=False) for entry in DicomDictionary.values()}
    assert settled <= ALL_VRS
    assert {str(vr) for vr in pydicom.valuerep.STANDARD_VR} == ALL_VRS
