"""What a calendar is told, read by another library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from imaging.consult.asking.calendar import CalendarEvent, is_in_calendars
from imaging.consult.states import ConsultState

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def event(**said: object) -> CalendarEvent:
    values: dict[str, object] = {
        "code": "k" * 22, "sequence": 3, "summary": "Consult", "address": f"https://hospital.example/c/{'k' * 22}",
        "organizer": "Central", "starts_at": AT, "minutes": 30, "changed_at": AT - timedelta(hours=1),
        "is_cancelled": False,
    }  # fmt: skip
    return CalendarEvent(**values | said)  # type: ignore[arg-type]


def read(written: bytes) -> icalendar.Component:
    calendar = icalendar.Calendar.from_ical(written)
    assert not calendar.errors
    (found,) = calendar.walk("VEVENT")
    assert not found.errors
    return found


def test_another_library_reads_when_and_where() -> None:
    found = read(event().written())
    assert found["UID"] == f"{'k' * 22}@filmless"
    assert found["SEQUENCE"] == 3
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (AT, AT + timedelta(minutes=30))
    assert found["SUMMARY"] == "Consult"
    assert found["URL"] == f"https://hospital.example/c/{'k' * 22}"
    (alarm,) = found.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(minutes=-10)


def test_a_later_time_replaces_the_former_one_and_a_withdrawal_takes_it_out() -> None:
    later = read(event(sequence=4, starts_at=AT + timedelta(days=1)).written())
    assert (later["UID"], later["SEQUENCE"]) == (read(event().written())["UID"], 4)
    written = event(sequence=5, is_cancelled=True).written()
    assert icalendar.Calendar.from_ical(written)["METHOD"] == "CANCEL"
    assert read(written)["STATUS"] == "CANCELLED"
    assert read(written).walk("VALARM") == []
    assert icalendar.Calendar.from_ical(event().written())["METHOD"] == "PUBLISH"


@pytest.mark.parametrize("name", ["Central", "示范中心医院；影像科，一部" * 8, 'Hospital "A"; B, C', "a\nb", "𠮷" * 40])
def test_no_line_is_longer_than_75_octets_and_nothing_is_lost(name: str) -> None:
    written = event(organizer=name, summary=f"Consult, {name}; \\ end").written()
    lines = written.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in written.replace(b"\r\n", b"")
    for line in lines:
        line.decode()
    found = read(written)
    assert found["SUMMARY"] == f"Consult, {name}; \\ end"
    assert found["ORGANIZER"].params["CN"] == name.replace('"', "'").replace("\n", "")


def test_a_time_holds_as_long_as_the_consult_was_not_called_off() -> None:
    held = {ConsultState.SCHEDULED, ConsultState.LIVE, ConsultState.CONCLUDED, ConsultState.CLOSED}
    assert {state for state in ConsultState if is_in_calendars(state)} == held
