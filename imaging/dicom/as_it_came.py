"""What a device wrote, put into an object of ours as it came, also where it breaks the rules of its value."""

from __future__ import annotations

import pydicom
from pydicom.config import IGNORE
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import DataElement


def put_as_it_came(dataset: pydicom.Dataset, keyword: str, text: str) -> None:
    """Set an element without a look at its value.

    Whoever wrote it first stands for it, and the library's warnings would carry it into logs: it may be a birth date.
    """
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise ValueError(f"DICOM knows no {keyword}.")
    dataset.add(DataElement(tag, dictionary_VR(tag), text, validation_mode=IGNORE))
