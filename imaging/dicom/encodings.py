"""The ways in which the elements of a data set are written (PS3.5 section 7.1 and annex A)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, eq=False)
class Encoding:
    """With or without the VR, in one of the two byte orders."""

    is_implicit: bool
    is_little_endian: bool
    # Each takes a buffer and an offset: group, number, VR and 16-bit length; group, number and 32-bit length; a length.
    explicit_header: Any = field(init=False, repr=False)
    implicit_header: Any = field(init=False, repr=False)
    long_length: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        order = "<" if self.is_little_endian else ">"
        object.__setattr__(self, "explicit_header", struct.Struct(order + "HH2sH").unpack_from)
        object.__setattr__(self, "implicit_header", struct.Struct(order + "HHL").unpack_from)
        object.__setattr__(self, "long_length", struct.Struct(order + "L").unpack_from)


EXPLICIT_LITTLE_ENDIAN: Final = Encoding(is_implicit=False, is_little_endian=True)
EXPLICIT_BIG_ENDIAN: Final = Encoding(is_implicit=False, is_little_endian=False)
IMPLICIT_LITTLE_ENDIAN: Final = Encoding(is_implicit=True, is_little_endian=True)
# No transfer syntax has it, but devices that change to implicit VR within a sequence do not turn their bytes round.
IMPLICIT_BIG_ENDIAN: Final = Encoding(is_implicit=True, is_little_endian=False)


def without_vr(encoding: Encoding) -> Encoding:
    """Return the same byte order in implicit VR."""
    return IMPLICIT_LITTLE_ENDIAN if encoding.is_little_endian else IMPLICIT_BIG_ENDIAN


def has_vr(header: bytes) -> bool:
    """Whether the first six bytes of an element hold two capital letters where a VR would be."""
    code = header[4:6]
    return len(code) == 2 and code.isalpha() and code.isupper()
