"""What a code stream says of itself before it is decoded: its size, and what its colours are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from imaging.pixels.description import ImageDescription
from imaging.pixels.photometric import Photometric
from imaging.pixels.transfer_syntaxes import CODECS, Codec

# Where the code stream begins; some devices put a file format or stray bytes before it.
JPEG_START, JPEG_2000_START = b"\xff\xd8", b"\xff\x4f\xff\x51"
LUMINANCE = frozenset({Photometric.YBR_FULL, Photometric.YBR_FULL_422})
# Start of frame of the DCT processes: baseline, extended, progressive. Lossless ones do not transform colours.
DCT_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
# Start of frame of all processes of ISO 10918-1 (DHT, JPG and DAC stand between them), and of JPEG-LS.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC} | {0xF7}
SCAN, APP0, APP14 = 0xDA, 0xE0, 0xEE


class StreamSize(NamedTuple):
    """The size of the picture in a code stream; `precision` are the bits of its samples."""

    rows: int
    columns: int
    components: int
    precision: int


def stream_size(frame: bytes, codec: Codec) -> StreamSize | None:
    """Return the size that a code stream announces (ISO 10918-1 B.2.2, ISO 14495-1 C.2.2, ISO 15444-1 A.5.1).

    Parameters
    ----------
    frame : bytes
        A frame as it is stored.
    codec : Codec
        JPEG, JPEG-LS or JPEG 2000.

    Returns
    -------
    StreamSize or None
        None where no size is found.
    """
    if codec is Codec.JPEG_2000:
        start = frame.find(JPEG_2000_START)
        if start < 0 or len(frame) < start + 43:
            return None
        # SIZ (ISO 15444-1 A.5.1): extent of the reference grid, its offset, tiles, the number of components, and of the
        # first one the sign and the bits less one.
        numbers = [int.from_bytes(frame[at : at + 4]) for at in range(start + 8, start + 24, 4)]
        components = int.from_bytes(frame[start + 40 : start + 42])
        precision = (frame[start + 42] & 0x7F) + 1
        return StreamSize(numbers[1] - numbers[3], numbers[0] - numbers[2], components, precision)
    for marker, segment in _jpeg_segments(frame):
        if marker in FRAMES and len(segment) >= 6:
            return StreamSize(int.from_bytes(segment[1:3]), int.from_bytes(segment[3:5]), segment[5], segment[0])
    return None


def settle_colors(description: ImageDescription, frame: bytes) -> ImageDescription:
    """Return the description with the photometric interpretation that the code stream proves.

    Devices label JPEG frames RGB whose components are luminance and chrominance, and the other way round. PS3.5 8.2.1
    has Photometric Interpretation describe the compressed components; where the code stream itself proves it wrong,
    the code stream is right, or the picture would be green.

    Parameters
    ----------
    description : ImageDescription
        What the data set says of the image.
    frame : bytes
        A frame as it is stored.
    """
    codec = CODECS.get(description.transfer_syntax_uid)
    if description.samples_per_pixel != 3 or codec not in {Codec.JPEG, Codec.JPEG_XL}:
        return description
    if codec is Codec.JPEG_XL:
        # A decoder of JPEG XL always returns RGB, also from a recompressed JPEG.
        return replace(description, photometric_interpretation=Photometric.RGB)
    is_luminance = _is_luminance(frame)
    if is_luminance is None or is_luminance == (description.photometric_interpretation in LUMINANCE):
        return description
    proven = Photometric.YBR_FULL if is_luminance else Photometric.RGB
    return replace(description, photometric_interpretation=proven)


def _jpeg_segments(frame: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the markers before the first scan with what they hold (ISO 10918-1 B.1.1.4)."""
    position = max(frame.find(JPEG_START), 0) + 2
    while position + 4 <= len(frame) and frame[position] == 0xFF:
        marker, length = frame[position + 1], int.from_bytes(frame[position + 2 : position + 4])
        if marker == 0xFF:
            # Any number of fill bytes may stand before a marker.
            position += 1
            continue
        if marker == SCAN or length < 2:
            return
        yield marker, frame[position + 4 : position + 2 + length]
        position += 2 + length


def _is_luminance(frame: bytes) -> bool | None:
    """Whether the first of three components is luminance, by the markers before the first scan; None: no proof."""
    proof = None
    for marker, segment in _jpeg_segments(frame):
        if marker in DCT_FRAMES:
            return _proof_of_components(segment, proof)
        if marker == APP14 and segment.startswith(b"Adobe") and len(segment) >= 12:
            proof = segment[11] != 0
        elif marker == APP0 and segment.startswith(b"JFIF\0") and proof is None:
            proof = True
    return None


def _proof_of_components(segment: bytes, proof: bool | None) -> bool | None:
    """Add what the frame header says: subsampled components are never RGB, and some writers name theirs R, G and B."""
    if len(segment) < 15 or segment[5] != 3:
        return None
    identifiers, samplings = bytes(segment[6::3][:3]), segment[7::3][:3]
    if len(set(samplings)) > 1:
        return True
    return False if identifiers == b"RGB" else proof
