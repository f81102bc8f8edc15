"""An object in another transfer syntax than it was received in, for peers that do not take it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pydicom import dcmread
from pynetdicom.dsutils import encode

from gateway.sop_classes import EXPLICIT_LITTLE_ENDIAN
from imaging.archive.stored import StoredInstance
from imaging.archive.transcoding import Transcoder
from imaging.dicom.part10 import file_meta
from imaging.errors import LimitError, MalformedError

# Implicit VR is written from the whole object in memory; who takes explicit VR gets it frame by frame.
LARGEST_IMPLICIT_BYTES = 256 * 1024 * 1024


def reencoded(transcoder: Transcoder, instance: StoredInstance, transfer_syntax: str) -> Iterator[bytes]:
    """Give the data set in one of the uncompressed little-endian syntaxes, its pixels decoded if need be."""
    whole = transcoder.explicit_little_endian(instance)
    if transfer_syntax == EXPLICIT_LITTLE_ENDIAN:
        skip = len(file_meta(instance.sop_class_uid, instance.sop_instance_uid, EXPLICIT_LITTLE_ENDIAN))
        yield next(whole)[skip:]
        yield from whole
    else:
        yield _implicit(whole)


def _implicit(whole: Iterator[bytes]) -> bytes:
    gathered = BytesIO()
    for piece in whole:
        if gathered.tell() + len(piece) > LARGEST_IMPLICIT_BYTES:
            raise LimitError("The object is too large to be written in implicit VR.", limit=LARGEST_IMPLICIT_BYTES)
        gathered.write(piece)
    gathered.seek(0)
    written = encode(dcmread(gathered), is_implicit_vr=True, is_little_endian=True)
    if written is None:
        raise MalformedError("The object can't be written in implicit VR.")
    return bytes(written)
