"""Blanks what lies outside of the parts of a picture that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imaging.pixels.arrays import Frame, Mask


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a picture.

    Attributes
    ----------
    left, top, right, bottom : int
        Pixels that it begins and ends with, counted from 0.
    """

    left: int
    top: int
    right: int
    bottom: int


def mask_of(parts: Sequence[Part], rows: int, columns: int) -> Mask:
    """Return where the parts lie.

    Parameters
    ----------
    parts : sequence of Part
        They may lie upon each other.
    rows, columns : int
        Size of the picture.

    Returns
    -------
    ndarray of bool, shape (rows, columns)
    """
    mask = np.zeros((rows, columns), bool)
    for part in parts:
        mask[part.top : part.bottom + 1, part.left : part.right + 1] = True
    return mask


def blanked(pixels: Frame, parts: Sequence[Part], blank: int) -> Frame:
    """Return the picture with one value wherever no part lies.

    Parameters
    ----------
    pixels : ndarray, shape (rows, columns) or (rows, columns, samples)
        Is left as it is.
    parts : sequence of Part
        What stays.
    blank : int
        What everything else becomes, in every sample.
    """
    mask = mask_of(parts, *pixels.shape[:2])
    kept = mask if pixels.ndim == 2 else mask[..., None]
    return np.where(kept, pixels, pixels.dtype.type(blank))
