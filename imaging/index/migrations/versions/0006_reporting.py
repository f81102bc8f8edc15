"""Reports that are written, signed and released here, and findings that somebody must hear of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "report_settings",
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_report_settings_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("hospital_id", name=op.f("pk_report_settings")),
    )
    op.create_table(
        "critical_results",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("kind_zh", sa.String(length=200), nullable=False),
        sa.Column("kind_en", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("marked_by", RowId, nullable=False),
        sa.Column("marked_at", Moment(), nullable=False),
        sa.Column("recipient_id", RowId, nullable=True),
        sa.Column("escalate_at", Moment(), nullable=False),
        sa.Column("escalated_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", RowId, nullable=True),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("told_to", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.id"], name=op.f("fk_critical_results_acknowledged_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_critical_results_hospital_id_hospitals")
        ),
        sa.ForeignKeyConstraint(["marked_by"], ["users.id"], name=op.f("fk_critical_results_marked_by_users")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_critical_results_order_id_orders")),
        sa.ForeignKeyConstraint(["recipient_id"], ["users.id"], name=op.f("fk_critical_results_recipient_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_critical_results")),
    )
    op.create_index(
        "ix_critical_results_hospital_id_acknowledged_at",
        "critical_results",
        ["hospital_id", "acknowledged_at"],
        unique=False,
    )
    op.create_index(op.f("ix_critical_results_order_id"), "critical_results", ["order_id"], unique=False)
    op.create_index(op.f("ix_critical_results_recipient_id"), "critical_results", ["recipient_id"], unique=False)
    op.create_table(
        "orders_of_studies",
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_orders_of_studies_order_id_orders")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_orders_of_studies_study_id_studies")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_orders_of_studies")),
    )
    op.create_index(op.f("ix_orders_of_studies_study_id"), "orders_of_studies", ["study_id"], unique=False)
    op.create_table(
        "report_holds",
        sa.Column("id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held_by", sa.String(length=64), nullable=False),
        sa.Column("held_at", Moment(), nullable=False),
        sa.Column("lifted_by", sa.String(length=64), nullable=False),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_report_holds_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_holds")),
    )
    op.create_index(op.f("ix_report_holds_order_id"), "report_holds", ["order_id"], unique=False)
    op.create_table(
        "report_templates",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("owner_id", RowId, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("procedure_words", sa.Text(), nullable=False),
        sa.Column("patient_sex", sa.String(length=1), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_report_templates_hospital_id_hospitals")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_report_templates_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_templates")),
    )
    op.create_index(op.f("ix_report_templates_hospital_id"), "report_templates", ["hospital_id"], unique=False)
    op.create_table(
        "report_works",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("holder_id", RowId, nullable=True),
        sa.Column("held_since", Moment(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_report_works_author_id_users")),
        sa.ForeignKeyConstraint(["holder_id"], ["users.id"], name=op.f("fk_report_works_holder_id_users")),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_report_works_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_report_works_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_works")),
    )
    op.create_index(op.f("ix_report_works_holder_id"), "report_works", ["holder_id"], unique=False)
    op.create_index("ix_report_works_hospital_id_closed_at", "report_works", ["hospital_id", "closed_at"], unique=False)
    op.create_index(
        "uq_report_works_open",
        "report_works",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "report_steps",
        sa.Column("id", RowId, nullable=False),
        sa.Column("work_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_steps_user_id_users")),
        sa.ForeignKeyConstraint(["work_id"], ["report_works.id"], name=op.f("fk_report_steps_work_id_report_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_steps")),
    )
    op.create_index(op.f("ix_report_steps_work_id"), "report_steps", ["work_id"], unique=False)
    op.create_table(
        "report_contents",
        sa.Column("report_id", RowId, nullable=False),
        sa.Column("work_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_contents_report_id_reports")),
        sa.ForeignKeyConstraint(["work_id"], ["report_works.id"], name=op.f("fk_report_contents_work_id_report_works")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_contents")),
    )
    op.create_table(
        "report_releases",
        sa.Column("report_id", RowId, nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("released_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_releases_report_id_reports")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_releases")),
    )
    op.create_table(
        "report_signatures",
        sa.Column("id", RowId, nullable=False),
        sa.Column("report_id", RowId, nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("meaning", sa.String(length=16), nullable=False),
        sa.Column("proof", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_signatures_report_id_reports")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_signatures_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_signatures")),
    )
    op.create_index(op.f("ix_report_signatures_report_id"), "report_signatures", ["report_id"], unique=False)
