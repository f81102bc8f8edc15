"""Curves on millimetre paper, as SVG in millimetres: 25 mm a second and 10 mm a millivolt, unless otherwise wanted.

::

    ⊓ I        │ aVR      │ V1       │ V4         twelve leads: 2.5 s of each, as cardiologists read them,
    ⊓ II       │ aVL      │ V2       │ V5         and the whole of lead II below
    ⊓ III      │ aVF      │ V3       │ V6
    ⊓ II ─────────────────────────────────
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from typing import Final

import numpy as np

from imaging.errors import MalformedError
from imaging.pixels.arrays import Floats
from imaging.problems import Problem
from imaging.reading.waveforms import Channel, Recording

SPEEDS_MM: Final = (12.5, 25.0, 50.0)
GAINS_MM: Final = (2.5, 5.0, 10.0, 20.0)
_LEADS: Final = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
_COLUMNS: Final = 4
# What is shorter, such as an average beat, is not divided among columns.
_LEAST_SECONDS: Final = 8.0
_MARGIN_MM: Final = 5.0
_PULSE_MM: Final = 10.0
_LEAST_ROW_MM: Final = 20.0
_MOST_ROW_MM: Final = 80.0
_FOOT_MM: Final = 7.0
_LONGEST_MM: Final = 6000.0
# What a row of another unit than millivolts takes, whatever its values are.
_SCALED_ROW_MM: Final = 24.0
# Hundredths of a millimetre: whole numbers are short.
_FINE: Final = 100
_COLOURS: Final = {"paper": "#fff8f6", "fine": "#f6cfc7", "thick": "#e39a8c", "curve": "#101010"}


@dataclass(frozen=True)
class SheetWish:
    """How curves are wanted; ``is_by_rows``: every lead in full, one below the other."""

    speed_mm: float = 25.0
    gain_mm: float = 10.0
    is_by_rows: bool = False

    def __post_init__(self) -> None:
        if self.speed_mm not in SPEEDS_MM or self.gain_mm not in GAINS_MM:
            raise MalformedError("There is no such speed or gain.", Problem.FIELD_WRONG, name="speed")


@dataclass(frozen=True, eq=False)
class _Piece:
    """A part of a curve: which, from where on, and for how long."""

    channel: Channel
    values: Floats


_Row = tuple[_Piece, ...]


def ecg_svg(recording: Recording, wish: SheetWish) -> str:
    """Draw a recording.

    Parameters
    ----------
    recording : Recording
        Curves that belong together.
    wish : SheetWish
        Speed, gain and order.

    Returns
    -------
    str
        An SVG that is as large as it says in millimetres.
    """
    rows = _rows(recording, wish)
    heights = [_height(row, wish) for row in rows]
    seconds = max(sum(len(piece.values) for piece in row) for row in rows) / recording.frequency
    width = min(2 * _MARGIN_MM + _PULSE_MM + seconds * wish.speed_mm, _LONGEST_MM)
    height = sum(heights) + 2 * _MARGIN_MM + _FOOT_MM
    drawn, top = [], _MARGIN_MM
    for row, high in zip(rows, heights, strict=True):
        drawn.append(_drawn_row(row, top + high / 2, high, recording.frequency, wish))
        top += high
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width * _FINE:.0f} {height * _FINE:.0f}" font-family="sans-serif">'
        f"{_paper(width, height)}{''.join(drawn)}{_foot(recording, wish, height)}</svg>"
    )


def _rows(recording: Recording, wish: SheetWish) -> list[_Row]:
    by_name = {channel.name.upper(): channel for channel in recording.channels}
    leads = [by_name.get(name.upper()) for name in _LEADS]
    if wish.is_by_rows or not all(leads) or recording.seconds < _LEAST_SECONDS:
        return [(_Piece(channel, channel.values),) for channel in recording.channels]
    known = [lead for lead in leads if lead is not None]
    share = len(known[0].values) // _COLUMNS
    rows = [
        tuple(
            _Piece(lead := known[column * 3 + row], lead.values[column * share : (column + 1) * share])
            for column in range(_COLUMNS)
        )
        for row in range(3)
    ]
    return [*rows, (_Piece(known[1], known[1].values),)]


def _height(row: _Row, wish: SheetWish) -> float:
    """Return the room that a row needs, in whole thick squares."""
    if any(piece.channel.unit != "mV" for piece in row):
        return _SCALED_ROW_MM
    finite = [piece.values[np.isfinite(piece.values)] for piece in row]
    reach = max((float(np.abs(each).max()) for each in finite if each.size), default=0.0)
    return min(max(math.ceil((2 * reach * wish.gain_mm + 4) / 5) * 5, _LEAST_ROW_MM), _MOST_ROW_MM)


def _drawn_row(row: _Row, middle: float, high: float, frequency: float, wish: SheetWish) -> str:
    left, parts = _MARGIN_MM, []
    if row[0].channel.unit == "mV":
        parts.append(_pulse(left, middle, wish))
    left += _PULSE_MM
    for number, piece in enumerate(row):
        parts.append(_curve(piece, left, middle, high, frequency, wish))
        mark = f'<path d="M{left * _FINE:.0f} {(middle - 4) * _FINE:.0f}v400" stroke="#101010" stroke-width="20"/>'
        parts.append(mark if number else "")
        x, y = (left + 1) * _FINE, (middle - high / 2 + 4.5) * _FINE
        parts.append(f'<text x="{x:.0f}" y="{y:.0f}" font-size="350">{escape(piece.channel.name)}</text>')
        left += len(piece.values) / frequency * wish.speed_mm
    return "".join(parts)


def _curve(piece: _Piece, left: float, middle: float, high: float, frequency: float, wish: SheetWish) -> str:
    gain, zero = wish.gain_mm, 0.0
    if piece.channel.unit != "mV":
        # A pressure or a sound has no paper of its own: it fills its row.
        finite = piece.values[np.isfinite(piece.values)]
        low, top = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        gain, zero = (high - 4) / ((top - low) or 1.0), (top + low) / 2
    x = (left + np.arange(len(piece.values)) / frequency * wish.speed_mm) * _FINE
    y = (middle - (piece.values - zero) * gain) * _FINE
    path = "".join(_stroke(x[start:end], y[start:end]) for start, end in _runs(np.isfinite(y)))
    stroke = f'fill="none" stroke="{_COLOURS["curve"]}" stroke-width="25" stroke-linejoin="round"'
    return f'<path d="{path}" {stroke}/>'


def _stroke(x: Floats, y: Floats) -> str:
    points = np.rint(np.stack((x, y), axis=1)).astype(np.int64)
    steps = np.diff(points, axis=0)
    moves = ",".join(map(str, chain.from_iterable(steps.tolist())))
    return f"M{points[0, 0]} {points[0, 1]}" + (f"l{moves}" if len(steps) else "")


def _runs(is_there: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_there, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _pulse(left: float, middle: float, wish: SheetWish) -> str:
    """A millivolt, for a fifth of a second: what everything else is measured by."""
    x, y, high, wide = left * _FINE, middle * _FINE, wish.gain_mm * _FINE, wish.speed_mm * _FINE / 5
    lead = max((_PULSE_MM * _FINE - wide) / 2, 0)
    path = f"M{x:.0f} {y:.0f}h{lead:.0f}v{-high:.0f}h{wide:.0f}v{high:.0f}h{lead:.0f}"
    return f'<path d="{path}" fill="none" stroke="{_COLOURS["curve"]}" stroke-width="25"/>'


def _paper(width: float, height: float) -> str:
    return f'<rect width="100%" height="100%" fill="{_COLOURS["paper"]}"/>' + "".join(
        _grid(width, height, step, stroke, line) for step, stroke, line in ((1, "fine", 8), (5, "thick", 14))
    )


def _grid(width: float, height: float, step_mm: int, colour: str, line: int) -> str:
    across = (f"M{x * _FINE} 0v{height * _FINE:.0f}" for x in range(0, math.floor(width) + 1, step_mm))
    down = (f"M0 {y * _FINE}h{width * _FINE:.0f}" for y in range(0, math.floor(height) + 1, step_mm))
    return f'<path d="{"".join((*across, *down))}" stroke="{_COLOURS[colour]}" stroke-width="{line}"/>'


def _foot(recording: Recording, wish: SheetWish, height: float) -> str:
    units: Sequence[str] = sorted({channel.unit for channel in recording.channels})
    gain = f"{wish.gain_mm:g} mm/mV" if "mV" in units else ""
    told = "   ".join(filter(None, (f"{wish.speed_mm:g} mm/s", gain, f"{recording.frequency:g} Hz", recording.label)))
    return f'<text x="{_MARGIN_MM * _FINE:.0f}" y="{(height - 3) * _FINE:.0f}" font-size="300">{escape(told)}</text>'
