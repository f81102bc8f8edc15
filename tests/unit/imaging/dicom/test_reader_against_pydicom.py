"""Every file of the catalogue that both readers can read holds the same tags, VRs and bytes for both."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pydicom
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.multival import MultiValue

from imaging.dicom.elements import DataSet, Element
from imaging.dicom.header import read_header
from tests.data import catalog, catalog_path
from tests.refusals import UNREADABLE

MALFORMED = "conformance/malformed/"
OBJECTS = "conformance/objects-xx/"
# Where we do otherwise, and why; what pydicom reads and we refuse stands in `tests.refusals`.
READ_OTHERWISE = {
    f"{MALFORMED}ct_TC0357_stray_item_tag__dicom-fuzzing-corpus.dcm": "an item outside a sequence is no element",
    f"{MALFORMED}ct_TC0363_tag_order_violation__dicom-fuzzing-corpus.dcm": "the garbage at the end is no element",
    f"{MALFORMED}ct_TC0445_duplicate_tags__dicom-fuzzing-corpus.dcm": "the garbage at the end is no element",
    f"{MALFORMED}xx_TC0497_meta_0001_vr_7368__dicom-fuzzing-corpus.dcm": "pydicom reads nothing after odd file meta",
    f"{MALFORMED}xx_TC0605_meta_0012_vr_6f62__dicom-fuzzing-corpus.dcm": "pydicom reads nothing after odd file meta",
    f"{MALFORMED}xx_TC0633_meta_0013_vr_6f62__dicom-fuzzing-corpus.dcm": "pydicom reads nothing after odd file meta",
    f"{OBJECTS}xx_GH1339__fo-dicom.dcm": "the pixels are cut short; pydicom then reads nothing",
    f"{OBJECTS}xx_emri_small_jpeg_2k_lossless_too_short__pydicom-data.dcm": "as above",
    f"{OBJECTS}xx_no_preamble_dicm_in_data__dcm4che.dcm": "pydicom takes DICM within a value for the prefix",
}
# Slices of a series are alike: of each, the one that ends in 1 is enough.
SERIES = ("conformance/volumes/", "sample/ct_", "sample/mr_brain")
FILES = [
    row["file"]
    for row in catalog()
    if row["dcmread"] == "ok"
    and row["file"] not in UNREADABLE
    and (row["file"].endswith("1.dcm") or not row["file"].startswith(SERIES))
]


def differences(ours: DataSet, theirs: pydicom.Dataset, path: str) -> Iterator[str]:
    for tag in sorted(set(ours) | {int(tag) for tag in theirs._dict}):
        name = f"{path}{tag:08X}"
        if tag not in theirs._dict:
            yield f"{name} only ours"
        elif tag not in ours:
            yield f"{name} only pydicom's"
        else:
            yield from _difference(ours, ours[tag], theirs, name)


def _difference(dataset: DataSet, element: Element, theirs: pydicom.Dataset, name: str) -> Iterator[str]:
    raw = theirs.get_item(element.tag)
    if element.is_sequence:
        yield from _difference_of_sequences(element, theirs[element.tag], name)
    elif isinstance(raw, RawDataElement):
        if raw.VR not in {None, "UN"} and element.vr not in raw.VR:
            yield f"{name} {element.vr} is {raw.VR} for pydicom"
        if element.value is not None and element.value != (raw.value or b""):
            yield f"{name} {element.value[:40]!r} is {str(raw.value)[:40]} for pydicom"
    elif raw.tag != 0x7FE00010:
        # pydicom has already made values of it.
        values = raw.value if isinstance(raw.value, MultiValue) else [raw.value] if raw.VM else []
        if dataset.texts(element.tag) != tuple(str(value) for value in values):
            yield f"{name} {dataset.texts(element.tag)} is {values} for pydicom"


def _difference_of_sequences(element: Element, theirs: pydicom.DataElement, name: str) -> Iterator[str]:
    items = element.value or ()
    if theirs.VR != "SQ" or len(theirs.value) != len(items):
        yield f"{name} has {len(items)} items for us only"
        return
    for number, (item, their_item) in enumerate(zip(items, theirs.value, strict=True)):
        yield from differences(item, their_item, f"{name}/{number}/")


@pytest.mark.parametrize("file", FILES)
def test_both_read_the_same(file: str) -> None:
    with warnings.catch_warnings(), catalog_path(file).open("rb") as source:
        warnings.simplefilter("ignore")
        found = list(differences(read_header(source).dataset, pydicom.dcmread(catalog_path(file)), ""))
    assert bool(found) == (file in READ_OTHERWISE), found
