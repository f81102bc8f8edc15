"""Keeps the words that studies are found by: the worker writes them as soon as something new is said about a study.

A search looks for the studies that have a word with a certain beginning, which an index answers, whatever the script,
in SQLite and PostgreSQL alike. Words are only ever added: what one of a study's instances says, it is found by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, bindparam, select, update

from imaging.archive.folding import fold
from imaging.index.engine import Index
from imaging.index.tables import study_variants, study_words
from imaging.reading.name_words import LONGEST_WORD, name_words, squeezed

# Goes up when the rules give other words; the worker then writes those of every study anew.
EDITION: Final = 1
_BATCH: Final = 200
_TAILS: Final = 4
_NO_WORD: Final = re.compile(r"[\W_]+")
_NUMBER_IN_LETTERS: Final = re.compile(r"(?<=\D)0*(?=\d)")


@dataclass(frozen=True)
class StudyWords:
    """Writes the words that are missing."""

    index: Index

    def write(self) -> int:
        """Write the words of what was said since the last time; return of how many variants."""
        said = study_variants.c
        query = (
            select(said.id, said.study_id, said.patient_name, said.patient_id, said.accession_number)
            .add_columns(said.patient_birth_date)
            .where(said.words_edition < EDITION)
            .order_by(said.id)
            .limit(_BATCH)
        )
        with self.index.read() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return 0
        words = sorted({(word, row.study_id) for row in rows for word in _words_of(row)})
        done = update(study_variants).where(said.id == bindparam("row")).values(words_edition=EDITION)
        with self.index.write() as connection:
            if words:
                insert = self.index.insert(study_words).on_conflict_do_nothing()
                connection.execute(insert, [{"word": word, "study_id": study_id} for word, study_id in words])
            connection.execute(done, [{"row": row.id} for row in rows])
        return len(rows)


def _words_of(row: Row[tuple[int, int, str, str, str, str]]) -> frozenset[str]:
    found = set(name_words(row.patient_name))
    for number in (row.patient_id, row.accession_number):
        found.update(number_words(number))
    found.add(squeezed(row.patient_birth_date))
    return frozenset(found - {""})


def number_words(number: str) -> Iterator[str]:
    """Give what a number is found by: the whole, and what follows each separator or the letters at its beginning."""
    parts = [part for part in _NO_WORD.split(fold(number)) if part]
    for begin in range(min(len(parts), _TAILS)):
        tail = "".join(parts[begin:])
        yield tail[:LONGEST_WORD]
        digits = _NUMBER_IN_LETTERS.search(tail)
        if digits is not None:
            yield tail[digits.end() :][:LONGEST_WORD]
            yield tail[digits.start() :][:LONGEST_WORD]
