"""From the samples of a frame to a picture for people.

Without parameters the file's own first VOI LUT or window is used; where it brings none, one is chosen by what the frame
holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from imaging.dicom.elements import DataSet
from imaging.errors import MalformedError
from imaging.pixels.arrays import Bytes, Frame
from imaging.pixels.automatic import automatic_window
from imaging.pixels.color import show_color
from imaging.pixels.description import ImageDescription
from imaging.pixels.encoding import Picture, PictureFormat, encode
from imaging.pixels.grayscale import Grayscale, show_gray
from imaging.pixels.image_pixel import has_supplemental_palette
from imaging.pixels.overlays import overlay_mask
from imaging.pixels.palettes import show_palette, supplement_palette
from imaging.pixels.photometric import Photometric
from imaging.pixels.transformations import modality_of, stored_bits, voi_of, windows_of
from imaging.pixels.viewport import Viewport, scale_to
from imaging.pixels.windows import Window

# Stands in `Grayscale` until the window is known.
ANY_WINDOW = Window.between(0, 255)


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a picture is wanted; every value has a default (PS3.18 8.3.5.1).

    Raises
    ------
    ValueError
        When the quality is not from 1 to 100.
    """

    window: Window | None = None
    viewport: Viewport | None = None
    picture_format: PictureFormat = PictureFormat.JPEG
    quality: int = 85
    is_inverted: bool = False
    shows_overlays: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.quality <= 100:
            raise ValueError("The quality of a picture is from 1 to 100.")


AS_STORED = Rendering()


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A picture before it is written in a format.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
        Grey levels, or red, green and blue; rows and columns are those of the viewport, where one is wanted.
    window : Window or None
        The window that was applied; None for colour and where a VOI LUT was applied.
    start_window : Window or None
        What `start_window` says where no window was applied.
    """

    pixels: Bytes
    window: Window | None
    start_window: Window | None


def render(
    stored: Frame,
    description: ImageDescription,
    rendering: Rendering = AS_STORED,
    header: DataSet | None = None,
    frame_number: int = 1,
) -> Picture:
    """Show a frame and write it as a picture.

    Parameters
    ----------
    stored : ndarray, shape (rows, columns) or (rows, columns, 3)
        The samples as `DecoderPool.decode` returned them.
    description : ImageDescription
        What the data set says of the image.
    rendering : Rendering
        Window, viewport, format and so on.
    header : DataSet or None
        Needed where `description.needs_header`.
    frame_number : int
        Counted from 1.

    Raises
    ------
    MalformedError
        When lookup tables that are needed can't be read.
    LimitError
        When a side is longer than the format can hold.
    ValueError
        When the viewport's part lies outside of the image.
    """
    return as_picture(draw(stored, description, rendering, header, frame_number), rendering)


def draw(
    stored: Frame,
    description: ImageDescription,
    rendering: Rendering = AS_STORED,
    header: DataSet | None = None,
    frame_number: int = 1,
) -> Drawing:
    """Show a frame and scale it to the viewport.

    Parameters and errors are those of `render`; format and quality are not looked at.
    """
    pixels, window = show(stored, description, rendering, header, frame_number)
    if rendering.viewport is not None:
        pixels = scale_to(pixels, rendering.viewport, description.pixel_aspect_ratio)
    return Drawing(pixels, window, window or start_window(stored, description, header, frame_number))


def as_picture(drawing: Drawing, rendering: Rendering, icc_profile: bytes | None = None) -> Picture:
    """Write what was drawn in the format and quality that are wanted.

    Parameters
    ----------
    drawing : Drawing
        What `draw` returned, or more on top of it.
    rendering : Rendering
        Only format and quality are looked at.
    icc_profile : bytes or None
        Is put into the picture as it is, where its format holds one.

    Raises
    ------
    LimitError
        When a side is longer than the format can hold.
    """
    wanted = rendering.picture_format
    height, width = drawing.pixels.shape[:2]
    data = encode(drawing.pixels, wanted, rendering.quality, icc_profile)
    window, start = drawing.window, drawing.start_window
    return Picture(data, wanted.media_type, width, height, window, wanted.is_lossy, start)


def show(
    stored: Frame,
    description: ImageDescription,
    rendering: Rendering = AS_STORED,
    header: DataSet | None = None,
    frame_number: int = 1,
) -> tuple[Bytes, Window | None]:
    """Return the grey levels or colours of a frame, and the window that was applied.

    Parameters are those of `render`; viewport, format and quality are not looked at.

    Returns
    -------
    ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
    Window or None
    """
    if description.is_monochrome:
        pixels, window = _show_monochrome(stored, description, rendering, header, frame_number)
        if header is not None and has_supplemental_palette(header):
            values = stored_bits(description).values(stored)
            pixels = supplement_palette(pixels, values, header, is_signed=description.is_signed)
    else:
        pixels, window = _show_color(stored, description, header), None
        if rendering.is_inverted:
            pixels = 255 - pixels
    mask = overlay_mask(header, stored, frame_number) if header is not None and rendering.shows_overlays else None
    if mask is not None:
        pixels = np.where(mask if pixels.ndim == 2 else mask[:, :, None], np.uint8(255), pixels)
    return pixels, window


def start_window(
    stored: Frame, description: ImageDescription, header: DataSet | None = None, frame_number: int = 1
) -> Window | None:
    """Return the window from which a person goes on who changes the brightness of a frame.

    A VOI LUT is no window and can't be moved like one; the file's first window stands in for it, else the automatic
    one. Parameters are those of `render`.

    Returns
    -------
    Window or None
        None for colour.
    """
    if not description.is_monochrome:
        return None
    windows = windows_of(description, header, frame_number)
    return windows[0] if windows else _automatic(stored, description, _grayscale(description, header, frame_number))


def _show_monochrome(
    stored: Frame, description: ImageDescription, rendering: Rendering, header: DataSet | None, frame_number: int
) -> tuple[Bytes, Window | None]:
    grayscale = _grayscale(description, header, frame_number)
    voi = rendering.window or voi_of(description, header, frame_number, grayscale.modality)
    if voi is None:
        voi = _automatic(stored, description, grayscale)
    is_inverse = description.is_inverse != rendering.is_inverted
    levels = show_gray(stored, replace(grayscale, voi=voi, is_inverse=is_inverse))
    return levels, voi if isinstance(voi, Window) else None


def _grayscale(description: ImageDescription, header: DataSet | None, frame_number: int) -> Grayscale:
    modality = modality_of(description, header, frame_number)
    return Grayscale(stored_bits(description), modality, ANY_WINDOW, padding=description.padding)


def _automatic(stored: Frame, description: ImageDescription, grayscale: Grayscale) -> Window:
    return automatic_window(stored, grayscale, is_full_range=description.bits_stored <= 8)


def _show_color(stored: Frame, description: ImageDescription, header: DataSet | None) -> Bytes:
    photometric = description.photometric_interpretation
    if photometric is Photometric.PALETTE_COLOR:
        if header is None:
            raise MalformedError("The image has no palette.")
        return show_palette(stored_bits(description).values(stored), header, is_signed=description.is_signed)
    return show_color(stored, photometric, stored_bits(description))
