"""The beginning of a file: preamble, prefix and file meta information (PS3.10 section 7.1)."""

from __future__ import annotations

from typing import Final

from imaging.dicom.tags import (
    FILE_META_INFORMATION_GROUP_LENGTH,
    FILE_META_INFORMATION_VERSION,
    MEDIA_STORAGE_SOP_CLASS_UID,
    MEDIA_STORAGE_SOP_INSTANCE_UID,
    SOURCE_APPLICATION_ENTITY_TITLE,
    TRANSFER_SYNTAX_UID,
)
from imaging.dicom.tags import IMPLEMENTATION_CLASS_UID as IMPLEMENTATION_CLASS_UID_TAG
from imaging.dicom.tags import IMPLEMENTATION_VERSION_NAME as IMPLEMENTATION_VERSION_NAME_TAG
from imaging.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from imaging.dicom.written import element, number_element, text_element

PREFIX: Final = bytes(128) + b"DICM"
FILE_META_VERSION: Final = element(FILE_META_INFORMATION_VERSION, "OB", b"\x00\x01")
OURS: Final = text_element(IMPLEMENTATION_CLASS_UID_TAG, "UI", IMPLEMENTATION_CLASS_UID) + text_element(
    IMPLEMENTATION_VERSION_NAME_TAG, "SH", IMPLEMENTATION_VERSION_NAME
)


def file_meta(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str, source_ae_title: str = "") -> bytes:
    """Write everything that stands before the data set of a file.

    Parameters
    ----------
    sop_class_uid, sop_instance_uid
        Of the data set that follows.
    transfer_syntax_uid
        In which it is written.
    source_ae_title
        Who sent it; left out if empty.

    Returns
    -------
    bytes
        Preamble of zeros, ``DICM`` and group 0002 in explicit VR little endian.
    """
    elements = [
        FILE_META_VERSION,
        text_element(MEDIA_STORAGE_SOP_CLASS_UID, "UI", sop_class_uid),
        text_element(MEDIA_STORAGE_SOP_INSTANCE_UID, "UI", sop_instance_uid),
        text_element(TRANSFER_SYNTAX_UID, "UI", transfer_syntax_uid),
        OURS,
    ]
    if source_ae_title:
        elements.append(text_element(SOURCE_APPLICATION_ENTITY_TITLE, "AE", source_ae_title[:16]))
    group = b"".join(elements)
    return PREFIX + number_element(FILE_META_INFORMATION_GROUP_LENGTH, "UL", len(group)) + group
