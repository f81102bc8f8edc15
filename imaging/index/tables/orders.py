"""Orders, the studies bound to them, reports, and the queue of what does not fit."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from imaging.index.metadata import Moment, RowId, metadata

orders = Table(
    "orders",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("accession_number", String(64), nullable=False),
    Column("patient_id", String(64), nullable=False),
    Column("patient_name", String(200), nullable=False),
    Column("patient_birth_date", String(8), nullable=False),
    Column("patient_sex", String(1), nullable=False, default=""),
    Column("modality", String(16), nullable=False, default=""),
    Column("procedure_description", String(200), nullable=False),
    Column("scheduled_at", Moment, nullable=True),
    Column("place", String(200), nullable=False, default=""),
    Column("preparation", Text, nullable=False, default=""),
    # What was said when the order was brought last; it differs from the above where somebody corrected that.
    Column("brought", Text, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("cancelled_at", Moment, nullable=True),
    UniqueConstraint("hospital_id", "accession_number"),
    Index("ix_orders_scheduled_at", "hospital_id", "scheduled_at"),
)

# Numbers that orders had until somebody corrected them: what is brought under one may mean the order that had it.
former_numbers = Table(
    "former_numbers",
    metadata,
    Column("hospital_id", ForeignKey("hospitals.id"), primary_key=True),
    Column("accession_number", String(64), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("corrected_at", Moment, nullable=False),
)

# A study belongs to at most one order; an order may be fulfilled by several studies.
bindings = Table(
    "bindings",
    metadata,
    Column("study_id", ForeignKey("studies.id"), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    # Empty: bound by rule; otherwise the login of the person who decided.
    Column("bound_by", String(64), nullable=False, default=""),
    Column("bound_at", Moment, nullable=False),
    # How many of the study's variants were looked at; another may contradict. No highest number would do: rows become
    # visible in the order of their commits.
    Column("seen_variants", Integer, nullable=False),
)

binding_questions = Table(
    "binding_questions",
    metadata,
    Column("study_id", ForeignKey("studies.id"), primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("reason", String(64), nullable=False),
    Column("candidate_order_id", ForeignKey("orders.id"), nullable=True),
    Column("asked_at", Moment, nullable=False),
    Column("settled_at", Moment, nullable=True),
    Column("settled_by", String(64), nullable=False, default=""),
    # The digest of what its images said of their patient when a person decided: who says it again is no new question.
    Column("settled_said", String(64), nullable=False, default=""),
    Column("seen_variants", Integer, nullable=False),
)

# Documents that came with the images and do not say that they are the report: a person says what they are.
document_questions = Table(
    "document_questions",
    metadata,
    Column("instance_id", ForeignKey("instances.id"), primary_key=True),
    Column("order_id", ForeignKey("orders.id"), primary_key=True, index=True),
    Column("title", String(200), nullable=False, default=""),
    Column("asked_at", Moment, nullable=False),
    Column("settled_at", Moment, nullable=True, index=True),
    Column("settled_by", String(64), nullable=False, default=""),
)

reports = Table(
    "reports",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("author", String(200), nullable=False, default=""),
    Column("text", Text, nullable=False, default=""),
    Column("pdf_key", String(255), nullable=False, default=""),
    Column("pdf_size_bytes", BigInteger, nullable=True),
    Column("pdf_sha256", LargeBinary(32), nullable=True),
    # The DICOM object (encapsulated PDF, SR) that carried it, if one did.
    Column("instance_id", ForeignKey("instances.id"), nullable=True),
    Column("issued_at", Moment, nullable=False),
    UniqueConstraint("order_id", "version"),
    # A study that a person moves to another order takes its report there.
    UniqueConstraint("instance_id", "order_id"),
    # Drafts are few, and looked for.
    Index("ix_reports_state", "state", "order_id"),
)
