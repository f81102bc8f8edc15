"""Waveforms as curves in their units: electrocardiograms and others (PS3.3 C.10.9)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from imaging.dicom.elements import DataSet
from imaging.dicom.person_names import displayable
from imaging.errors import LimitError, MalformedError
from imaging.pixels.arrays import Floats

WAVEFORM_SEQUENCE: Final = 0x54000100
WAVEFORM_DATA: Final = 0x54001010
_LABEL: Final = 0x003A0020
_CHANNELS: Final = 0x003A0005
_SAMPLES: Final = 0x003A0010
_FREQUENCY: Final = 0x003A001A
_CHANNEL_DEFINITION_SEQUENCE: Final = 0x003A0200
_CHANNEL_LABEL: Final = 0x003A0203
_CHANNEL_SOURCE_SEQUENCE: Final = 0x003A0208
_SENSITIVITY: Final = 0x003A0210
_SENSITIVITY_UNITS_SEQUENCE: Final = 0x003A0211
_CORRECTION: Final = 0x003A0212
_BASELINE: Final = 0x003A0213
_BITS_ALLOCATED: Final = 0x54001004
_INTERPRETATION: Final = 0x54001006
_PADDING: Final = 0x5400100A
_ANNOTATION_SEQUENCE: Final = 0x0040B020
_UNFORMATTED_TEXT: Final = 0x00700006
_NUMERIC_VALUE: Final = 0x0040A30A
_CONCEPT_NAME_CODE_SEQUENCE: Final = 0x0040A043
_UNITS_CODE_SEQUENCE: Final = 0x004008EA
_CODE_VALUE: Final = 0x00080100
_CODE_MEANING: Final = 0x00080104
_MOST_VALUES: Final = 20_000_000
_MOST_NOTES: Final = 200
_TYPES: Final = {(8, "SB"): "<i1", (8, "UB"): "<u1", (16, "SS"): "<i2", (16, "US"): "<u2"}
# Told in millivolts, whatever the file counts in.
_MILLIVOLTS: Final = {"mV": 1.0, "uV": 1e-3, "V": 1e3, "nV": 1e-6}
_LEAD: Final = re.compile(r"^lead\s+|\s*\(.*\)$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Channel:
    """A curve.

    Attributes
    ----------
    name : str
        ``I``, ``aVR``, ``V1``, …; as the file says it where it is no lead.
    unit : str
        ``mV`` for every voltage; empty where the file says none.
    values : ndarray of float64, shape (samples,)
        In this unit; not a number where nothing was recorded.
    """

    name: str
    unit: str
    values: Floats


@dataclass(frozen=True, eq=False)
class Recording:
    """Curves that were recorded together.

    Attributes
    ----------
    label : str
        As the device calls it: ``RHYTHM``, ``MEDIAN BEAT``.
    frequency : float
        Samples a second.
    """

    label: str
    frequency: float
    channels: tuple[Channel, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.channels[0].values) / self.frequency


# Gives the bytes of the waveform data of item n, little endian.
Data = Callable[[int], bytes]


def recordings(dataset: DataSet, data: Data) -> tuple[Recording, ...]:
    """Read every multiplex group of a waveform object.

    Parameters
    ----------
    dataset : DataSet
        The whole data set.
    data : callable
        Gives the waveform data of an item.

    Raises
    ------
    MalformedError
        Nothing of it can be read.
    LimitError
        It holds more values than anybody draws.
    """
    found = tuple(_recording(item, data(number)) for number, item in enumerate(dataset.items_of(WAVEFORM_SEQUENCE)))
    if not found:
        raise MalformedError("It holds no waveform.")
    return found


def notes(dataset: DataSet) -> tuple[str, ...]:
    """Return what the device wrote to a waveform: sentences, and numbers with their names and units."""
    return tuple(_notes(dataset))[:_MOST_NOTES]


def _notes(dataset: DataSet) -> Iterator[str]:
    for item in dataset.items_of(_ANNOTATION_SEQUENCE):
        text = displayable(item.text(_UNFORMATTED_TEXT))
        name = _meaning(item, _CONCEPT_NAME_CODE_SEQUENCE)
        number = item.text(_NUMERIC_VALUE).strip()
        units = item.items_of(_UNITS_CODE_SEQUENCE)
        unit = displayable(units[0].text(_CODE_VALUE)) if units else ""
        said = text or (" ".join(filter(None, (name, number, unit))) if number else "")
        if said:
            yield said


def _recording(item: DataSet, data: bytes) -> Recording:
    count, samples = item.integer(_CHANNELS) or 0, item.integer(_SAMPLES) or 0
    frequency = item.number(_FREQUENCY) or 0.0
    bits, kind = item.integer(_BITS_ALLOCATED) or 0, item.text(_INTERPRETATION).strip()
    dtype = _TYPES.get((bits, kind))
    if dtype is None or count < 1 or samples < 1 or not 0 < frequency < math.inf:
        raise MalformedError(f"A waveform of {bits} bits as {kind} can't be read.")
    if count * samples > _MOST_VALUES:
        raise LimitError("The waveform is too long.", limit=_MOST_VALUES)
    if len(data) < count * samples * (bits // 8):
        raise MalformedError("The waveform ends before its last sample.")
    raw = np.frombuffer(data, dtype, count * samples).reshape(samples, count)
    padding = item.raw(_PADDING)
    absent = np.frombuffer(padding, dtype, 1)[0] if padding and len(padding) >= bits // 8 else None
    definitions = item.items_of(_CHANNEL_DEFINITION_SEQUENCE)
    return Recording(
        displayable(item.text(_LABEL)),
        frequency,
        tuple(
            _channel(definitions[number] if number < len(definitions) else None, raw[:, number], absent, number)
            for number in range(count)
        ),
    )


def _channel(definition: DataSet | None, raw: np.ndarray, absent: np.generic | None, number: int) -> Channel:
    values = raw.astype(np.float64)
    if definition is None:
        return Channel(str(number + 1), "", values)
    values = values * _positive(definition.number(_SENSITIVITY)) * _positive(definition.number(_CORRECTION))
    values += definition.number(_BASELINE) or 0.0
    units = definition.items_of(_SENSITIVITY_UNITS_SEQUENCE)
    unit = units[0].text(_CODE_VALUE).strip() if units else ""
    if unit in _MILLIVOLTS:
        values, unit = values * _MILLIVOLTS[unit], "mV"
    if absent is not None:
        values[raw == absent] = np.nan
    name = _LEAD.sub("", _meaning(definition, _CHANNEL_SOURCE_SEQUENCE)) or displayable(definition.text(_CHANNEL_LABEL))
    return Channel(name or str(number + 1), displayable(unit), values)


def _positive(value: float | None) -> float:
    return value if value is not None and math.isfinite(value) and value != 0 else 1.0


def _meaning(item: DataSet, sequence: int) -> str:
    codes = item.items_of(sequence)
    return displayable(codes[0].text(_CODE_MEANING).strip()) if codes else ""
