"""What doctors find studies by: words, what they have seen, and lists that they keep."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint

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

# Papers and photographs that belong to a patient's exams; withdrawn with a reason, never deleted.
papers = Table(
    "papers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    # The exam beside which it was put; whose it is follows from that.
    Column("study_id", ForeignKey("studies.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("author_id", ForeignKey("users.id"), nullable=False),
    Column("author", String(200), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("media_type", String(32), nullable=False),
    # What was brought, bit for bit.
    Column("file_key", String(255), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    # What is shown of a photograph: drawn anew, without what the camera wrote beside it; empty for a PDF.
    Column("picture_key", String(255), nullable=False, default=""),
    Column("withdrawn_at", Moment, nullable=True),
    Column("withdrawn_by", String(200), nullable=False, default=""),
    Column("withdrawn_because", String(500), nullable=False, default=""),
)
