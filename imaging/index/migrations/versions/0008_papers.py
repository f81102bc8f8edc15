"""Papers and photographs beside exams; drafts found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("ix_reports_state", "reports", ["state", "order_id"], unique=False)
    op.create_table(
        "papers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("file_key", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("picture_key", sa.String(length=255), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_because", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_papers_author_id_users")),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_papers_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_papers_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
    )
    op.create_index(op.f("ix_papers_study_id"), "papers", ["study_id"], unique=False)
