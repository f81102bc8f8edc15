"""What consults come to: conclusions, proposals, dissent, signatures, and the objects that are made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    _conclusions()
    _words()
    _objects()


def _conclusions() -> None:
    op.create_table(
        "consult_conclusions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("referral", sa.Text(), nullable=False),
        sa.Column("key_images", sa.Text(), nullable=False),
        sa.Column("drafted_by", RowId, nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("frozen_by", RowId, nullable=True),
        sa.Column("frozen_at", Moment(), nullable=True),
        sa.Column("built_at", Moment(), nullable=True),
        sa.Column("build_problem", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consult_id"], ["consults.id"], name=op.f("fk_consult_conclusions_consult_id_consults")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"],
            ["consult_participants.id"],
            name=op.f("fk_consult_conclusions_drafted_by_consult_participants"),
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by"],
            ["consult_participants.id"],
            name=op.f("fk_consult_conclusions_frozen_by_consult_participants"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_conclusions")),
        sa.UniqueConstraint("consult_id", "version", name=op.f("uq_consult_conclusions_consult_id_version")),
    )


def _words() -> None:
    op.create_table(
        "consult_proposals",
        sa.Column("conclusion_id", RowId, nullable=False),
        sa.Column("participant_id", RowId, nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["consult_conclusions.id"],
            name=op.f("fk_consult_proposals_conclusion_id_consult_conclusions"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["consult_participants.id"],
            name=op.f("fk_consult_proposals_participant_id_consult_participants"),
        ),
        sa.PrimaryKeyConstraint("conclusion_id", "participant_id", name=op.f("pk_consult_proposals")),
    )
    op.create_table(
        "consult_dissents",
        sa.Column("conclusion_id", RowId, nullable=False),
        sa.Column("participant_id", RowId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["consult_conclusions.id"],
            name=op.f("fk_consult_dissents_conclusion_id_consult_conclusions"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["consult_participants.id"],
            name=op.f("fk_consult_dissents_participant_id_consult_participants"),
        ),
        sa.PrimaryKeyConstraint("conclusion_id", "participant_id", name=op.f("pk_consult_dissents")),
    )
    op.create_table(
        "consult_signatures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("conclusion_id", RowId, nullable=False),
        sa.Column("participant_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hospital", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.String(length=24), nullable=False),
        sa.Column("proof", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["consult_conclusions.id"],
            name=op.f("fk_consult_signatures_conclusion_id_consult_conclusions"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["consult_participants.id"],
            name=op.f("fk_consult_signatures_participant_id_consult_participants"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_signatures")),
        sa.UniqueConstraint(
            "conclusion_id", "participant_id", name=op.f("uq_consult_signatures_conclusion_id_participant_id")
        ),
    )


def _objects() -> None:
    op.create_table(
        "consult_objects",
        sa.Column("id", RowId, nullable=False),
        sa.Column("conclusion_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instance_id", RowId, nullable=False),
        sa.Column("sop_instance_uid", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["consult_conclusions.id"],
            name=op.f("fk_consult_objects_conclusion_id_consult_conclusions"),
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instances.id"], name=op.f("fk_consult_objects_instance_id_instances")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_objects")),
        sa.UniqueConstraint(
            "conclusion_id", "kind", "number", name=op.f("uq_consult_objects_conclusion_id_kind_number")
        ),
    )
    op.create_index(op.f("ix_consult_objects_instance_id"), "consult_objects", ["instance_id"], unique=False)
