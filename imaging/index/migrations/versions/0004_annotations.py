"""Annotations of doctors, in versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "drawings",
        sa.Column("id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_drawings_author_id_users")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_drawings_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawings")),
        sa.UniqueConstraint("study_id", "uuid", name=op.f("uq_drawings_study_id_uuid")),
    )
    op.create_index(op.f("ix_drawings_author_id"), "drawings", ["author_id"], unique=False)
    op.create_table(
        "drawing_versions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("drawing_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("annotation", sa.Text(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["drawing_id"], ["drawings.id"], name=op.f("fk_drawing_versions_drawing_id_drawings")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_drawing_versions_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawing_versions")),
        sa.UniqueConstraint("drawing_id", "version", name=op.f("uq_drawing_versions_drawing_id_version")),
        sa.UniqueConstraint("study_id", "sequence", name=op.f("uq_drawing_versions_study_id_sequence")),
    )
