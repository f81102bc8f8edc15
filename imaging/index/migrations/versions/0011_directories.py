"""Directories of hospitals, by which their people sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "directories",
        sa.Column("hospital_id", RowId, autoincrement=False, nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("client_secret", sa.LargeBinary(length=1000), nullable=True),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("number_claim", sa.String(length=64), nullable=False),
        sa.Column("second_factors", sa.Text(), nullable=False),
        sa.Column("role_claim", sa.String(length=64), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("asks_each_time", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_directories_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_directories")),
    )
    op.create_table(
        "directory_people",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("claim", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=255), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("bound_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_directory_people_hospital_id_hospitals")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_directory_people_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_people")),
        sa.UniqueConstraint(
            "hospital_id", "issuer", "claim", "number", name=op.f("uq_directory_people_hospital_id_issuer_claim_number")
        ),
        sa.UniqueConstraint("user_id", name=op.f("uq_directory_people_user_id")),
    )
    op.create_table(
        "directory_visits",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_directory_visits_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_directory_visits")),
    )
    op.create_index(op.f("ix_directory_visits_hospital_id"), "directory_visits", ["hospital_id"], unique=False)
    op.create_index(op.f("ix_directory_visits_begun_at"), "directory_visits", ["begun_at"], unique=False)
