"""Value representations (PS3.5 section 6.2) and the VR that the data dictionary (PS3.6) gives to a tag."""

from __future__ import annotations

from typing import Final

from pydicom._dicom_dict import DicomDictionary
from pydicom.datadict import dictionary_VR as repeater_vr
from pydicom.datadict import repeater_has_tag

SHORT_FORM: Final = "AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split()  # noqa: SIM905  # A list of this length reads worse.
LONG_FORM: Final = "OB OD OF OL OV OW SQ SV UC UN UR UT UV".split()  # noqa: SIM905
# With a 16-bit length field, and with two reserved bytes and a 32-bit one (PS3.5 section 7.1.2).
SHORT_FORM_VRS: Final[dict[bytes, str]] = {vr.encode(): vr for vr in SHORT_FORM}
LONG_FORM_VRS: Final[dict[bytes, str]] = {vr.encode(): vr for vr in LONG_FORM}
ALL_VRS: Final = frozenset(SHORT_FORM + LONG_FORM)

# Text in the character sets of (0008,0005); every other text is ASCII (PS3.5 section 6.1.2.3).
CHARACTER_SET_VRS: Final = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
# A backslash is a character like any other here.
SINGLE_TEXT_VRS: Final = frozenset({"LT", "ST", "UR", "UT"})
TEXT_VRS: Final = CHARACTER_SET_VRS | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"}
BINARY_VRS: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})

# struct's code and size of one value.
NUMBER_FORMATS: Final[dict[str, tuple[str, int]]] = {
    "FD": ("d", 8),
    "FL": ("f", 4),
    "SL": ("i", 4),
    "SS": ("h", 2),
    "SV": ("q", 8),
    "UL": ("I", 4),
    "US": ("H", 2),
    "UV": ("Q", 8),
}
# Width of the words whose bytes turn round with the byte order.
WORD_BYTES: Final[dict[str, int]] = {"OD": 8, "OF": 4, "OL": 4, "OV": 8, "OW": 2}

_DICTIONARY: Final[dict[int, str]] = {tag: entry[0] for tag, entry in DicomDictionary.items()}
# What the fast way of implicit VR may take as it is: one VR, no sequence, and not the zeros of padding.
PLAIN_DICTIONARY: Final[dict[int, str]] = {
    tag: vr for tag, vr in _DICTIONARY.items() if tag and vr in ALL_VRS and vr not in {"SQ", "OB", "OW", "UN"}
}


def dictionary_vr(tag: int) -> str | None:
    """Return the VR that PS3.6 gives to a tag, ``"US or SS"`` and the like included; None for an unknown one."""
    vr = _DICTIONARY.get(tag)
    if vr is not None:
        return vr
    if tag & 0x10000:
        # PS3.5 section 7.8.1: private creators are LO; what they reserve is theirs to define.
        return "LO" if 0x10 <= tag & 0xFFFF <= 0xFF else None
    if tag & 0xFFFF == 0:
        return "UL"
    return repeater_vr(tag) if repeater_has_tag(tag) else None


def settled_vr(vr: str, *, is_signed: bool) -> str:
    """Choose among the VRs that the dictionary leaves open (PS3.5 annex A.1, PS3.3 C.7.6.3.1)."""
    if vr in ALL_VRS:
        return vr
    if vr == "US or SS":
        return "SS" if is_signed else "US"
    if vr in {"OB or OW", "US or OW", "US or SS or OW"}:
        return "OW"
    return "UN"
