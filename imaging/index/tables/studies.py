"""Studies, series and instances as they arrived.

A study is one row for each hospital and Study Instance UID. What its instances say about the patient and the study is
kept apart in ``study_variants``: one row for each distinct set of values, which an instance points to through its
series' variant. One variant is the rule; several are a contradiction that a person must see. Series likewise.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
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

studies = Table(
    "studies",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("study_instance_uid", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # Counts every change of what lies below, whatever the clock does; the tag of everything derived from the study.
    Column("revision", BigInteger, nullable=False),
    Column("number_of_series", Integer, nullable=False),
    Column("number_of_instances", Integer, nullable=False),
    # When the exam was made, `20261103083000`, in the clock of the hospital (see imaging.archive.exam_time).
    Column("exam_time", String(14), nullable=False),
    # Every modality of its series, sorted, each between backslashes: `\\CT\\SEG\\`.
    Column("modalities", Text, nullable=False),
    # In this order it also finds by UID alone.
    UniqueConstraint("study_instance_uid", "hospital_id"),
    # The orders in which a hospital's studies are listed, and those of all hospitals.
    Index("ix_studies_hospital_id", "hospital_id", "id"),
    Index("ix_studies_hospital_exam_time", "hospital_id", "exam_time", "id"),
    Index("ix_studies_exam_time", "exam_time", "id"),
)

study_variants = Table(
    "study_variants",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("study_id", ForeignKey("studies.id"), nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    # What is searched, decoded and folded for matching (see imaging.archive.attributes); empty where absent.
    Column("patient_id", String(64), nullable=False),
    Column("issuer_of_patient_id", String(64), nullable=False, default=""),
    Column("patient_name", Text, nullable=False),
    # What folding leaves of a name, and PostgreSQL takes into an index, whatever the script.
    Column("patient_name_folded", String(600), nullable=False),
    Column("patient_birth_date", String(8), nullable=False),
    Column("patient_sex", String(16), nullable=False),
    Column("accession_number", String(64), nullable=False),
    Column("study_id_value", String(64), nullable=False),
    Column("study_date", String(8), nullable=False),
    Column("study_time", String(16), nullable=False),
    Column("study_description", Text, nullable=False),
    Column("referring_physician_name", Text, nullable=False),
    # Every patient- and study-level attribute that was present, as DICOM JSON.
    Column("attributes", Text, nullable=False),
    # By which edition of the rules its words were written (see imaging.reading.study_words); 0: not yet.
    Column("words_edition", Integer, nullable=False),
    UniqueConstraint("study_id", "digest"),
    Index("ix_study_variants_words_edition", "words_edition", "id"),
    # A part of a name is found by reading such an index from end to end; it holds all that this needs.
    *(
        Index(f"ix_study_variants_{column}", column, "study_id")
        for column in ("patient_id", "patient_name_folded", "accession_number", "study_date")
    ),
)

series = Table(
    "series",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("study_id", ForeignKey("studies.id"), nullable=False),
    Column("series_instance_uid", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("number_of_instances", Integer, nullable=False),
    UniqueConstraint("study_id", "series_instance_uid"),
    Index("ix_series_changed_at", "changed_at"),
    Index("ix_series_series_instance_uid", "series_instance_uid"),
)

series_variants = Table(
    "series_variants",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    # What the same instances say of their patient and study.
    Column("study_variant_id", ForeignKey("study_variants.id"), nullable=False, index=True),
    Column("digest", LargeBinary(16), nullable=False),
    Column("modality", String(16), nullable=False),
    Column("series_number", Integer, nullable=True),
    Column("series_description", Text, nullable=False),
    Column("body_part_examined", String(64), nullable=False),
    Column("performed_procedure_step_start_date", String(8), nullable=False),
    Column("performed_procedure_step_start_time", String(16), nullable=False),
    # Identifiers in Request Attributes Sequence, a line each: `\n00400009=SPS1\n00401001=RP1\n`.
    Column("request_attributes", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    UniqueConstraint("series_id", "study_variant_id", "digest"),
)

instances = Table(
    "instances",
    metadata,
    Column("id", RowId, primary_key=True),
    # Repeated from the study, so that one unique index says: one object, one hospital.
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("series_id", ForeignKey("series.id"), nullable=False, index=True),
    Column("series_variant_id", ForeignKey("series_variants.id"), nullable=False, index=True),
    Column("sop_instance_uid", String(64), nullable=False),
    Column("sop_class_uid", String(64), nullable=False),
    Column("transfer_syntax_uid", String(64), nullable=False),
    Column("instance_number", Integer, nullable=True),
    Column("rows", Integer, nullable=True),
    Column("columns", Integer, nullable=True),
    Column("bits_allocated", Integer, nullable=True),
    Column("number_of_frames", Integer, nullable=False),
    # Instance-level attributes that listing needs, as DICOM JSON (see imaging.archive.attributes).
    Column("attributes", Text, nullable=False),
    # What showing needs (imaging.pixels.description.ImageDescription as JSON); empty: nothing to show, or why not.
    Column("description", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    # First byte of the data set, and of the pixel data's value (absent: no pixels, or a deflated data set).
    Column("dataset_offset", BigInteger, nullable=False),
    Column("pixel_offset", BigInteger, nullable=True),
    Column("pixel_length", BigInteger, nullable=True),
    # Where each frame of encapsulated pixel data lies (imaging.dicom.frames.FrameTable); absent for native pixels.
    Column("frame_table", LargeBinary, nullable=True),
    Column("object_key", String(255), nullable=False, unique=True),
    # False while the only copy lies in the landing directory.
    Column("is_stored", Boolean, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("sop_instance_uid", "hospital_id"),
    Index(
        "ix_instances_not_stored",
        "id",
        sqlite_where=~Column("is_stored"),
        postgresql_where=~Column("is_stored"),
    ),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("sop_instance_uid", String(64), nullable=False),
    Column("reason", String(64), nullable=False),
    # The attributes that differ from the object that was here, of those that the index keeps.
    Column("detail", Text, nullable=False),
    # Who sent it, as far as it is known.
    Column("source", String(100), nullable=False),
    # What it says of patient and study, as DICOM JSON.
    Column("attributes", Text, nullable=False),
    Column("object_key", String(255), nullable=False, unique=True),
    Column("is_stored", Boolean, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("settled_at", Moment, nullable=True),
    UniqueConstraint("hospital_id", "sop_instance_uid", "sha256"),
)

# Frames that killed or outlived the child that decoded them: not tried again.
undecodable_frames = Table(
    "undecodable_frames",
    metadata,
    Column("instance_id", ForeignKey("instances.id"), primary_key=True),
    Column("frame_number", Integer, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
