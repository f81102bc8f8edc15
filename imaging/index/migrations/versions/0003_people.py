"""Second factors, devices, departments and licences of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _columns()
    op.create_table(
        "departments",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_departments_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("hospital_id", "name", name=op.f("uq_departments_hospital_id_name")),
    )
    op.create_table(
        "department_members",
        sa.Column("department_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_members_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_department_members_user_id_users")),
        sa.PrimaryKeyConstraint("department_id", "user_id", name=op.f("pk_department_members")),
    )
    op.create_index(op.f("ix_department_members_user_id"), "department_members", ["user_id"], unique=False)
    _second_factors()


def _columns() -> None:
    number = sa.Column("licence_number", sa.String(length=64), nullable=False, server_default="")
    op.add_column("users", number)
    op.add_column("users", sa.Column("licence_confirmed_by", sa.BigInteger(), nullable=True))
    op.add_column("users", sa.Column("licence_confirmed_at", Moment(), nullable=True))
    op.add_column("sessions", sa.Column("address", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("browser", sa.String(length=200), nullable=False, server_default=""))


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", RowId, autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(length=255), nullable=True),
        sa.Column("offered", sa.LargeBinary(length=255), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"], unique=False)
    op.create_table(
        "sign_in_tickets",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_in_tickets_user_id_users")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sign_in_tickets")),
    )
    op.create_index(op.f("ix_sign_in_tickets_user_id"), "sign_in_tickets", ["user_id"], unique=False)
