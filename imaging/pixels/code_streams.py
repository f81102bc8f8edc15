"""What a compressed frame says of its colours, where it knows better than the data set.

Devices label JPEG frames RGB whose components are luminance and chrominance, and the other way round. PS3.5 8.2.1 has
Photometric Interpretation describe the compressed components; where the code stream itself proves it wrong, the code
stream is right, or the picture would be green.
"""

from __future__ import annotations

from dataclasses import replace

from imaging.pixels.description import ImageDescription
from imaging.pixels.photometric import Photometric
from imaging.pixels.transfer_syntaxes import CODECS, Codec

LUMINANCE = frozenset({Photometric.YBR_FULL, Photometric.YBR_FULL_422})
# Start of frame of the DCT processes: baseline, extended, progressive. Lossless ones do not transform colours.
DCT_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
SCAN, APP0, APP14 = 0xDA, 0xE0, 0xEE


def settle_colors(description: ImageDescription, frame: bytes) -> ImageDescription:
    """Return the description with the photometric interpretation that the code stream proves.

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


def _is_luminance(frame: bytes) -> bool | None:
    """Whether the first of three components is luminance, by the markers before the first scan; None: no proof."""
    position, proof = max(frame.find(b"\xff\xd8"), 0) + 2, None
    while position + 4 <= len(frame) and frame[position] == 0xFF:
        marker, length = frame[position + 1], int.from_bytes(frame[position + 2 : position + 4])
        segment = frame[position + 4 : position + 2 + length]
        if marker in DCT_FRAMES:
            return _proof_of_components(segment, proof)
        if marker == SCAN or length < 2:
            return None
        if marker == APP14 and segment.startswith(b"Adobe") and len(segment) >= 12:
            proof = segment[11] != 0
        elif marker == APP0 and segment.startswith(b"JFIF\0") and proof is None:
            proof = True
        position += 2 + length
    return None


def _proof_of_components(segment: bytes, proof: bool | None) -> bool | None:
    """Add what the frame header says: subsampled components are never RGB, and some writers name theirs R, G and B."""
    if len(segment) < 15 or segment[5] != 3:
        return None
    identifiers, samplings = bytes(segment[6::3][:3]), segment[7::3][:3]
    if len(set(samplings)) > 1:
        return True
    return False if identifiers == b"RGB" else proof
