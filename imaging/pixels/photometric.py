"""Photometric Interpretation (0028,0004), PS3.3 C.7.6.3.1.2."""

from __future__ import annotations

from enum import StrEnum


class Photometric(StrEnum):
    """The photometric interpretations that can be shown."""

    MONOCHROME1 = "MONOCHROME1"
    MONOCHROME2 = "MONOCHROME2"
    PALETTE_COLOR = "PALETTE COLOR"
    RGB = "RGB"
    YBR_FULL = "YBR_FULL"
    YBR_FULL_422 = "YBR_FULL_422"
    YBR_PARTIAL_420 = "YBR_PARTIAL_420"
    YBR_PARTIAL_422 = "YBR_PARTIAL_422"
    YBR_ICT = "YBR_ICT"
    YBR_RCT = "YBR_RCT"

    @property
    def is_monochrome(self) -> bool:
        """Whether the modality and VOI transformations apply."""
        return self in {Photometric.MONOCHROME1, Photometric.MONOCHROME2}
