"""What doctors find studies by: words, what they have seen, and lists that they keep."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from imaging.index.metadata import Moment, RowId, metadata

# In the order of their bytes, so that the words with one beginning stand side by side in the index of every database.
Word = String(64).with_variant(String(64, collation="C"), "postgresql")

# What a study is found by (see imaging.reading.study_words): a row for each word and study.
study_words = Table(
    "study_words",
    metadata,
    Column("word", Word, primary_key=True),
    Column("study_id", ForeignKey("studies.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# Who has opened which study; how many images it had then.
seen_studies = Table(
    "seen_studies",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("study_id", ForeignKey("studies.id"), primary_key=True),
    Column("number_of_instances", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

saved_lists = Table(
    "saved_lists",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("name", String(80), nullable=False),
    # imaging.reading.criteria.Criteria as JSON.
    Column("criteria", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("user_id", "name"),
)
