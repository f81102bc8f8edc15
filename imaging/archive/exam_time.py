"""When an exam was made, as lists are sorted by it: ``20261103083000``, in the clock of the hospital."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

_DATE: Final = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3])(?:[0-5]\d){0,2}")
_FORMAT: Final = "%Y%m%d%H%M%S"
# No clock on earth is further ahead of UTC; an exam that is, is one of a machine whose clock is wrong.
_FURTHEST: Final = timedelta(hours=14)


def exam_time(study_date: str, study_time: str, arrived_at: datetime) -> str:
    """Return when the study says that it was made; when it came, if it does not say so or can't have been made yet."""
    day = study_date.strip()
    if not _DATE.fullmatch(day):
        # What has no date is dated by the clock of this machine, which is that of the people who look for it.
        return arrived_at.astimezone().strftime(_FORMAT)
    said = day + _digits(study_time)
    latest = (arrived_at + _FURTHEST).strftime(_FORMAT)
    return said if said <= latest else arrived_at.astimezone().strftime(_FORMAT)


def _digits(study_time: str) -> str:
    found = _TIME.match(study_time.strip()[:6])
    return found[0].ljust(6, "0") if found else "000000"
