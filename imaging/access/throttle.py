"""Slows down guessing: so many wrong tries for a name from an address within a quarter of an hour.

A try is written before it is judged and taken back if it was right, so that a thousand at once count like a thousand
one after the other. Counting by name and address together keeps a stranger from locking somebody else out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, text

from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.tables import sign_in_attempts

WINDOW = timedelta(minutes=15)
# Tries from one address are counted one after the other; SQLite has one writer anyway.
_ONE_AFTER_THE_OTHER = text("SELECT pg_advisory_xact_lock(714012063, hashtext(:address))")


@dataclass(frozen=True)
class Throttle:
    """Counts tries in the index, so that all processes count together."""

    index: Index
    clock: Clock
    most: int = 10
    # From one address for all names together: one guess for each of many names is guessing as well.
    most_from_address: int = 100
    window: timedelta = WINDOW

    def begin(self, name: str, address: str) -> int | None:
        """Write a try down and return its number, or None if there were too many."""
        now = self.clock.now()
        attempts = sign_in_attempts.c
        with self.index.write() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_ONE_AFTER_THE_OTHER, {"address": address[:64]})
            connection.execute(delete(sign_in_attempts).where(attempts.at <= now - self.window))
            from_here = attempts.address == address[:64]
            with_name = select(func.count()).where(from_here, attempts.login == name[:64])
            if (connection.scalar(with_name) or 0) >= self.most:
                return None
            if (connection.scalar(select(func.count()).where(from_here)) or 0) >= self.most_from_address:
                return None
            query = insert(sign_in_attempts).values(login=name[:64], address=address[:64], at=now)
            number: int = connection.execute(query.returning(sign_in_attempts.c.id)).scalar_one()
            return number

    def was_right(self, try_number: int) -> None:
        """Take a try back."""
        with self.index.write() as connection:
            connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.id == try_number))
