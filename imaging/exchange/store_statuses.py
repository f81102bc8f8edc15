"""What a status says by which a receiver answers to the storage of an object (PS3.4 table B.2-1, PS3.7 annex C)."""

from __future__ import annotations

from typing import Final

from imaging.exchange.shipment import ARRIVED, Answer, down, later, refused
from imaging.exchange.trouble import Trouble

_SUCCESS: Final = 0x0000
# It has an object of this name: it came before, and only the answer was lost.
_DUPLICATE: Final = 0x0111
_KIND_REFUSED: Final = frozenset({0x0112, 0x0118, 0x0122, 0x0124})
_PROCESSING_FAILURE: Final = 0x0110
_OUT_OF_RESOURCES: Final = 0xA7
# "Coercion of data elements", "elements discarded", "data set does not match SOP class": stored all the same.
_WARNING: Final = 0xB


def verdict_of(status: int) -> Answer:
    """Return what becomes of an object that was answered with this status."""
    code = f"{status & 0xFFFF:04X}"
    if status in {_SUCCESS, _DUPLICATE} or status >> 12 == _WARNING:
        return ARRIVED
    if status in _KIND_REFUSED:
        return refused(Trouble.KIND_REFUSED, code)
    # "Can't understand" (Cxxx) is what many answer to whatever goes wrong with them, so it is tried a few times.
    if status >> 8 == _OUT_OF_RESOURCES:
        return down(Trouble.BUSY, code)
    if status == _PROCESSING_FAILURE or status >> 12 == 0xC:
        return later(Trouble.BUSY, code)
    return refused(Trouble.REFUSED, code)
