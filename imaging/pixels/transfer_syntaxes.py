"""The transfer syntaxes of pixel data (PS3.5 Annex A), and what decodes each.

The identifiers stand here once more, because the children that decode must not load the dictionary of all of them.
"""

from __future__ import annotations

from enum import StrEnum

LITTLE_ENDIAN_PIXELS = frozenset({"", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99"})
# Explicit VR Big Endian, and GE's private syntax whose header is implicit little endian.
BIG_ENDIAN_PIXELS = frozenset({"1.2.840.10008.1.2.2", "1.2.840.113619.5.2"})


class Codec(StrEnum):
    """A family of code streams that one decoder reads."""

    JPEG = "JPEG"
    JPEG_LS = "JPEG-LS"
    JPEG_2000 = "JPEG 2000"
    JPEG_XL = "JPEG XL"
    RLE = "RLE"
    DEFLATE = "Deflate"


CODECS = {
    **dict.fromkeys((f"1.2.840.10008.1.2.4.{n}" for n in range(50, 71)), Codec.JPEG),
    "1.2.840.10008.1.2.4.80": Codec.JPEG_LS,
    "1.2.840.10008.1.2.4.81": Codec.JPEG_LS,
    **dict.fromkeys((f"1.2.840.10008.1.2.4.{n}" for n in (90, 91, 92, 93, 201, 202, 203)), Codec.JPEG_2000),
    **dict.fromkeys((f"1.2.840.10008.1.2.4.{n}" for n in (110, 111, 112)), Codec.JPEG_XL),
    "1.2.840.10008.1.2.5": Codec.RLE,
    "1.2.840.10008.1.2.8.1": Codec.DEFLATE,
}


# A frame of these is, when it is decoded, bit for bit the one that was compressed. JPEG 2000 (4.91, 4.93, 4.203) may be
# so as well, but only its compressor knows.
LOSSLESS = frozenset(
    {
        *(f"1.2.840.10008.1.2.4.{n}" for n in (57, 58, 65, 66, 70, 80, 90, 92, 110, 201, 202)),
        "1.2.840.10008.1.2.5",
        "1.2.840.10008.1.2.8.1",
    }
)


def keeps_bits(transfer_syntax_uid: str) -> bool:
    """Whether decoded samples are all the allocated bits as they were: around the stored value others may stand."""
    return transfer_syntax_uid in LOSSLESS or not is_encapsulated(transfer_syntax_uid)


def is_encapsulated(transfer_syntax_uid: str) -> bool:
    """Whether pixel data are compressed and stand in fragments (PS3.5 A.4)."""
    return transfer_syntax_uid not in LITTLE_ENDIAN_PIXELS | BIG_ENDIAN_PIXELS
