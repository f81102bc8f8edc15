"""What consults come to: drafts, what was concluded, who stands for it, and the objects that were made of it."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from imaging.index.metadata import Moment, RowId, metadata

# A version: a draft until it is frozen, and never changed from then on.
consult_conclusions = Table(
    "consult_conclusions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    # Counts every save, so that a second window notices that it is behind.
    Column("revision", Integer, nullable=False),
    Column("opinion", Text, nullable=False, default=""),
    Column("plan", Text, nullable=False, default=""),
    # Where the patient is to go, as JSON; empty: nowhere.
    Column("referral", Text, nullable=False, default=""),
    # The pictures that stand for it, as JSON.
    Column("key_images", Text, nullable=False, default="[]"),
    Column("drafted_by", ForeignKey("consult_participants.id"), nullable=False),
    Column("saved_at", Moment, nullable=False),
    # Everything that signatures stand for, in one canonical form, character for character; empty in a draft.
    Column("content", Text, nullable=False, default=""),
    Column("sha256", LargeBinary(32), nullable=True),
    Column("frozen_by", ForeignKey("consult_participants.id"), nullable=True),
    Column("frozen_at", Moment, nullable=True),
    # When every object of it was stored and put into the outbox, and what kept that from happening before.
    Column("built_at", Moment, nullable=True),
    Column("build_problem", String(32), nullable=False, default=""),
    UniqueConstraint("consult_id", "version"),
)

# What somebody else would write; whoever asks takes it over, or not.
consult_proposals = Table(
    "consult_proposals",
    metadata,
    Column("conclusion_id", ForeignKey("consult_conclusions.id"), nullable=False),
    Column("participant_id", ForeignKey("consult_participants.id"), nullable=False),
    Column("opinion", Text, nullable=False, default=""),
    Column("plan", Text, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("conclusion_id", "participant_id"),
)

# Fixed as soon as whoever dissents has signed.
consult_dissents = Table(
    "consult_dissents",
    metadata,
    Column("conclusion_id", ForeignKey("consult_conclusions.id"), nullable=False),
    Column("participant_id", ForeignKey("consult_participants.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("conclusion_id", "participant_id"),
)

# Never changed: who stands for a version, as what, and for what exactly.
consult_signatures = Table(
    "consult_signatures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("conclusion_id", ForeignKey("consult_conclusions.id"), nullable=False),
    Column("participant_id", ForeignKey("consult_participants.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("hospital", String(200), nullable=False),
    Column("meaning", String(24), nullable=False),
    # How they showed that it was they.
    Column("proof", String(16), nullable=False),
    # Of what they signed: the content, and their own dissent.
    Column("sha256", LargeBinary(32), nullable=False),
    Column("signed_at", Moment, nullable=False),
    UniqueConstraint("conclusion_id", "participant_id"),
)

consult_objects = Table(
    "consult_objects",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("conclusion_id", ForeignKey("consult_conclusions.id"), nullable=False),
    Column("kind", String(24), nullable=False),
    # Several of a kind are counted: one for each study, or for each set of series.
    Column("number", Integer, nullable=False),
    Column("instance_id", ForeignKey("instances.id"), nullable=False, index=True),
    Column("sop_instance_uid", String(64), nullable=False),
    UniqueConstraint("conclusion_id", "kind", "number"),
)
