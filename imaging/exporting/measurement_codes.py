"""What numbers are called where machines read them: concepts of DICOM and SNOMED CT, units of UCUM (PS3.16)."""

from __future__ import annotations

from typing import Final

from pydicom.sr.coding import Code

from imaging.reading.annotations import Kind

_DCM, _SCT, _UCUM = "DCM", "SCT", "UCUM"
LENGTH: Final = Code("410668003", _SCT, "Length")
LONG_AXIS: Final = Code("103339001", _SCT, "Long Axis")
SHORT_AXIS: Final = Code("103340004", _SCT, "Short Axis")
_COBB: Final = Code("285285000", _SCT, "Cobb angle")

_NAMES: Final = {
    "length": LENGTH,
    "angle": Code("1483009", _SCT, "Angle"),
    "area": Code("42798000", _SCT, "Area"),
    "perimeter": Code("131191004", _SCT, "Perimeter"),
    "distance": Code("121206", _DCM, "Distance"),
    "time": Code("110858", _DCM, "Time"),
    "velocity": Code("110828", _DCM, "Flow Velocity"),
    # No concept of the standard says plainly "a frequency on the axis of a spectrum".
    "frequency": Code("FREQUENCY", "99FILMLESS", "Frequency"),
}
# How a number stands for many: PS3.16 CID 7464.
DERIVATIONS: Final = {
    "mean": Code("373098007", _SCT, "Mean"),
    "sd": Code("386136009", _SCT, "Standard Deviation"),
    "min": Code("255605001", _SCT, "Minimum"),
    "max": Code("56851009", _SCT, "Maximum"),
}
# What pixels hold, by the unit in which they hold it (PS3.16 CID 7469); other values are numbers of the device.
_INTENSITIES: Final = {
    "HU": Code("112031", _DCM, "Attenuation Coefficient"),
    "SUVbw": Code("126401", _DCM, "SUVbw"),
}
_MR_INTENSITY: Final = Code("110852", _DCM, "MR signal intensity")
_INTENSITY: Final = Code("PIXEL-VALUE", "99FILMLESS", "Pixel value")

NO_UNIT: Final = Code("1", _UCUM, "no units")
_UNITS: Final = {
    "": NO_UNIT,
    "mm": Code("mm", _UCUM, "mm"),
    "mm²": Code("mm2", _UCUM, "square millimeter"),
    "px": Code("{pixels}", _UCUM, "pixels"),
    "px²": Code("{pixels}2", _UCUM, "square pixels"),
    "°": Code("deg", _UCUM, "degree"),
    "HU": Code("[hnsf'U]", _UCUM, "Hounsfield unit"),
    "SUVbw": Code("g/ml{SUVbw}", _UCUM, "Standardized Uptake Value body weight"),
    "Bq/ml": Code("Bq/ml", _UCUM, "Becquerels/milliliter"),
    "s": Code("s", _UCUM, "second"),
    "Hz": Code("Hz", _UCUM, "Hertz"),
    "cm/s": Code("cm/s", _UCUM, "centimeter/second"),
}


def unit_code(unit: str) -> Code:
    """Return the unit of UCUM; one that a device made up is an annotation of "no unit", in braces."""
    known = _UNITS.get(unit)
    if known is not None:
        return known
    word = "".join(letter for letter in unit if letter.isascii() and letter.isalnum())[:12]
    return Code(f"{{{word}}}", _UCUM, unit[:64]) if word else NO_UNIT


def concept_of(name: str, unit: str, kind: Kind, modality: str) -> Code:
    """Return what a value is: the size of a figure, or what the pixels within it hold."""
    if name == "angle" and kind is Kind.COBB:
        return _COBB
    if kind is Kind.BIDIRECTIONAL and name in {"length", "width"}:
        return LONG_AXIS if name == "length" else SHORT_AXIS
    if name in _NAMES:
        return _NAMES[name]
    return _INTENSITIES.get(unit, _MR_INTENSITY if modality == "MR" else _INTENSITY)
