"""The audit chain: who did what to whom, when, with what outcome; each row sealed with the one before it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text

from imaging.index.metadata import Moment, RowId, metadata

audit_events = Table(
    "audit_events",
    metadata,
    Column("sequence", RowId, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("hospital_id", BigInteger, nullable=True),
    Column("actor_kind", String(16), nullable=False),
    Column("actor", String(100), nullable=False),
    Column("address", String(64), nullable=False, default=""),
    Column("action", String(32), nullable=False),
    Column("subject_kind", String(16), nullable=False, default=""),
    Column("subject_id", BigInteger, nullable=True),
    Column("outcome", String(16), nullable=False),
    Column("detail", Text, nullable=False, default=""),
    Column("seal", LargeBinary(32), nullable=False),
    Index("ix_audit_events_subject", "subject_kind", "subject_id"),
)
