"""The people who work in hospitals, and how they sign in."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
)

from imaging.index.metadata import Moment, RowId, metadata

users = Table(
    "users",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False, default=""),
    Column("role", String(32), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
    # The number under which a doctor may practise, and who saw that it is theirs; a new number is unconfirmed.
    Column("licence_number", String(64), nullable=False, default=""),
    Column("licence_confirmed_by", BigInteger, nullable=True),
    Column("licence_confirmed_at", Moment, nullable=True),
)

department_members = Table(
    "department_members",
    metadata,
    Column("department_id", ForeignKey("departments.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True, autoincrement=False),
    # Sealed with a key that is not in the index. What was offered counts from the first code that was made with it.
    Column("secret", LargeBinary(255), nullable=True),
    Column("offered", LargeBinary(255), nullable=True),
    Column("confirmed_at", Moment, nullable=True),
    # The latest step whose code was taken: no code counts twice.
    Column("last_step", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("code_hash", LargeBinary(32), nullable=False),
    Column("used_at", Moment, nullable=True),
)

sign_in_tickets = Table(
    "sign_in_tickets",
    metadata,
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("step", String(16), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("login", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("name", String(200), nullable=False, default=""),
    Column("department_ids", Text, nullable=False, default=""),
    Column("label", String(200), nullable=False, default=""),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    Column("accepted_at", Moment, nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    # From where it was begun and with what, for its owner to recognise it by.
    Column("address", String(64), nullable=False, default=""),
    Column("browser", String(200), nullable=False, default=""),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("login", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)
