"""Links that patients are given: only hashes of what opens them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from imaging.index.metadata import Moment, RowId, metadata

links = Table(
    "links",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    Column("secret_hash", LargeBinary(32), nullable=False, unique=True),
    # The typed code of the slip, for people without a camera.
    Column("code_hash", LargeBinary(32), nullable=True, unique=True),
    Column("factor", String(32), nullable=False),
    Column("factor_hash", String(255), nullable=False, default=""),
    Column("tries", Integer, nullable=False, default=0),
    Column("openings", Integer, nullable=False, default=0),
    Column("max_openings", Integer, nullable=True),
    Column("created_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=True),
    Column("expires_at", Moment, nullable=False),
    Column("first_opened_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    Column("revoked_because", String(32), nullable=False, default=""),
)

link_sessions = Table(
    "link_sessions",
    metadata,
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("link_id", ForeignKey("links.id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
)
