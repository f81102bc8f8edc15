"""A consult as a calendar takes it in (RFC 5545): when, and where to; nothing about anybody.

One consult is one event for good (UID). A later version of it has a higher SEQUENCE and replaces the former one, and
one that was withdrawn is published as cancelled (RFC 5546 section 3.2.1 and 3.2.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from imaging.consult.states import ConsultState
from imaging.exchange.telling.channels import Language

LONGEST_LINE_BYTES: Final = 75
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
# What calendars show of it: they are looked at by others too.
TITLES: Final[Mapping[Language, str]] = {Language.ZH: "会诊", Language.EN: "Consult"}
_ALARM_MINUTES: Final = 10


@dataclass(frozen=True)
class CalendarEvent:
    """What a calendar is told."""

    code: str
    sequence: int
    summary: str
    address: str
    organizer: str
    starts_at: datetime
    minutes: int
    changed_at: datetime
    is_cancelled: bool

    def written(self) -> bytes:
        """Return the calendar file."""
        return b"".join(_folded(line) for line in self._lines())

    def _lines(self) -> Iterable[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Filmless//Consults//EN", "CALSCALE:GREGORIAN")
        yield f"METHOD:{'CANCEL' if self.is_cancelled else 'PUBLISH'}"
        yield "BEGIN:VEVENT"
        yield f"UID:{self.code}@filmless"
        yield f"SEQUENCE:{self.sequence}"
        yield f"DTSTAMP:{_moment(self.changed_at)}"
        yield f"DTSTART:{_moment(self.starts_at)}"
        yield f"DTEND:{_moment(self.starts_at + timedelta(minutes=self.minutes))}"
        yield f"SUMMARY:{_text(self.summary)}"
        yield f"DESCRIPTION:{_text(self.address)}"
        yield f"LOCATION:{_text(self.address)}"
        yield f"URL:{self.address}"
        # People's addresses are nobody's business here; that there is no mail is said as other calendars say it.
        yield f"ORGANIZER;CN={_parameter(self.organizer)}:invalid:nomail"
        yield f"STATUS:{'CANCELLED' if self.is_cancelled else 'CONFIRMED'}"
        yield "CLASS:PRIVATE"
        yield "TRANSP:OPAQUE"
        if not self.is_cancelled:
            yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{_ALARM_MINUTES}M")
            yield from (f"DESCRIPTION:{_text(self.summary)}", "END:VALARM")
        yield from ("END:VEVENT", "END:VCALENDAR")


def is_in_calendars(state: ConsultState) -> bool:
    """Whether the time of a consult still holds; else a calendar is told that it does not."""
    return state in {ConsultState.SCHEDULED, ConsultState.LIVE, ConsultState.CONCLUDED, ConsultState.CLOSED}


def _moment(moment: datetime) -> str:
    """Write a moment in UTC, which needs no time zone to be told (RFC 5545 section 3.3.5, form 2)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Escape a TEXT value (RFC 5545 section 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _parameter(text: str) -> str:
    """Quote a parameter's value, which can't hold a quotation mark or a line's end (RFC 5545 section 3.2)."""
    return '"' + "".join("'" if each == '"' else each for each in text if each.isprintable()) + '"'


def _folded(line: str) -> bytes:
    """Break a line after at most 75 octets, never within a character (RFC 5545 section 3.1)."""
    lines, current = [], b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > LONGEST_LINE_BYTES:
            lines.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*lines, current]) + b"\r\n"
