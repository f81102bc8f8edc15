"""Hospitals' own directories, by which people sign in."""

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
    UniqueConstraint,
)

from imaging.index.metadata import Moment, RowId, metadata

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
