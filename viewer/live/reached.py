"""Up to where a page surely knows everything: a line that breaks may have lost what was sent last.

::

    shown ──► given to the line ──► the line is asked whether it is whole ──► it answers: all of before has come
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Reached:
    """Of one connection; times are those of its loop."""

    # All up to this number has come.
    sequence: int
    # All up to that number had been given to the line then.
    _given: int
    _given_at: float

    @classmethod
    def since(cls, sequence: int, now: float) -> Reached:
        """Begin with what a page says that it knows."""
        return cls(sequence, sequence, now)

    def look(self, given: int, now: float, *, asked_at: float, answered_at: float) -> None:
        """Note what was given to the line by now.

        Parameters
        ----------
        given : int
            The number of the last event.
        now : float
            When that is so.
        asked_at, answered_at : float
            When the line was asked last, and when it was asked that which it has answered.
        """
        if answered_at > self._given_at:
            self.sequence = max(self.sequence, self._given)
        if self._given_at >= asked_at or answered_at > self._given_at:
            self._given, self._given_at = given, now
