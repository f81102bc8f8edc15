"""Studies sorted by when they were made, the words they are found by, what was seen, and saved lists.

The words of the studies that are here already are written by the worker, as those of new ones are: none is marked done.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from imaging.archive.exam_time import exam_time
from imaging.index.metadata import Moment, RowId

revision = "0005"
down_revision = "0004"

_WORD = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
_BATCH = 5000


def upgrade() -> None:
    op.add_column("studies", sa.Column("exam_time", sa.String(length=14), nullable=False, server_default=""))
    op.add_column("study_variants", sa.Column("words_edition", sa.Integer(), nullable=False, server_default="0"))
    _date_studies(op.get_bind())
    op.create_index("ix_studies_hospital_exam_time", "studies", ["hospital_id", "exam_time", "id"], unique=False)
    op.create_index("ix_studies_exam_time", "studies", ["exam_time", "id"], unique=False)
    op.create_index("ix_study_variants_words_edition", "study_variants", ["words_edition", "id"], unique=False)
    _create_study_words()
    _create_seen_studies()
    _create_saved_lists()


def _create_study_words() -> None:
    op.create_table(
        "study_words",
        sa.Column("word", _WORD, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_study_words_study_id_studies")),
        sa.PrimaryKeyConstraint("word", "study_id", name=op.f("pk_study_words")),
        sqlite_with_rowid=False,
    )


def _create_seen_studies() -> None:
    op.create_table(
        "seen_studies",
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("number_of_instances", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_seen_studies_study_id_studies")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_seen_studies_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "study_id", name=op.f("pk_seen_studies")),
        sqlite_with_rowid=False,
    )


def _create_saved_lists() -> None:
    op.create_table(
        "saved_lists",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_lists_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_lists")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_lists_user_id_name")),
    )


def _date_studies(connection: sa.Connection) -> None:
    """Date every study by the first that was said about it, as those are that come from now on."""
    studies = sa.table(
        "studies", sa.column("id", RowId), sa.column("exam_time", sa.String), sa.column("created_at", Moment)
    )
    variants = sa.table(
        "study_variants",
        sa.column("id", RowId),
        sa.column("study_id", RowId),
        sa.column("study_date", sa.String),
        sa.column("study_time", sa.String),
    )
    first = sa.select(sa.func.min(variants.c.id)).group_by(variants.c.study_id)
    query = (
        sa.select(studies.c.id, studies.c.created_at, variants.c.study_date, variants.c.study_time)
        .join(variants, variants.c.study_id == studies.c.id)
        .where(variants.c.id.in_(first))
    )
    change = sa.update(studies).where(studies.c.id == sa.bindparam("row")).values(exam_time=sa.bindparam("said"))
    rows = connection.execute(query).all()
    for begin in range(0, len(rows), _BATCH):
        dated: list[dict[str, Any]] = [
            {"row": row.id, "said": exam_time(row.study_date, row.study_time, row.created_at)}
            for row in rows[begin : begin + _BATCH]
        ]
        connection.execute(change, dated)
