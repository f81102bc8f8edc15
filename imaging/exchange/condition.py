"""Under which condition something leaves: that the studies it tells of are still surely of whom it says.

Between the moment at which a result was put and the one at which its receiver answers lie seconds, or a weekend. What
was certain then may be in question now, or decided otherwise; and what a receiver has taken nobody takes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from imaging.errors import ConflictError
from imaging.orders.fitting import Identity
from imaging.orders.whose import Whose, whose_of_all_within


@dataclass(frozen=True)
class Condition:
    """What must be so when it leaves.

    Attributes
    ----------
    study_ids : tuple of int
        What it tells of: the study under whose number it goes first.
    names : tuple of (patient ID, accession number)
        Under which that study was known when it was put; one of them it must still have.
    known : tuple of tuples of Identity
        What the images of each of them said then: who says the same once more raises no doubt.
    """

    study_ids: tuple[int, ...]
    names: tuple[tuple[str, str], ...] = field(repr=False)
    known: tuple[tuple[Identity, ...], ...] = field(repr=False)

    @classmethod
    def of(cls, study_ids: Sequence[int], whose: Sequence[Whose]) -> Condition:
        """Return that it is and stays as these studies say now."""
        known = tuple(tuple(sorted(each.said, key=_values)) for each in whose)
        return cls(tuple(study_ids), tuple(sorted(whose[0].names)), known)

    def is_met_within(self, connection: Connection) -> bool:
        """Whether nobody has to decide whose it is, and it is still whose it was."""
        try:
            first, *_ = whose_of_all_within(connection, self.study_ids, tuple(map(frozenset, self.known)))
        except ConflictError:
            return False
        return not first.names.isdisjoint(self.names)


def _values(said: Identity) -> tuple[str, ...]:
    """Return the values by which identities are put in order."""
    return tuple(vars(said).values())


_CONDITION: Final = TypeAdapter(Condition)


def written_condition(condition: Condition | None) -> str:
    """Return what the index keeps of it; empty: it leaves whatever happens."""
    return "" if condition is None else _CONDITION.dump_json(condition).decode()


def is_met_within(connection: Connection, written: str) -> bool:
    """Whether what is kept under this condition may leave now."""
    return not written or condition_of(written).is_met_within(connection)


def condition_of(written: str) -> Condition:
    """Read what `written_condition` wrote."""
    return _CONDITION.validate_json(written)
