"""Unique identifiers (PS3.5 section 9 and annex B), and those of the standard that change what is done."""

from __future__ import annotations

import re
import uuid
from typing import Final

from pydicom._uid_dict import UID_dictionary

UID_PATTERN: Final = re.compile(r"[0-9]+(\.[0-9]+)*")

IMPLICIT_VR_LITTLE_ENDIAN: Final = "1.2.840.10008.1.2"
EXPLICIT_VR_LITTLE_ENDIAN: Final = "1.2.840.10008.1.2.1"
DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN: Final = "1.2.840.10008.1.2.1.99"
EXPLICIT_VR_BIG_ENDIAN: Final = "1.2.840.10008.1.2.2"
ENCAPSULATED_UNCOMPRESSED: Final = "1.2.840.10008.1.2.1.98"
DEFLATED_IMAGE_FRAME: Final = "1.2.840.10008.1.2.8.1"
JPEG_BASELINE: Final = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED: Final = "1.2.840.10008.1.2.4.51"
JPEG_SPECTRAL_SELECTION: Final = "1.2.840.10008.1.2.4.53"
JPEG_FULL_PROGRESSION: Final = "1.2.840.10008.1.2.4.55"
JPEG_LOSSLESS: Final = "1.2.840.10008.1.2.4.57"
JPEG_LOSSLESS_SV1: Final = "1.2.840.10008.1.2.4.70"
JPEG_LS_LOSSLESS: Final = "1.2.840.10008.1.2.4.80"
JPEG_LS_NEAR_LOSSLESS: Final = "1.2.840.10008.1.2.4.81"
JPEG_2000_LOSSLESS: Final = "1.2.840.10008.1.2.4.90"
JPEG_2000: Final = "1.2.840.10008.1.2.4.91"
JPEG_2000_MC_LOSSLESS: Final = "1.2.840.10008.1.2.4.92"
JPEG_2000_MC: Final = "1.2.840.10008.1.2.4.93"
MPEG2_MP_ML: Final = "1.2.840.10008.1.2.4.100"
MPEG2_MP_HL: Final = "1.2.840.10008.1.2.4.101"
MPEG4_HP_41: Final = "1.2.840.10008.1.2.4.102"
MPEG4_HP_41_BD: Final = "1.2.840.10008.1.2.4.103"
MPEG4_HP_42_2D: Final = "1.2.840.10008.1.2.4.104"
MPEG4_HP_42_3D: Final = "1.2.840.10008.1.2.4.105"
MPEG4_HP_42_STEREO: Final = "1.2.840.10008.1.2.4.106"
HEVC_MP_51: Final = "1.2.840.10008.1.2.4.107"
HEVC_M10P_51: Final = "1.2.840.10008.1.2.4.108"
JPEG_XL_LOSSLESS: Final = "1.2.840.10008.1.2.4.110"
JPEG_XL_RECOMPRESSION: Final = "1.2.840.10008.1.2.4.111"
JPEG_XL: Final = "1.2.840.10008.1.2.4.112"
HTJ2K_LOSSLESS: Final = "1.2.840.10008.1.2.4.201"
HTJ2K_LOSSLESS_RPCL: Final = "1.2.840.10008.1.2.4.202"
HTJ2K: Final = "1.2.840.10008.1.2.4.203"
RLE_LOSSLESS: Final = "1.2.840.10008.1.2.5"
# Implicit VR little endian but for the pixels, whose words are big endian; written by old GE devices.
GE_PRIVATE_IMPLICIT_VR_BIG_ENDIAN_PIXELS: Final = "1.2.840.113619.5.2"

NATIVE_SYNTAXES: Final = frozenset(
    {
        IMPLICIT_VR_LITTLE_ENDIAN,
        EXPLICIT_VR_LITTLE_ENDIAN,
        DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
        EXPLICIT_VR_BIG_ENDIAN,
        GE_PRIVATE_IMPLICIT_VR_BIG_ENDIAN_PIXELS,
    }
)
VIDEO_SYNTAXES: Final = frozenset(
    {
        base + fragmentable
        for base in (
            MPEG2_MP_ML,
            MPEG2_MP_HL,
            MPEG4_HP_41,
            MPEG4_HP_41_BD,
            MPEG4_HP_42_2D,
            MPEG4_HP_42_3D,
            MPEG4_HP_42_STEREO,
            HEVC_MP_51,
            HEVC_M10P_51,
        )
        for fragmentable in ("", ".1")
    }
)

MEDIA_STORAGE_DIRECTORY: Final = "1.2.840.10008.1.3.10"
ENCAPSULATED_PDF: Final = "1.2.840.10008.5.1.4.1.1.104.1"
ENCAPSULATED_CDA: Final = "1.2.840.10008.5.1.4.1.1.104.2"
BASIC_TEXT_SR: Final = "1.2.840.10008.5.1.4.1.1.88.11"
ENHANCED_SR: Final = "1.2.840.10008.5.1.4.1.1.88.22"
COMPREHENSIVE_SR: Final = "1.2.840.10008.5.1.4.1.1.88.33"
COMPREHENSIVE_3D_SR: Final = "1.2.840.10008.5.1.4.1.1.88.34"

# Everything in PS3.4 annexes B.5 and GG.3 and PS3.6 annex A that is stored, retired classes included.
STORAGE_SOP_CLASSES: Final = frozenset(
    uid
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and " Storage" in name and not name.startswith(("Storage Commitment", "Media Storage"))
)
# What the great makers keep beside the images of a study; we keep it too and show it by name.
PRIVATE_STORAGE_SOP_CLASSES: Final[dict[str, str]] = {
    "1.2.392.200036.9116.7.8.1.1.1": "Toshiba private data",
    "1.2.840.113619.4.26": "GE 3D model",
    "1.2.840.113619.4.27": "GE private data",
    "1.2.840.113619.4.30": "GE collage",
    "1.2.840.113619.4.3": "GE display image",
    "1.3.12.2.1107.5.9.1": "Siemens CSA non-image data",
    "1.3.12.2.1107.5.99.3.10": "Siemens AX frame sets",
    "1.3.12.2.1107.5.99.3.11": "Siemens AX frame sets for vascular exams",
    "1.3.46.670589.2.5.1.1": "Philips 3D ultrasound",
    "1.3.46.670589.5.0.1": "Philips volume",
    "1.3.46.670589.5.0.2": "Philips 3D object",
    "1.3.46.670589.5.0.3": "Philips surface",
    "1.3.46.670589.5.0.10": "Philips MR synthetic image",
    "1.3.46.670589.5.0.11": "Philips MR cardio analysis",
    "1.3.46.670589.11.0.0.12.1": "Philips MR spectrum",
    "1.3.46.670589.11.0.0.12.2": "Philips MR series data",
    "1.3.46.670589.11.0.0.12.4": "Philips MR exam cards",
}

# Ours: the root 2.25 needs nobody's registration (PS3.5 section B.2).
IMPLEMENTATION_CLASS_UID: Final = "2.25.211436839583029412530943218720158190247"
IMPLEMENTATION_VERSION_NAME: Final = "FILMLESS_01"
# Stands in every object that is written here, and tells them from what came.
MANUFACTURER: Final = "Filmless"
# And this in those that a consult came to: what they show is drawn nowhere else.
CONSULT_MODEL: Final = "Consult"


def is_valid_uid(text: str) -> bool:
    """Whether text is a UID of PS3.5 section 9.1; zeros before a component's digits are let pass, devices send them."""
    return len(text) <= 64 and UID_PATTERN.fullmatch(text) is not None


def new_uid() -> str:
    """Make a UID from a random UUID (PS3.5 section B.2)."""
    return f"2.25.{uuid.uuid4().int}"


def derived_uid(*said: str) -> str:
    """Return the UID that belongs to what is said, the same whenever that is said (PS3.5 section B.2)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, '/'.join(said)).int}"


def uid_name(uid: str) -> str:
    """Return the standard's name of a UID, or the UID itself."""
    entry = UID_dictionary.get(uid)
    return entry[0] if entry else uid


def sop_class_name(uid: str) -> str:
    """Return what kind of object it is, in words: ``CT Image``; the UID itself for a class that nobody has told us."""
    return PRIVATE_STORAGE_SOP_CLASSES.get(uid) or uid_name(uid).replace(" Storage", "")


def transfer_syntax_name(uid: str) -> str:
    """Return how the data set and its pixels are written, in words: ``JPEG Baseline (Process 1)``."""
    return uid_name(uid).split(":")[0]


def is_storage_sop_class(uid: str) -> bool:
    """Whether objects of this class are stored, as far as the standard and the well-known makers say."""
    return uid in STORAGE_SOP_CLASSES or uid in PRIVATE_STORAGE_SOP_CLASSES


def is_native(transfer_syntax_uid: str) -> bool:
    """Whether frames lie one after the other without compression (PS3.5 annexes A.1 to A.3 and A.5)."""
    return transfer_syntax_uid in NATIVE_SYNTAXES
