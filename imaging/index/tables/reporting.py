"""Reports as they are written, signed and released here; the versions themselves are rows of ``reports``."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from imaging.index.metadata import Moment, RowId, metadata

# A report that is being written: at most one is open for each order.
report_works = Table(
    "report_works",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    # A first report, or what is added to or set right in one that was final.
    Column("kind", String(16), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    # Why something is added or set right; the reader is told.
    Column("reason", Text, nullable=False, default=""),
    Column("sections", Text, nullable=False),
    # Counts every save, so that a second window notices that it is behind.
    Column("revision", Integer, nullable=False),
    # The latest version of the order that its writer knew of.
    Column("base_version", Integer, nullable=False),
    Column("author_id", ForeignKey("users.id"), nullable=False),
    # Who writes at this moment; nobody while it waits for its review.
    Column("holder_id", ForeignKey("users.id"), nullable=True, index=True),
    Column("held_since", Moment, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Index(
        "uq_report_works_open",
        "order_id",
        unique=True,
        sqlite_where=Column("closed_at").is_(None),
        postgresql_where=Column("closed_at").is_(None),
    ),
    Index("ix_report_works_hospital_id_closed_at", "hospital_id", "closed_at"),
)

# What happened to it: taken over, submitted, sent back, a text that another one replaced.
report_steps = Table(
    "report_steps",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("work_id", ForeignKey("report_works.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("note", Text, nullable=False, default=""),
    # The text at that moment, where it may be wanted again.
    Column("sections", Text, nullable=False, default=""),
    Column("at", Moment, nullable=False),
)

# What a version that was written here holds beside its plain text. Never changed.
report_contents = Table(
    "report_contents",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("work_id", ForeignKey("report_works.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("sections", Text, nullable=False),
)

# Never changed either: who stands for a version, and for what exactly.
report_signatures = Table(
    "report_signatures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("meaning", String(16), nullable=False),
    # How they showed that it was they.
    Column("proof", String(16), nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("signed_at", Moment, nullable=False),
)

report_templates = Table(
    "report_templates",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    # Nobody: the whole hospital's.
    Column("owner_id", ForeignKey("users.id"), nullable=True),
    Column("title", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("modality", String(16), nullable=False, default=""),
    # Words of the procedure's description, one of which must be found; between commas.
    Column("procedure_words", Text, nullable=False, default=""),
    Column("patient_sex", String(1), nullable=False, default=""),
    Column("sections", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("retired_at", Moment, nullable=True),
)

report_settings = Table(
    "report_settings",
    metadata,
    Column("hospital_id", ForeignKey("hospitals.id"), primary_key=True),
    # The values as JSON (imaging.orders.report_rules.ReportRules).
    Column("rules", Text, nullable=False),
    # A PNG above every report.
    Column("logo", LargeBinary, nullable=True),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(64), nullable=False),
)

# When the patient may read a version. One without a row was never held back.
report_releases = Table(
    "report_releases",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("rule", String(16), nullable=False),
    # From this moment on; none: a person must release it.
    Column("due_at", Moment, nullable=True),
    Column("released_by", String(64), nullable=False, default=""),
)

# Somebody keeps an order's report from the patient for a while, and says why.
report_holds = Table(
    "report_holds",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("held_by", String(64), nullable=False),
    Column("held_at", Moment, nullable=False),
    Column("lifted_by", String(64), nullable=False, default=""),
    Column("lifted_at", Moment, nullable=True),
)

critical_results = Table(
    "critical_results",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("order_id", ForeignKey("orders.id"), nullable=False, index=True),
    Column("kind", String(64), nullable=False),
    Column("kind_zh", String(200), nullable=False),
    Column("kind_en", String(200), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("marked_by", ForeignKey("users.id"), nullable=False),
    Column("marked_at", Moment, nullable=False),
    # The clinician who must know; none: every clinician of the hospital.
    Column("recipient_id", ForeignKey("users.id"), nullable=True, index=True),
    Column("escalate_at", Moment, nullable=False),
    Column("escalated_at", Moment, nullable=True),
    Column("acknowledged_by", ForeignKey("users.id"), nullable=True),
    Column("acknowledged_at", Moment, nullable=True),
    # How they came to know, and who was told if it was not they.
    Column("how", String(16), nullable=False, default=""),
    Column("told_to", String(200), nullable=False, default=""),
    Column("withdrawn_at", Moment, nullable=True),
    Column("withdrawn_because", Text, nullable=False, default=""),
    Index("ix_critical_results_hospital_id_acknowledged_at", "hospital_id", "acknowledged_at"),
)

# Orders that nobody brought: made of what a study says, so that it could be reported.
orders_of_studies = Table(
    "orders_of_studies",
    metadata,
    Column("order_id", ForeignKey("orders.id"), primary_key=True),
    Column("study_id", ForeignKey("studies.id"), nullable=False, index=True),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
)
