"""What a picture is given on top of its pixels: text in its corners, and the profile of its colours.

Nothing is converted from one profile to another: that would mean to run a stranger's profile through a library here.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import ImageCms

from imaging.dicom.elements import DataSet
from imaging.errors import UnsupportedError
from imaging.pixels.annotations import annotate, patient_lines, technique_lines
from imaging.pixels.arrays import Bytes
from imaging.pixels.windows import Window

_MADE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# The library writes the time into bytes 24 to 35; the same picture has the same bytes whenever it is made.
S_RGB = _MADE[:24] + struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + _MADE[36:]


class Annotation(StrEnum):
    """What can be written into a picture (PS3.18 8.3.5.1.1)."""

    PATIENT = "patient"
    TECHNIQUE = "technique"


class Profile(StrEnum):
    """Which profile a picture brings along (PS3.18 8.3.5.1.5); others would need a conversion."""

    NONE = "no"
    OWN = "yes"
    S_RGB = "srgb"


@dataclass(frozen=True, slots=True)
class Finish:
    """How a picture is finished.

    Attributes
    ----------
    annotations : tuple of Annotation
        In the order of `Annotation`, so that the same wish is the same text in every process.
    profile : Profile
        For colour pictures; grey ones bring none.
    """

    annotations: tuple[Annotation, ...] = ()
    profile: Profile = Profile.NONE


PLAIN = Finish()


def write_corners(
    pixels: Bytes, annotations: Collection[Annotation], header: DataSet, window: Window | None, font: Path | None
) -> Bytes:
    """Write what the header says of patient and technique into the upper corners (PS3.18 8.3.5.1.1).

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
        Grey levels, or red, green and blue; is left as it is.
    annotations : collection of Annotation
        The patient is written at the left, the technique at the right.
    header : DataSet
        Of the object that is shown.
    window : Window or None
        The one that the pixels were made with; centre and width, in modality values, belong to the technique.
    font : Path or None
        A font with the characters of the header.

    Returns
    -------
    ndarray of uint8, of the shape of ``pixels``

    Raises
    ------
    UnsupportedError
        When there is no font.
    """
    if font is None:
        raise UnsupportedError("There is no font here to write into pictures with.")
    left = patient_lines(header) if Annotation.PATIENT in annotations else ()
    right = technique_lines(header, window) if Annotation.TECHNIQUE in annotations else ()
    return annotate(pixels, left, right, font)


def profile_for(wanted: Profile, own: bytes | None) -> bytes | None:
    """Return the ICC profile that a colour picture brings along (PS3.18 8.3.5.1.5).

    Parameters
    ----------
    wanted : Profile
        What was asked for.
    own : bytes or None
        The object's ICC Profile (0028,2000), as it stands there (PS3.3 C.11.15).

    Returns
    -------
    bytes or None
        The object's own profile, or that of sRGB where it has none; None where none is wanted.

    Raises
    ------
    UnsupportedError
        When sRGB is wanted and the object has a profile of its own: its colours would have to be converted.
    """
    if wanted is Profile.NONE:
        return None
    if wanted is Profile.S_RGB and own is not None:
        raise UnsupportedError("The object brings a profile of its own; ask with iccprofile=yes for that.")
    return own or S_RGB
