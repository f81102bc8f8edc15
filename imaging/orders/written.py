"""Dates and moments as systems, spreadsheets and people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, tzinfo

from imaging.errors import MalformedError
from imaging.problems import Problem

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")


def read_date(text: str, name: str) -> date:
    """Read 1990-01-31, 1990/1/31, 19900131 or 1990年1月31日."""
    found = _DATE.fullmatch(_plain(text))
    if found is not None:
        try:
            return _date(found)
        except ValueError:
            pass
    raise MalformedError(f"{name} is a date such as 1990-01-31.", Problem.FIELD_NOT_A_DATE, name=name)


def read_moment(text: str, name: str, time_zone: tzinfo | None) -> datetime:
    """Read a date and a time; one without a zone is in ``time_zone`` (None: the machine's)."""
    day = _DATE.match(_plain(text))
    time = _TIME.fullmatch(_plain(text), day.end()) if day else None
    if day is not None and time is not None:
        try:
            return _moment(_date(day), time, time_zone)
        except ValueError:
            pass
    raise MalformedError(
        f"{name} is a moment such as 2026-03-01 09:30 or 2026-03-01T09:30:00+08:00.",
        Problem.FIELD_NOT_A_MOMENT,
        name=name,
    )


def _date(found: re.Match[str]) -> date:
    year, month, day = (int(part) for part in found.groups() if part is not None)
    return date(year, month, day)


def _moment(day: date, time: re.Match[str], time_zone: tzinfo | None) -> datetime:
    hour, minute, second, zone = time.groups()
    local = f"{day.isoformat()}T{int(hour):02}:{minute}:{second or '00'}"
    if zone is not None:
        return datetime.fromisoformat(local + zone)
    naive = datetime.fromisoformat(local)
    return naive.replace(tzinfo=time_zone) if time_zone else naive.astimezone()


def _plain(text: str) -> str:
    """Full-width digits and colons, as Chinese keyboards type them, are digits and colons."""
    return unicodedata.normalize("NFKC", text).strip()
