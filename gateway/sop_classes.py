"""Which SOP classes and transfer syntaxes are spoken here, and which service each class belongs to."""

from __future__ import annotations

from enum import StrEnum

from pydicom.uid import AllTransferSyntaxes
from pynetdicom import AllStoragePresentationContexts

from imaging.dicom.uids import is_valid_uid

VERIFICATION = "1.2.840.10008.1.1"
PATIENT_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.1.1"
PATIENT_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.1.2"
PATIENT_ROOT_GET = "1.2.840.10008.5.1.4.1.2.1.3"
STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.2"
STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3"

IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2"
EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2"
UNCOMPRESSED_LITTLE_ENDIAN = (EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN)
ENCAPSULATED_UNCOMPRESSED = "1.2.840.10008.1.2.1.98"
_JPEG = "1.2.840.10008.1.2.4."
# JPIP and SMPTE ST 2110 leave the pixels elsewhere: what is not in the data set can't be kept.
_PIXELS_ELSEWHERE = (f"{_JPEG}94", f"{_JPEG}95", f"{_JPEG}204", f"{_JPEG}205", "1.2.840.10008.1.2.7.")
TRANSFER_SYNTAXES = frozenset(
    (
        *(str(syntax) for syntax in AllTransferSyntaxes if not syntax.startswith(_PIXELS_ELSEWHERE)),
        ENCAPSULATED_UNCOMPRESSED,
        # The JPEG processes that are retired, but live in old archives.
        *(f"{_JPEG}{process}" for process in range(50, 67)),
    )
)

_DICOM_ROOT = "1.2.840.10008."
_STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1."
_STORAGE = frozenset(str(context.abstract_syntax) for context in AllStoragePresentationContexts)


class Service(StrEnum):
    """What a SOP class asks for."""

    VERIFICATION = "verification"
    STORAGE = "storage"
    FIND = "find"
    MOVE = "move"
    GET = "get"


_SERVICES = {
    VERIFICATION: Service.VERIFICATION,
    PATIENT_ROOT_FIND: Service.FIND,
    STUDY_ROOT_FIND: Service.FIND,
    PATIENT_ROOT_MOVE: Service.MOVE,
    STUDY_ROOT_MOVE: Service.MOVE,
    PATIENT_ROOT_GET: Service.GET,
    STUDY_ROOT_GET: Service.GET,
}


def service_of(sop_class_uid: str) -> Service | None:
    """Return the service of a SOP class, or nothing for one that is not offered.

    Storage is every standard storage class, every class below the standard's storage root (younger than our list),
    and every private class: an object that we cannot show is still somebody's image, and kept.
    """
    if sop_class_uid in _SERVICES:
        return _SERVICES[sop_class_uid]
    if sop_class_uid in _STORAGE or sop_class_uid.startswith(_STORAGE_ROOT):
        return Service.STORAGE
    is_private = is_valid_uid(sop_class_uid) and not sop_class_uid.startswith(_DICOM_ROOT)
    return Service.STORAGE if is_private else None
