"""Hospitals, their machines, the people who work there, and what these may carry as keys."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from imaging.index.metadata import Moment, RowId, metadata

hospitals = Table(
    "hospitals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
)

application_entities = Table(
    "application_entities",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("title", String(16), nullable=False),
    # The address it calls from; empty: any. Also where it is called, if a port is given.
    Column("host", String(255), nullable=False, default=""),
    Column("port", Integer, nullable=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("title", "host"),
)

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

departments = Table(
    "departments",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("name", String(100), nullable=False),
    # Whose exams it reads, with commas between; empty: no work list goes by it.
    Column("modalities", String(400), nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("hospital_id", "name"),
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

directories = Table(
    "directories",
    metadata,
    Column("hospital_id", ForeignKey("hospitals.id"), primary_key=True, autoincrement=False),
    Column("issuer", String(500), nullable=False),
    Column("client_id", String(200), nullable=False),
    # Sealed with a key that is not in the index.
    Column("client_secret", LargeBinary(1000), nullable=True),
    Column("scopes", String(200), nullable=False),
    Column("number_claim", String(64), nullable=False),
    Column("second_factors", Text, nullable=False, default=""),
    Column("role_claim", String(64), nullable=False, default=""),
    Column("roles", Text, nullable=False, default="{}"),
    Column("asks_each_time", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# Under which number of a hospital's directory somebody is known here.
directory_people = Table(
    "directory_people",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("issuer", String(500), nullable=False),
    Column("claim", String(64), nullable=False),
    Column("number", String(255), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False, unique=True),
    Column("bound_at", Moment, nullable=False),
    UniqueConstraint("hospital_id", "issuer", "claim", "number"),
)

directory_visits = Table(
    "directory_visits",
    metadata,
    Column("state_hash", LargeBinary(32), primary_key=True),
    Column("browser_hash", LargeBinary(32), nullable=False),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    # What counts whoever set out, until they come back.
    Column("try_number", BigInteger, nullable=True),
    Column("invitation_id", BigInteger, nullable=True),
    Column("user_id", BigInteger, nullable=True),
    Column("begun_at", Moment, nullable=False, index=True),
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

tokens = Table(
    "tokens",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False, default=""),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", String(100), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
)
