"""An object in another transfer syntax than it was received in, for peers that do not take it as it is."""

from __future__ import annotations

from io import BytesIO

from pydicom import dcmread
from pynetdicom.dsutils import encode

from gateway.sop_classes import IMPLICIT_LITTLE_ENDIAN
from imaging.archive.stored import StoredInstance
from imaging.errors import LimitError, MalformedError
from imaging.house import House

# Writing anew needs the whole object in memory.
LARGEST_BYTES = 256 * 1024 * 1024


def reencoded(house: House, instance: StoredInstance, transfer_syntax: str) -> bytes:
    """Return the data set of an uncompressed little-endian object in the other uncompressed little-endian syntax."""
    if instance.size_bytes > LARGEST_BYTES:
        raise LimitError("The object is too large to be written in another transfer syntax.", limit=LARGEST_BYTES)
    source = dcmread(BytesIO(b"".join(house.archive.retrieve.open(instance))), force=True)
    written = encode(
        source, is_implicit_vr=transfer_syntax == IMPLICIT_LITTLE_ENDIAN, is_little_endian=True, deflated=False
    )
    if written is None:
        raise MalformedError("The object can't be written in another transfer syntax.")
    return bytes(written)
