"""How much of a file somebody else made is looked at before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class HeaderLimits:
    """Bounds of one reading; each is far beyond what real devices send.

    Parameters
    ----------
    max_depth
        Data sets within data sets, the outermost being 1.
    max_elements
        Elements and items in all.
    max_header_bytes
        Bytes that are brought into memory; values that stay in the file do not count.
    max_value_bytes
        A longer value of whatever VR stays in the file: the element then has its offset and length only.
    max_inflated_bytes
        Size of a deflated data set once it is inflated.
    max_fragments
        Fragments of all encapsulated values.
    """

    max_depth: int = 32
    max_elements: int = 1_000_000
    max_header_bytes: int = 128 * MIB
    max_value_bytes: int = 256 * KIB
    max_inflated_bytes: int = 512 * MIB
    max_fragments: int = 2_000_000


DEFAULT_LIMITS = HeaderLimits()
