"""What one hospital opens to people of others: by rule, by name, and in an emergency."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text

from imaging.index.metadata import Moment, RowId, metadata

sharing_rules = Table(
    "sharing_rules",
    metadata,
    Column("id", RowId, primary_key=True),
    # Whose studies, and whose people.
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("to_hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    # Each narrows if it is given: modalities as in `studies`, roles with commas between, one department there.
    Column("modalities", Text, nullable=False, default=""),
    Column("roles", String(200), nullable=False, default=""),
    Column("department_id", ForeignKey("departments.id"), nullable=True),
    Column("may_download", Boolean, nullable=False),
    Column("valid_from", Moment, nullable=False),
    Column("valid_until", Moment, nullable=True),
    Column("made_by", BigInteger, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    Column("revoked_by", BigInteger, nullable=True),
)

grants = Table(
    "grants",
    metadata,
    Column("id", RowId, primary_key=True),
    # Whose the study or patient is.
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    # What was meant when it was given; a whole patient is known by ID and issuer within that hospital.
    Column("study_id", ForeignKey("studies.id"), nullable=False),
    Column("is_whole_patient", Boolean, nullable=False),
    Column("patient_id", String(64), nullable=False, default=""),
    Column("issuer_of_patient_id", String(64), nullable=False, default=""),
    Column("may_download", Boolean, nullable=False),
    Column("may_annotate", Boolean, nullable=False, default=False),
    Column("given_by", BigInteger, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("revoked_at", Moment, nullable=True),
    Column("revoked_by", BigInteger, nullable=True),
    Index("ix_grants_study_id", "study_id"),
)

# Why somebody broke the glass; the text may name a patient, so that it stands here alone, not in audit or log.
emergencies = Table(
    "emergencies",
    metadata,
    Column("grant_id", ForeignKey("grants.id"), primary_key=True, autoincrement=False),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("reason_kind", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen_at", Moment, nullable=True),
    Column("seen_by", BigInteger, nullable=True),
)
