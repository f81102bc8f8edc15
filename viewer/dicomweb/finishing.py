"""What a rendered picture is given on top of its pixels: text in its corners, and the profile of its colours.

Nothing is converted from one profile to another: that would mean to run a stranger's profile through a library here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from PIL import Image, ImageCms

from imaging.archive.pictures import Pictures
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.errors import MalformedError, NotFoundError, UnsupportedError
from imaging.pixels.annotations import annotate, patient_lines, technique_lines
from imaging.pixels.arrays import Bytes
from imaging.pixels.encoding import Picture, PictureFormat, encode
from imaging.pixels.render import Rendering
from imaging.sharing.slip_font import readable_font

ICC_PROFILE = "00282000"
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


@dataclass(frozen=True)
class Finish:
    """How a picture is finished."""

    annotations: frozenset[Annotation] = frozenset()
    profile: Profile = Profile.NONE

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Finish:
        """Read ``annotation`` and ``iccprofile``."""
        try:
            words = given["annotation"].split(",") if "annotation" in given else ()
            return cls(frozenset(map(Annotation, words)), Profile(given.get("iccprofile", Profile.NONE)))
        except ValueError as error:
            text = "The parameter annotation may be: patient, technique; and iccprofile: no, yes, srgb."
            raise MalformedError(text) from error


PLAIN = Finish()


@dataclass(frozen=True)
class Finishing:
    """Makes finished pictures; safe to share between threads."""

    pictures: Pictures
    retrieve: Retrieve

    def picture(self, instance: StoredInstance, number: int, rendering: Rendering, finish: Finish) -> Picture:
        """Show a frame, counted from 1."""
        if finish == PLAIN:
            return self.pictures.rendered(instance, number, rendering)
        exact = self.pictures.rendered(instance, number, replace(rendering, picture_format=PictureFormat.PNG))
        pixels = np.asarray(Image.open(io.BytesIO(exact.data), formats=["PNG"]))
        if finish.annotations:
            pixels = self._annotated(pixels, instance, exact, finish)
        wanted = rendering.picture_format
        profile = self._profile(instance, finish.profile) if pixels.ndim == 3 else None
        data = encode(pixels, wanted, rendering.quality, profile)
        return replace(exact, data=data, media_type=wanted.media_type, is_lossy=wanted.is_lossy)

    def _annotated(self, pixels: Bytes, instance: StoredInstance, exact: Picture, finish: Finish) -> Bytes:
        font = readable_font()
        if font is None:
            raise UnsupportedError("There is no font here to write into pictures with.")
        header = self.retrieve.header(instance).dataset
        left = patient_lines(header) if Annotation.PATIENT in finish.annotations else ()
        right = technique_lines(header, exact.window) if Annotation.TECHNIQUE in finish.annotations else ()
        return annotate(pixels, left, right, font)

    def _profile(self, instance: StoredInstance, wanted: Profile) -> bytes | None:
        if wanted is Profile.NONE:
            return None
        own = self._own_profile(instance)
        if wanted is Profile.S_RGB and own is not None:
            raise UnsupportedError("The object brings a profile of its own; ask with iccprofile=yes for that.")
        return own or S_RGB

    def _own_profile(self, instance: StoredInstance) -> bytes | None:
        try:
            found = self.retrieve.bulk(instance, ICC_PROFILE)
        except NotFoundError:
            return None
        return found.value if found.value is not None else self.retrieve.read(instance, found.offset or 0, found.length)
