"""Consults: experts, what was asked and opened, who takes part, and the log of the room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    _experts()
    _asked()
    _guests()
    _who()
    _room()


def _experts() -> None:
    op.create_table(
        "expert_groups",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_expert_groups_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_groups")),
        sa.UniqueConstraint("hospital_id", "name", name=op.f("uq_expert_groups_hospital_id_name")),
    )
    op.create_index(op.f("ix_expert_groups_hospital_id"), "expert_groups", ["hospital_id"], unique=False)
    op.create_table(
        "expert_group_members",
        sa.Column("group_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["expert_groups.id"], name=op.f("fk_expert_group_members_group_id_expert_groups")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_expert_group_members_user_id_users")),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_expert_group_members")),
    )
    op.create_index(op.f("ix_expert_group_members_user_id"), "expert_group_members", ["user_id"], unique=False)


def _asked() -> None:
    op.create_table(
        "consults",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("asked_by", RowId, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("is_referral", sa.Boolean(), nullable=False),
        sa.Column("hides_identity", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("escalated_at", Moment(), nullable=True),
        sa.Column("scheduled_at", Moment(), nullable=True),
        sa.Column("scheduled_minutes", sa.Integer(), nullable=True),
        sa.Column("live_at", Moment(), nullable=True),
        sa.Column("concluded_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_consults_asked_by_users")),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_consults_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_consults_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consults")),
        sa.UniqueConstraint("code", name=op.f("uq_consults_code")),
    )
    op.create_index(op.f("ix_consults_asked_by"), "consults", ["asked_by"], unique=False)
    op.create_index(op.f("ix_consults_hospital_id"), "consults", ["hospital_id"], unique=False)
    op.create_index(op.f("ix_consults_study_id"), "consults", ["study_id"], unique=False)
    op.create_table(
        "consult_records",
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_records_consult_id_consults")),
        sa.PrimaryKeyConstraint("consult_id", "kind", "record_id", name=op.f("pk_consult_records")),
    )
    op.create_table(
        "consult_series",
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_series_consult_id_consults")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_consult_series_series_id_series")),
        sa.PrimaryKeyConstraint("consult_id", "series_id", name=op.f("pk_consult_series")),
    )
    op.create_index(op.f("ix_consult_series_series_id"), "consult_series", ["series_id"], unique=False)


def _guests() -> None:
    op.create_table(
        "consult_guests",
        sa.Column("id", RowId, nullable=False),
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("confirmed_name", sa.String(length=100), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=255), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_guests_consult_id_consults")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_guests")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_consult_guests_secret_hash")),
    )
    op.create_index(op.f("ix_consult_guests_consult_id"), "consult_guests", ["consult_id"], unique=False)
    op.create_table(
        "consult_guest_sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("guest_id", RowId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["consult_guests.id"], name=op.f("fk_consult_guest_sessions_guest_id_consult_guests")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_consult_guest_sessions")),
    )
    op.create_index(op.f("ix_consult_guest_sessions_guest_id"), "consult_guest_sessions", ["guest_id"], unique=False)


def _who() -> None:
    op.create_table(
        "consult_invitations",
        sa.Column("id", RowId, nullable=False),
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=True),
        sa.Column("department_id", RowId, nullable=True),
        sa.Column("group_id", RowId, nullable=True),
        sa.Column("guest_id", RowId, nullable=True),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", Moment(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("handed_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consult_id"], ["consults.id"], name=op.f("fk_consult_invitations_consult_id_consults")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_consult_invitations_department_id_departments")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["expert_groups.id"], name=op.f("fk_consult_invitations_group_id_expert_groups")
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["consult_guests.id"], name=op.f("fk_consult_invitations_guest_id_consult_guests")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consult_invitations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_invitations")),
    )
    op.create_index(op.f("ix_consult_invitations_consult_id"), "consult_invitations", ["consult_id"], unique=False)
    op.create_index(
        op.f("ix_consult_invitations_department_id"), "consult_invitations", ["department_id"], unique=False
    )
    op.create_index(op.f("ix_consult_invitations_group_id"), "consult_invitations", ["group_id"], unique=False)
    op.create_index(op.f("ix_consult_invitations_user_id"), "consult_invitations", ["user_id"], unique=False)
    op.create_table(
        "consult_participants",
        sa.Column("id", RowId, nullable=False),
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=True),
        sa.Column("guest_id", RowId, nullable=True),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consult_id"], ["consults.id"], name=op.f("fk_consult_participants_consult_id_consults")
        ),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["consult_guests.id"], name=op.f("fk_consult_participants_guest_id_consult_guests")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consult_participants_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_participants")),
        sa.UniqueConstraint("consult_id", "guest_id", name=op.f("uq_consult_participants_consult_id_guest_id")),
        sa.UniqueConstraint("consult_id", "user_id", name=op.f("uq_consult_participants_consult_id_user_id")),
    )
    op.create_index(op.f("ix_consult_participants_user_id"), "consult_participants", ["user_id"], unique=False)


def _room() -> None:
    op.create_table(
        "consult_whispers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_whispers_consult_id_consults")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult_whispers")),
    )
    op.create_index(op.f("ix_consult_whispers_consult_id"), "consult_whispers", ["consult_id"], unique=False)
    op.create_table(
        "consult_events",
        sa.Column("consult_id", RowId, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("participant_id", RowId, nullable=True),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("is_passing", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["consult_id"], ["consults.id"], name=op.f("fk_consult_events_consult_id_consults")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["consult_participants.id"],
            name=op.f("fk_consult_events_participant_id_consult_participants"),
        ),
        sa.PrimaryKeyConstraint("consult_id", "sequence", name=op.f("pk_consult_events")),
        sa.UniqueConstraint(
            "consult_id",
            "participant_id",
            "operation_id",
            name=op.f("uq_consult_events_consult_id_participant_id_operation_id"),
        ),
    )
