"""Deadlines of consults, times that were proposed for them, and how far somebody has looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "consult_deadlines",
        sa.Column("hospital_id", RowId, autoincrement=False, nullable=False),
        sa.Column("routine_minutes", sa.Integer(), nullable=False),
        sa.Column("urgent_minutes", sa.Integer(), nullable=False),
        sa.Column("emergency_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_consult_deadlines_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_consult_deadlines")),
    )
    op.create_table(
        "consult_times",
        sa.Column("id", RowId, nullable=False),
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("proposed_by", RowId, nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_times_consult_id_consults")),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f("fk_consult_times_proposed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_times")),
    )
    op.create_index(op.f("ix_consult_times_consult_id"), "consult_times", ["consult_id"], unique=False)
    op.create_table(
        "consult_looks",
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_looks_consult_id_consults")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consult_looks_user_id_users")),
        sa.PrimaryKeyConstraint("consult_id", "user_id", name=op.f("pk_consult_looks")),
    )
    op.create_index(op.f("ix_consult_looks_user_id"), "consult_looks", ["user_id"], unique=False)
