"""Quiet hours: when routine news wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

from imaging.errors import MalformedError
from imaging.problems import Problem

DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True)
class QuietHours:
    """From when until when of each day, in minutes after midnight by the clock on the wall; may pass midnight."""

    from_minute: int
    until_minute: int

    def __post_init__(self) -> None:
        are_sound = all(0 <= each < DAY_MINUTES for each in (self.from_minute, self.until_minute))
        if not are_sound or self.from_minute == self.until_minute:
            raise MalformedError("Quiet hours end at another time than they begin.", Problem.FIELD_WRONG, name="quiet")

    def end(self, at: datetime, zone: tzinfo | None) -> datetime | None:
        """Return when the quiet hours end in which a moment lies, None if it lies in none; no zone: the machine's."""
        local = at.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if not self._holds(minute):
            return None
        is_tomorrow = minute >= self.from_minute > self.until_minute
        day = local.date() + timedelta(days=is_tomorrow)
        return datetime.combine(day, time(*divmod(self.until_minute, 60)), tzinfo=zone).astimezone(UTC)

    def _holds(self, minute: int) -> bool:
        if self.from_minute < self.until_minute:
            return self.from_minute <= minute < self.until_minute
        return minute >= self.from_minute or minute < self.until_minute
