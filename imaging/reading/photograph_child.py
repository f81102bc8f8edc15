"""Draws a photograph anew, in a process of its own that may be killed: ``python -m imaging.reading.photograph_child``.

What a camera brought comes on standard input; what goes out on standard output is a JPEG of pixels alone, upright, and
without the place, the device and the thumbnail that cameras write beside them.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Final

from PIL import Image, ImageOps

LONGEST_SIDE: Final = 2400
MOST_PIXELS: Final = 120_000_000
_MEMORY_BYTES: Final = 2 * 1024**3
_PROCESSOR_SECONDS: Final = 30
_QUALITY: Final = 88


def redrawn(content: bytes) -> bytes:
    """Return the picture as a JPEG without anything but its pixels."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("There are too many pixels.")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = _opaque(upright)
    written = io.BytesIO()
    # Another picture of the same pixels: what the first one carried beside them does not come along.
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    bare.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _opaque(picture: Image.Image) -> Image.Image:
    """Put what is transparent onto white."""
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        layered = picture.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    return picture.convert("RGB")


def main() -> None:
    """Read, draw, write; whatever goes wrong ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    sys.stdout.buffer.write(redrawn(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
