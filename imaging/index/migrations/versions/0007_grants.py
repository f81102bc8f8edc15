"""What one hospital opens to people of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _rules()
    _grants()
    op.create_table(
        "emergencies",
        sa.Column("grant_id", RowId, autoincrement=False, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("reason_kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("seen_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_emergencies_grant_id_grants")),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_emergencies_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("grant_id", name=op.f("pk_emergencies")),
    )
    op.create_index(op.f("ix_emergencies_hospital_id"), "emergencies", ["hospital_id"], unique=False)


def _rules() -> None:
    op.create_table(
        "sharing_rules",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("to_hospital_id", RowId, nullable=False),
        sa.Column("modalities", sa.Text(), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("department_id", RowId, nullable=True),
        sa.Column("may_download", sa.Boolean(), nullable=False),
        sa.Column("valid_from", Moment(), nullable=False),
        sa.Column("valid_until", Moment(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_sharing_rules_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(
            ["to_hospital_id"], ["hospitals.id"], name=op.f("fk_sharing_rules_to_hospital_id_hospitals")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_sharing_rules_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_rules")),
    )
    op.create_index(op.f("ix_sharing_rules_hospital_id"), "sharing_rules", ["hospital_id"], unique=False)
    op.create_index(op.f("ix_sharing_rules_to_hospital_id"), "sharing_rules", ["to_hospital_id"], unique=False)


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("is_whole_patient", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.String(length=64), nullable=False),
        sa.Column("issuer_of_patient_id", sa.String(length=64), nullable=False),
        sa.Column("may_download", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.BigInteger(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_grants_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_grants_user_id_users")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_grants_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_hospital_id"), "grants", ["hospital_id"], unique=False)
    op.create_index(op.f("ix_grants_user_id"), "grants", ["user_id"], unique=False)
    op.create_index(op.f("ix_grants_study_id"), "grants", ["study_id"], unique=False)
