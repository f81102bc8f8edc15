"""A multi-frame image as one moving picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from imaging.dicom.elements import DataSet
from imaging.errors import LimitError, MalformedError
from imaging.pixels.arrays import Bytes, Frame
from imaging.pixels.description import ImageDescription
from imaging.pixels.encoding import Picture, PictureFormat, encode_animation
from imaging.pixels.render import AS_STORED, Rendering, draw

MAX_PIXELS = 64 * 1024 * 1024
# Where the file says nothing about time.
DEFAULT_MILLISECONDS = 100.0


def render_animation(
    frames: Iterable[Frame],
    description: ImageDescription,
    rendering: Rendering = AS_STORED,
    header: DataSet | None = None,
) -> Picture:
    """Show the frames of an image one after the other, as a GIF that runs for ever.

    The window of the first frame holds for all of them, so that the brightness does not flicker.

    Parameters
    ----------
    frames : iterable of ndarray
        Samples of the frames from the first on, as `DecoderPool.decode` returned them; taken one at a time.
    description : ImageDescription
        What the data set says of the image.
    rendering : Rendering
        Window, viewport and so on; format and quality are not looked at.
    header : DataSet or None
        Needed where `description.needs_header`.

    Raises
    ------
    LimitError
        When the frames have more than `MAX_PIXELS` pixels together.
    MalformedError
        When there is no frame.
    """
    shown: list[Bytes] = []
    window = None
    for number, frame in enumerate(frames, start=1):
        wanted = replace(rendering, window=rendering.window or window)
        drawing = draw(frame, description, wanted, header, number)
        window = drawing.window
        shown.append(drawing.pixels)
        if sum(each.size for each in shown) > MAX_PIXELS:
            raise LimitError("The image has too many frames for one moving picture.", limit=MAX_PIXELS)
    if not shown:
        raise MalformedError("The image has no frames.")
    data = encode_animation(shown, description.frame_milliseconds or DEFAULT_MILLISECONDS)
    height, width = shown[0].shape[:2]
    media_type, is_lossy = PictureFormat.GIF.media_type, PictureFormat.GIF.is_lossy
    return Picture(data, media_type, width, height, window, is_lossy, start_window=window)
