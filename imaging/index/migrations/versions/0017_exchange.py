"""Destinations, and what must reach them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "destinations",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("receives", sa.String(length=200), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("ae_title", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=100), nullable=False),
        sa.Column("facility", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=1000), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_destinations_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destinations")),
    )
    op.create_index(op.f("ix_destinations_hospital_id"), "destinations", ["hospital_id"], unique=False)
    still_there = sa.text("removed_at IS NULL")
    op.create_index(
        "uq_destinations_name",
        "destinations",
        ["hospital_id", "name"],
        unique=True,
        sqlite_where=still_there,
        postgresql_where=still_there,
    )
    op.create_table(
        "parcels",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("line", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("instance_id", RowId, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("put_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_parcels_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_parcels_instance_id_instances")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("hospital_id", "key", name=op.f("uq_parcels_hospital_id_key")),
    )
    op.create_index(op.f("ix_parcels_instance_id"), "parcels", ["instance_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", RowId, nullable=False),
        sa.Column("parcel_id", RowId, nullable=False),
        sa.Column("destination_id", RowId, nullable=False),
        sa.Column("handle", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("waits_since", Moment(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=True),
        sa.Column("problem", sa.String(length=32), nullable=False),
        sa.Column("problem_code", sa.String(length=16), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_deliveries_parcel_id_parcels")),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["destinations.id"], name=op.f("fk_deliveries_destination_id_destinations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("handle", name=op.f("uq_deliveries_handle")),
        sa.UniqueConstraint("parcel_id", "destination_id", name=op.f("uq_deliveries_parcel_id_destination_id")),
    )
    op.create_index("ix_deliveries_state_next_try_at", "deliveries", ["state", "next_try_at"], unique=False)
    op.create_index(
        "ix_deliveries_destination_id_state", "deliveries", ["destination_id", "state", "next_try_at"], unique=False
    )
