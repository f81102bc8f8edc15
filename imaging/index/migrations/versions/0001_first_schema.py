"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("sequence", RowId, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("hospital_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_subject", "audit_events", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "hospitals",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hospitals")),
        sa.UniqueConstraint("code", name=op.f("uq_hospitals_code")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", RowId, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_login"), "sign_in_attempts", ["login"], unique=False)
    op.create_table(
        "application_entities",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("title", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_application_entities_hospital_id_hospitals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_entities")),
        sa.UniqueConstraint("title", "host", name=op.f("uq_application_entities_title_host")),
    )
    op.create_index(op.f("ix_application_entities_hospital_id"), "application_entities", ["hospital_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("accession_number", sa.String(length=64), nullable=False),
        sa.Column("patient_id", sa.String(length=64), nullable=False),
        sa.Column("patient_name", sa.String(length=200), nullable=False),
        sa.Column("patient_birth_date", sa.String(length=8), nullable=False),
        sa.Column("patient_sex", sa.String(length=1), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("procedure_description", sa.String(length=200), nullable=False),
        sa.Column("scheduled_at", Moment(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("preparation", sa.Text(), nullable=False),
        sa.Column("brought", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_orders_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("hospital_id", "accession_number", name=op.f("uq_orders_hospital_id_accession_number")),
    )
    op.create_index("ix_orders_scheduled_at", "orders", ["hospital_id", "scheduled_at"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("sop_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("is_stored", sa.Boolean(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_quarantine_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
        sa.UniqueConstraint(
            "hospital_id", "sop_instance_uid", "sha256", name=op.f("uq_quarantine_hospital_id_sop_instance_uid_sha256")
        ),
        sa.UniqueConstraint("object_key", name=op.f("uq_quarantine_object_key")),
    )
    op.create_index(op.f("ix_quarantine_hospital_id"), "quarantine", ["hospital_id"], unique=False)
    op.create_table(
        "studies",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("study_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("number_of_series", sa.Integer(), nullable=False),
        sa.Column("number_of_instances", sa.Integer(), nullable=False),
        sa.Column("modalities", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_studies_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
        sa.UniqueConstraint(
            "study_instance_uid", "hospital_id", name=op.f("uq_studies_study_instance_uid_hospital_id")
        ),
    )
    op.create_index("ix_studies_hospital_id", "studies", ["hospital_id", "id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_tokens_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )
    op.create_index(op.f("ix_tokens_hospital_id"), "tokens", ["hospital_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_users_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_index(op.f("ix_users_hospital_id"), "users", ["hospital_id"], unique=False)
    op.create_table(
        "binding_questions",
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("candidate_order_id", RowId, nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=False),
        sa.Column("seen_variants", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_order_id"], ["orders.id"], name=op.f("fk_binding_questions_candidate_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_binding_questions_hospital_id_hospitals")
        ),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_binding_questions_study_id_studies")),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_binding_questions")),
    )
    op.create_index(op.f("ix_binding_questions_hospital_id"), "binding_questions", ["hospital_id"], unique=False)
    op.create_table(
        "bindings",
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("bound_by", sa.String(length=64), nullable=False),
        sa.Column("bound_at", Moment(), nullable=False),
        sa.Column("seen_variants", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_bindings_order_id_orders")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_bindings_study_id_studies")),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_bindings")),
    )
    op.create_index(op.f("ix_bindings_order_id"), "bindings", ["order_id"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("factor", sa.String(length=32), nullable=False),
        sa.Column("factor_hash", sa.String(length=255), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("max_openings", sa.Integer(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("not_before", Moment(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("first_opened_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_because", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_links_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_links_code_hash")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_links_secret_hash")),
    )
    op.create_index(op.f("ix_links_order_id"), "links", ["order_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("series_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("number_of_instances", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_series_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("study_id", "series_instance_uid", name=op.f("uq_series_study_id_series_instance_uid")),
    )
    op.create_index("ix_series_changed_at", "series", ["changed_at"], unique=False)
    op.create_index("ix_series_series_instance_uid", "series", ["series_instance_uid"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "study_variants",
        sa.Column("id", RowId, nullable=False),
        sa.Column("study_id", RowId, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("patient_id", sa.String(length=64), nullable=False),
        sa.Column("issuer_of_patient_id", sa.String(length=64), nullable=False),
        sa.Column("patient_name", sa.Text(), nullable=False),
        sa.Column("patient_name_folded", sa.String(length=600), nullable=False),
        sa.Column("patient_birth_date", sa.String(length=8), nullable=False),
        sa.Column("patient_sex", sa.String(length=16), nullable=False),
        sa.Column("accession_number", sa.String(length=64), nullable=False),
        sa.Column("study_id_value", sa.String(length=64), nullable=False),
        sa.Column("study_date", sa.String(length=8), nullable=False),
        sa.Column("study_time", sa.String(length=16), nullable=False),
        sa.Column("study_description", sa.Text(), nullable=False),
        sa.Column("referring_physician_name", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_study_variants_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_variants")),
        sa.UniqueConstraint("study_id", "digest", name=op.f("uq_study_variants_study_id_digest")),
    )
    for column in ("patient_id", "patient_name_folded", "accession_number", "study_date"):
        op.create_index(f"ix_study_variants_{column}", "study_variants", [column, "study_id"], unique=False)
    op.create_table(
        "link_sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("link_id", RowId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_link_sessions_link_id_links")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_link_sessions")),
    )
    op.create_index(op.f("ix_link_sessions_link_id"), "link_sessions", ["link_id"], unique=False)
    op.create_table(
        "series_variants",
        sa.Column("id", RowId, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.Column("study_variant_id", RowId, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("series_number", sa.Integer(), nullable=True),
        sa.Column("series_description", sa.Text(), nullable=False),
        sa.Column("body_part_examined", sa.String(length=64), nullable=False),
        sa.Column("performed_procedure_step_start_date", sa.String(length=8), nullable=False),
        sa.Column("performed_procedure_step_start_time", sa.String(length=16), nullable=False),
        sa.Column("request_attributes", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_series_variants_series_id_series")),
        sa.ForeignKeyConstraint(
            ["study_variant_id"], ["study_variants.id"], name=op.f("fk_series_variants_study_variant_id_study_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_variants")),
        sa.UniqueConstraint(
            "series_id", "study_variant_id", "digest", name=op.f("uq_series_variants_series_id_study_variant_id_digest")
        ),
    )
    op.create_index(op.f("ix_series_variants_study_variant_id"), "series_variants", ["study_variant_id"], unique=False)
    op.create_table(
        "instances",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("series_id", RowId, nullable=False),
        sa.Column("series_variant_id", RowId, nullable=False),
        sa.Column("sop_instance_uid", sa.String(length=64), nullable=False),
        sa.Column("sop_class_uid", sa.String(length=64), nullable=False),
        sa.Column("transfer_syntax_uid", sa.String(length=64), nullable=False),
        sa.Column("instance_number", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("columns", sa.Integer(), nullable=True),
        sa.Column("bits_allocated", sa.Integer(), nullable=True),
        sa.Column("number_of_frames", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("dataset_offset", sa.BigInteger(), nullable=False),
        sa.Column("pixel_offset", sa.BigInteger(), nullable=True),
        sa.Column("pixel_length", sa.BigInteger(), nullable=True),
        sa.Column("frame_table", sa.LargeBinary(), nullable=True),
        sa.Column("object_key", sa.String(length=255), nullable=False),
        sa.Column("is_stored", sa.Boolean(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_instances_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_instances_series_id_series")),
        sa.ForeignKeyConstraint(
            ["series_variant_id"], ["series_variants.id"], name=op.f("fk_instances_series_variant_id_series_variants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instances")),
        sa.UniqueConstraint("sop_instance_uid", "hospital_id", name=op.f("uq_instances_sop_instance_uid_hospital_id")),
        sa.UniqueConstraint("object_key", name=op.f("uq_instances_object_key")),
    )
    op.create_index(
        "ix_instances_not_stored",
        "instances",
        ["id"],
        unique=False,
        sqlite_where=sa.text("NOT is_stored"),
        postgresql_where=sa.text("NOT is_stored"),
    )
    op.create_index(op.f("ix_instances_series_id"), "instances", ["series_id"], unique=False)
    op.create_index(op.f("ix_instances_series_variant_id"), "instances", ["series_variant_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", RowId, nullable=False),
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pdf_key", sa.String(length=255), nullable=False),
        sa.Column("pdf_size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("pdf_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("instance_id", RowId, nullable=True),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_reports_hospital_id_hospitals")),
        sa.ForeignKeyConstraint(["instance_id"], ["instances.id"], name=op.f("fk_reports_instance_id_instances")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_reports_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("instance_id", "order_id", name=op.f("uq_reports_instance_id_order_id")),
        sa.UniqueConstraint("order_id", "version", name=op.f("uq_reports_order_id_version")),
    )
    op.create_table(
        "document_questions",
        sa.Column("instance_id", RowId, nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instances.id"], name=op.f("fk_document_questions_instance_id_instances")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_document_questions_order_id_orders")),
        sa.PrimaryKeyConstraint("instance_id", "order_id", name=op.f("pk_document_questions")),
    )
    op.create_index(op.f("ix_document_questions_order_id"), "document_questions", ["order_id"], unique=False)
    op.create_table(
        "undecodable_frames",
        sa.Column("instance_id", RowId, nullable=False),
        sa.Column("frame_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["instances.id"], name=op.f("fk_undecodable_frames_instance_id_instances")
        ),
        sa.PrimaryKeyConstraint("instance_id", "frame_number", name=op.f("pk_undecodable_frames")),
    )
