"""What people are told, by which ways it reaches them, and what they chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "news_keys",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_news_keys")),
    )
    op.create_table(
        "news_rules",
        sa.Column("hospital_id", RowId, autoincrement=False, nullable=False),
        sa.Column("routine_minutes", sa.Integer(), nullable=False),
        sa.Column("urgent_minutes", sa.Integer(), nullable=False),
        sa.Column("emergency_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_news_rules_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_news_rules")),
    )
    op.create_table(
        "mail_addresses",
        sa.Column("user_id", RowId, autoincrement=False, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("wanted", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_sent_at", Moment(), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_addresses_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_mail_addresses")),
    )
    op.create_table(
        "news",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_step_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_news_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_news_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_news_user_id_key")),
    )
    op.create_index(op.f("ix_news_key"), "news", ["key"], unique=False)
    op.create_index("ix_news_of_user", "news", ["user_id", "id"], unique=False)
    op.create_index(
        "ix_news_to_escalate",
        "news",
        ["next_step_at"],
        unique=False,
        sqlite_where=sa.text("next_step_at IS NOT NULL"),
        postgresql_where=sa.text("next_step_at IS NOT NULL"),
    )
    op.create_index(
        "ix_news_to_plan",
        "news",
        ["id"],
        unique=False,
        sqlite_where=sa.text("planned_at IS NULL"),
        postgresql_where=sa.text("planned_at IS NULL"),
    )
    op.create_table(
        "news_choices",
        sa.Column("user_id", RowId, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("digest_minutes", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_news_choices_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_news_choices")),
    )
    op.create_table(
        "news_deputies",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("department_id", RowId, nullable=True),
        sa.Column("user_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_news_deputies_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_news_deputies_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_news_deputies_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_deputies")),
    )
    op.create_index(op.f("ix_news_deputies_hospital_id"), "news_deputies", ["hospital_id"], unique=False)
    op.create_table(
        "news_hooks",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("department_id", RowId, nullable=True),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=4000), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_sent_at", Moment(), nullable=True),
        sa.Column("failing_since", Moment(), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_news_hooks_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_news_hooks_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_hooks")),
    )
    op.create_index(op.f("ix_news_hooks_hospital_id"), "news_hooks", ["hospital_id"], unique=False)
    op.create_table(
        "push_subscriptions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("endpoint_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(length=4000), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_push_subscriptions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscriptions_endpoint_hash")),
    )
    op.create_index(op.f("ix_push_subscriptions_user_id"), "push_subscriptions", ["user_id"], unique=False)
    op.create_table(
        "news_deliveries",
        sa.Column("id", RowId, nullable=False),
        sa.Column("once", sa.String(length=300), nullable=False),
        sa.Column("news_id", RowId, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("is_pressing", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_news_deliveries_news_id_news")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_deliveries")),
        sa.UniqueConstraint("once", name=op.f("uq_news_deliveries_once")),
    )
    op.create_index(
        "ix_news_deliveries_due",
        "news_deliveries",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(op.f("ix_news_deliveries_news_id"), "news_deliveries", ["news_id"], unique=False)
    op.create_index("ix_news_deliveries_target", "news_deliveries", ["channel", "target_id"], unique=False)
