"""Finds the studies that have a word with a certain beginning.

A beginning that few studies have is looked up at once, and only these are looked at further. One that many have is
held against the studies from the newest on, which soon gives a page full; so neither a rare word nor a common one
makes a search read everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, false, select, true

from imaging.index.tables import studies, study_words

# The last character that there is, in whatever encoding: nothing that begins with a word stands behind it.
_LAST: Final = "\U0010ffff"
# Rows of the index of words; a study has a few words with the same beginning.
FEW: Final = 3000


@dataclass(frozen=True)
class FoundByWord:
    """The studies with a word: all of them, or None where they are many."""

    word: str
    study_ids: frozenset[int] | None

    @classmethod
    def look(cls, connection: Connection, word: str) -> FoundByWord:
        """Look a word up."""
        query = select(study_words.c.study_id).where(_begins_with(word)).limit(FEW + 1)
        found = connection.scalars(query).all()
        return cls(word, frozenset(found) if len(found) <= FEW else None)

    def condition(self) -> ColumnElement[bool]:
        """Return what rows of ``studies`` must fulfil."""
        if self.study_ids is not None:
            return is_one_of(self.study_ids)
        every = select(study_words.c.study_id).where(_begins_with(self.word))
        # Neither the bare column nor the bare question: the databases would begin with the many, and sort them all.
        return (studies.c.id + 0).in_(every).is_(true())


def is_one_of(study_ids: frozenset[int]) -> ColumnElement[bool]:
    """Return whether a row of ``studies`` is one of these; the numbers are ours and written into the statement."""
    if not study_ids:
        return false()
    numbers: BindParameter[int] = bindparam(None, sorted(study_ids), expanding=True, literal_execute=True)
    return studies.c.id.in_(numbers)


def _begins_with(word: str) -> ColumnElement[bool]:
    return (study_words.c.word >= word) & (study_words.c.word < word + _LAST)
