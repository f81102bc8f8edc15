"""What people call the kinds of devices, and the words that DICOM has for them (PS3.3 section C.7.3.1.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# In small letters too: nobody takes them for a name. The rest may be somebody's initials, and are written large.
_EVERYDAY: Final = ("CT", "MR", "CR", "DX", "US", "XA", "PT", "MG", "NM")
_RARER: Final = (
    "RF", "SC", "OT", "ES", "IO", "PX", "SR", "SEG", "ECG", "OCT", "OP", "OPT", "GM", "SM", "XC", "BMD", "EPS", "HD",
    "IVUS", "RG", "RTIMAGE", "RTDOSE", "RTPLAN", "RTSTRUCT", "KO", "PR", "DOC", "TG",
)  # fmt: skip
# Projection radiography is written under either word.
_RADIOGRAPHY: Final = frozenset({"CR", "DX"})
_CALLED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **{name.casefold(): frozenset({name}) for name in _EVERYDAY},
        **dict.fromkeys(("cr", "dx", "dr", "x光", "x线", "平片", "xray", "x-ray"), _RADIOGRAPHY),
        **dict.fromkeys(("mri", "核磁", "磁共振", "核磁共振"), frozenset({"MR"})),
        **dict.fromkeys(("超声", "b超", "彩超", "ultrasound"), frozenset({"US"})),
        **dict.fromkeys(("钼靶", "乳腺钼靶", "mammography"), frozenset({"MG"})),
        **dict.fromkeys(("pet",), frozenset({"PT"})),
        **dict.fromkeys(("造影", "dsa", "angio"), frozenset({"XA"})),
        **dict.fromkeys(("内镜", "胃镜", "endoscopy"), frozenset({"ES"})),
        **dict.fromkeys(("心电图", "心电"), frozenset({"ECG"})),
    }
)


def modalities_of(text: str) -> frozenset[str]:
    """Return the modalities that a word names; none if it names none."""
    called = _CALLED.get(text.casefold())
    if called is not None:
        return called
    return frozenset({text}) if text in _RARER else frozenset()
