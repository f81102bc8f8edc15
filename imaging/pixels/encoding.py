"""Pictures as files for people: JPEG, PNG, WebP, GIF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image, WebPImagePlugin  # noqa: F401  (it makes its format known)

from imaging.errors import LimitError
from imaging.pixels.arrays import Bytes, Mask
from imaging.pixels.windows import Window

# Left to itself, Pillow would load every format that there is while somebody waits for the first picture.
Image.preinit()
# What JPEG and GIF can hold; WebP holds less.
MAX_SIDE = {"jpeg": 65500, "png": 65535, "webp": 16383, "gif": 65535}


class PictureFormat(StrEnum):
    """The formats that pictures are made in."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"

    @property
    def media_type(self) -> str:
        """Such as ``image/jpeg``."""
        return f"image/{self.value}"

    @property
    def is_lossy(self) -> bool:
        """Whether grey levels may differ from the ones given."""
        return self in {PictureFormat.JPEG, PictureFormat.WEBP}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be sent.

    Attributes
    ----------
    width, height : int
        In pixels of the picture.
    window : Window or None
        The window it was made with; None for colour and where a VOI LUT was applied.
    is_lossy : bool
        Whether its format changes grey levels.
    start_window : Window or None
        The window from which changing the brightness goes on: `window`, and where a VOI LUT was applied the file's
        first window, else the automatic one. None for colour only.
    """

    data: bytes
    media_type: str
    width: int
    height: int
    window: Window | None
    is_lossy: bool
    start_window: Window | None = None


def encode(pixels: Bytes, picture_format: PictureFormat, quality: int = 85, icc_profile: bytes | None = None) -> bytes:
    """Write one frame as a file.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
        Grey levels, or red, green and blue.
    picture_format : PictureFormat
        GIF has 256 colours; colour pictures lose some there.
    quality : int
        1 to 100, for JPEG and WebP.
    icc_profile : bytes or None
        Is put into the file as it is; GIF holds none.

    Raises
    ------
    LimitError
        When a side is longer than the format can hold.
    """
    limit = MAX_SIDE[picture_format.value]
    if max(pixels.shape[:2]) > limit:
        raise LimitError(f"A {picture_format.value.upper()} picture has at most {limit} pixels on a side.", limit=limit)
    stream = io.BytesIO()
    image = _image(pixels)
    if picture_format is PictureFormat.JPEG:
        image.save(stream, "JPEG", quality=quality, icc_profile=icc_profile)
    elif picture_format is PictureFormat.WEBP:
        # Method 2 is the knee: a fifth more bytes than method 4, less than half of its time.
        image.save(stream, "WEBP", quality=quality, method=2, icc_profile=icc_profile)
    elif picture_format is PictureFormat.PNG:
        image.save(stream, "PNG", compress_level=3, icc_profile=icc_profile)
    else:
        image.save(stream, "GIF")
    return stream.getvalue()


def encode_mask(mask: Mask) -> bytes:
    """Write a mask as a PNG of white pixels: opaque where it is true, and nothing to be seen elsewhere.

    Parameters
    ----------
    mask : ndarray of bool, shape (rows, columns)
    """
    pixels = np.full((*mask.shape, 2), 255, np.uint8)
    pixels[..., 1] = mask * np.uint8(255)
    stream = io.BytesIO()
    Image.fromarray(pixels, "LA").save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def encode_layer(colors: Bytes, mask: Mask) -> bytes:
    """Write colours as a PNG: opaque where the mask is true, and nothing to be seen elsewhere.

    Parameters
    ----------
    colors : ndarray of uint8, shape (rows, columns, 3)
    mask : ndarray of bool, shape (rows, columns)
    """
    pixels = np.dstack((colors, mask * np.uint8(255)))
    pixels[~mask] = 0
    stream = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def encode_animation(frames: Sequence[Bytes], milliseconds_per_frame: float) -> bytes:
    """Write frames of one size as a GIF that runs for ever.

    Parameters
    ----------
    frames : sequence of ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
        At least one; grey levels, or red, green and blue.
    milliseconds_per_frame : float
        GIF counts hundredths of a second; less than two are taken for two.
    """
    first, *others = (_image(frame) for frame in frames)
    stream = io.BytesIO()
    duration = max(20, round(milliseconds_per_frame / 10) * 10)
    first.save(stream, "GIF", save_all=True, append_images=others, duration=duration, loop=0)
    return stream.getvalue()


def _image(pixels: Bytes) -> Image.Image:
    rows, columns = pixels.shape[:2]
    mode = "L" if pixels.ndim == 2 else "RGB"
    return Image.frombuffer(mode, (columns, rows), np.ascontiguousarray(pixels), "raw", mode, 0, 1)
