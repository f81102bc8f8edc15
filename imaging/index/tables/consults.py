"""Consults: what was asked, what it opens, who takes part, and the log of the room."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from imaging.index.metadata import Moment, RowId, metadata

expert_groups = Table(
    "expert_groups",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("is_active", Boolean, nullable=False),
    UniqueConstraint("hospital_id", "name"),
)

expert_group_members = Table(
    "expert_group_members",
    metadata,
    Column("group_id", ForeignKey("expert_groups.id"), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    PrimaryKeyConstraint("group_id", "user_id"),
)

consults = Table(
    "consults",
    metadata,
    Column("id", RowId, primary_key=True),
    # Stands in addresses; random, and opens nothing.
    Column("code", String(32), nullable=False, unique=True),
    # Who asks, and whose the study is.
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("study_id", ForeignKey("studies.id"), nullable=False, index=True),
    Column("asked_by", ForeignKey("users.id"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("urgency", String(16), nullable=False),
    Column("is_referral", Boolean, nullable=False),
    # From guests.
    Column("hides_identity", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    # Counts changes of this row, so that who acts on what they saw before is told.
    Column("revision", Integer, nullable=False, default=1),
    Column("reason", Text, nullable=False, default=""),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("escalated_at", Moment, nullable=True),
    Column("scheduled_at", Moment, nullable=True),
    Column("scheduled_minutes", Integer, nullable=True),
    Column("live_at", Moment, nullable=True),
    Column("concluded_at", Moment, nullable=True),
    Column("closed_at", Moment, nullable=True),
    # What is late, and what was: of the latter the latest are looked at, for those who stand in.
    Index("ix_consults_due", "state", "due_at"),
    Index(
        "ix_consults_escalated",
        "id",
        sqlite_where=Column("escalated_at").is_not(None),
        postgresql_where=Column("escalated_at").is_not(None),
    ),
)

# What it opens, and nothing else.
consult_series = Table(
    "consult_series",
    metadata,
    Column("consult_id", ForeignKey("consults.id"), nullable=False),
    Column("series_id", ForeignKey("series.id"), nullable=False, index=True),
    PrimaryKeyConstraint("consult_id", "series_id"),
)

consult_records = Table(
    "consult_records",
    metadata,
    Column("consult_id", ForeignKey("consults.id"), nullable=False),
    # report, paper, or object (an instance that is no image), and its row.
    Column("kind", String(16), nullable=False),
    Column("record_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("consult_id", "kind", "record_id"),
)

consult_guests = Table(
    "consult_guests",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False, index=True),
    # As they were invited, and as they said themselves that they are called.
    Column("name", String(100), nullable=False),
    Column("organisation", String(200), nullable=False, default=""),
    Column("confirmed_name", String(100), nullable=False, default=""),
    Column("confirmed_organisation", String(200), nullable=False, default=""),
    Column("confirmed_at", Moment, nullable=True),
    # To which words they agreed: their edition and language.
    Column("attested", String(16), nullable=False, default=""),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("code_hash", String(255), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("invited_by", BigInteger, nullable=False),
    Column("invited_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
)

consult_guest_sessions = Table(
    "consult_guest_sessions",
    metadata,
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("guest_id", ForeignKey("consult_guests.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
)

consult_invitations = Table(
    "consult_invitations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False, index=True),
    # Exactly one of the first three; guests are invited in a way of their own, and the fourth stays empty.
    Column("user_id", ForeignKey("users.id"), nullable=True),
    Column("department_id", ForeignKey("departments.id"), nullable=True),
    Column("group_id", ForeignKey("expert_groups.id"), nullable=True),
    Column("guest_id", ForeignKey("consult_guests.id"), nullable=True),
    Column("part", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("invited_by", BigInteger, nullable=False),
    Column("invited_at", Moment, nullable=False),
    Column("answered_by", BigInteger, nullable=True, index=True),
    Column("answered_at", Moment, nullable=True),
    # The invitation that took its place, when it was handed on.
    Column("handed_to", BigInteger, nullable=True),
    # What waits for somebody is few of all that was ever asked of them.
    Index("ix_consult_invitations_of_user", "user_id", "state"),
    Index("ix_consult_invitations_of_department", "department_id", "state"),
    Index("ix_consult_invitations_of_group", "group_id", "state"),
)

consult_participants = Table(
    "consult_participants",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=True),
    Column("guest_id", ForeignKey("consult_guests.id"), nullable=True),
    Column("part", String(16), nullable=False),
    Column("since", Moment, nullable=False),
    # The latest that somebody is in are found without looking at all of them.
    Index("ix_consult_participants_of_user", "user_id", "consult_id", "part"),
    UniqueConstraint("consult_id", "user_id"),
    UniqueConstraint("consult_id", "guest_id"),
)

# The one order of everything in a room; rows are only ever added.
consult_events = Table(
    "consult_events",
    metadata,
    Column("consult_id", ForeignKey("consults.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("participant_id", ForeignKey("consult_participants.id"), nullable=True),
    # Made by whoever proposed it: the same proposal sent again is known by it.
    Column("operation_id", String(36), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("is_passing", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    # The event as it is sent, character for character.
    Column("line", Text, nullable=False),
    # Of this and all lasting events before it; empty for one that passes.
    Column("chain", String(64), nullable=False),
    PrimaryKeyConstraint("consult_id", "sequence"),
    # The number first, for it alone tells nearly all proposals apart, and many are looked for at once.
    UniqueConstraint("operation_id", "participant_id", "consult_id"),
    # Who comes late is told what lasts, and of what passes the last of each kind by each.
    Index("ix_consult_events_told", "consult_id", "is_passing", "kind", "participant_id", "sequence"),
)

# Who is there, and signals of calls: read by the other processes within seconds, then swept. Unused where Redis is.
consult_whispers = Table(
    "consult_whispers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("consult_id", ForeignKey("consults.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)
