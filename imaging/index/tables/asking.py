"""What asking consults needs beside the consults themselves: deadlines, proposed times, and what was looked at."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table

from imaging.index.metadata import Moment, RowId, metadata

# Until when somebody should have accepted; a hospital without a row goes by the usual times.
consult_deadlines = Table(
    "consult_deadlines",
    metadata,
    Column("hospital_id", ForeignKey("hospitals.id"), primary_key=True, autoincrement=False),
    Column("routine_minutes", Integer, nullable=False),
    Column("urgent_minutes", Integer, nullable=False),
    Column("emergency_minutes", Integer, nullable=False),
)

# Times that those who were asked proposed; whoever asks takes one or not.
consult_times = Table(
    "consult_times",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False, index=True),
    Column("starts_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("proposed_by", ForeignKey("users.id"), nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("settled_at", Moment, nullable=True),
    Column("is_taken", Boolean, nullable=False),
)

# How far in the log of a room somebody has looked.
consult_looks = Table(
    "consult_looks",
    metadata,
    Column("consult_id", ForeignKey("consults.id"), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("sequence", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("consult_id", "user_id"),
)
