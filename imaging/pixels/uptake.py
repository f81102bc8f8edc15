"""Standardized uptake values of PET, by body weight (PS3.3 C.8.9.1, and the profile of QIBA for how to read them)."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet

GRAMS_PER_KILOGRAM = 1000.0


def uptake_factor(header: DataSet) -> float | None:
    """Return what modality values are multiplied by to become SUVbw, in g/ml.

    Parameters
    ----------
    header : DataSet
        The whole data set of a PET image.

    Returns
    -------
    float or None
        1 where the values are SUVbw already (Units GML). None wherever one of the things needed is missing or doubtful:
        activity in Bq/ml, corrections for decay and attenuation, weight, dose, half-life, and when both began.
    """
    units = header.text(tag.UNITS).strip().upper()
    if units == "GML":
        # PS3.3 C.8.9.1.1.3: absent means BW.
        return 1.0 if header.text(tag.SUV_TYPE).strip().upper() in {"", "BW"} else None
    if units != "BQML" or not {"ATTN", "DECY"} <= {each.upper() for each in header.texts(tag.CORRECTED_IMAGE)}:
        return None
    weight_kg = header.number(tag.PATIENT_WEIGHT)
    dose = _dose_at_reference(header)
    if weight_kg is None or not 0 < weight_kg < math.inf or dose is None or not 0 < dose < math.inf:
        return None
    return weight_kg * GRAMS_PER_KILOGRAM / dose


def _dose_at_reference(header: DataSet) -> float | None:
    """Return the dose in Bq that is left at the moment to which the image is corrected."""
    items = header.items_of(tag.RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE)
    dose = items[0].number(tag.RADIONUCLIDE_TOTAL_DOSE) if len(items) == 1 else None
    correction = header.text(tag.DECAY_CORRECTION).strip().upper()
    if dose is None or correction == "ADMIN":
        return dose
    half_life = items[0].number(tag.RADIONUCLIDE_HALF_LIFE)
    elapsed = _elapsed(header, items[0])
    if correction != "START" or half_life is None or half_life <= 0 or elapsed is None:
        return None
    return float(dose * 2 ** (-elapsed.total_seconds() / half_life))


def _elapsed(header: DataSet, item: DataSet) -> timedelta | None:
    """Return the time from injection to the start of the scan, which Series Time tells unless it was set later."""
    series_day = _day(header.text(tag.SERIES_DATE))
    scan = _moment(series_day, header.text(tag.SERIES_TIME))
    acquired = _moment(_day(header.text(tag.ACQUISITION_DATE)) or series_day, header.text(tag.ACQUISITION_TIME))
    if scan is None or acquired is None or scan > acquired:
        return None
    written = item.text(tag.RADIOPHARMACEUTICAL_START_DATE_TIME)
    injected = _moment(_day(written[:8]), written[8:]) or _moment(
        series_day, item.text(tag.RADIOPHARMACEUTICAL_START_TIME)
    )
    if injected is None:
        return None
    if not written and injected > scan:
        # Only the time of day is told: it was injected before midnight.
        injected -= timedelta(days=1)
    elapsed = scan - injected
    return elapsed if timedelta(0) <= elapsed < timedelta(days=1) else None


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def _moment(day: date | None, text: str) -> datetime | None:
    """Read a time of day (PS3.5 6.2, TM); fractions of a second change nothing here that anybody measures."""
    digits = text.strip().split(".")[0].split("+")[0].split("-")[0].replace(":", "")
    if day is None or not digits.isascii() or not digits.isdigit() or len(digits) not in {2, 4, 6}:
        return None
    hour, minute, second = (int(digits[start : start + 2] or 0) for start in (0, 2, 4))
    try:
        return datetime.combine(day, time(hour, minute, second), UTC)
    except ValueError:
        return None
