"""Hospitals, their departments and machines, and what other systems may carry as keys."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
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
