"""When somebody is left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from imaging.errors import MalformedError
from imaging.exchange.telling.quiet import QuietHours

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NIGHT, NAP = QuietHours(22 * 60, 7 * 60), QuietHours(12 * 60, 13 * 60 + 30)


@pytest.mark.parametrize(
    ("quiet", "zone", "at", "end"),
    [
        (NIGHT, SHANGHAI, "2026-03-01T13:59", None),
        (NIGHT, SHANGHAI, "2026-03-01T14:00", "2026-03-01T23:00"),
        (NIGHT, SHANGHAI, "2026-03-01T22:59", "2026-03-01T23:00"),
        (NIGHT, SHANGHAI, "2026-03-01T23:00", None),
        (NAP, SHANGHAI, "2026-03-01T04:00", "2026-03-01T05:30"),
        (NAP, SHANGHAI, "2026-03-01T05:30", None),
        # The night in which the clocks go forward is an hour shorter.
        (NIGHT, BERLIN, "2026-03-28T21:00", "2026-03-29T05:00"),
        (NIGHT, BERLIN, "2026-03-27T21:00", "2026-03-28T06:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(quiet: QuietHours, zone: ZoneInfo, at: str, end: str | None) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    expected = None if end is None else datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert quiet.end(moment, zone) == expected


@pytest.mark.parametrize(("begin", "end"), [(60, 60), (-1, 60), (60, 24 * 60)])
def test_hours_that_are_none_are_refused(begin: int, end: int) -> None:
    with pytest.raises(MalformedError):
        QuietHours(begin, end)
