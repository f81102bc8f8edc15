"""What must reach somebody else: the systems that it goes to, what goes, and how far each has come."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from imaging.index.metadata import Moment, RowId, metadata

destinations = Table(
    "destinations",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(16), nullable=False),
    # Words of imaging.exchange.content.Content, with spaces between.
    Column("receives", String(200), nullable=False),
    # Of a DICOM machine and of a listener for HL7.
    Column("host", String(255), nullable=False, default=""),
    Column("port", Integer, nullable=True),
    Column("ae_title", String(16), nullable=False, default=""),
    # What HL7 calls the one who receives (MSH-5 and MSH-6).
    Column("application", String(100), nullable=False, default=""),
    Column("facility", String(100), nullable=False, default=""),
    # Of whatever is reached by HTTP.
    Column("url", String(500), nullable=False, default=""),
    # Empty: the secret is a bearer token, or the key of signatures.
    Column("login", String(100), nullable=False, default=""),
    # Sealed with a key that is not in the index.
    Column("secret", LargeBinary(1000), nullable=True),
    Column("is_active", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("removed_at", Moment, nullable=True),
    # How often in a row it did not answer, and until when it is left alone for that.
    Column("failures", Integer, nullable=False, default=0),
    Column("rests_until", Moment, nullable=True),
    Column("answered_at", Moment, nullable=True),
    # Which thread of which worker sends there now, and until when that holds if nothing is heard of it.
    Column("lease", String(32), nullable=False, default=""),
    Column("leased_until", Moment, nullable=True),
    Index(
        "uq_destinations_name",
        "hospital_id",
        "name",
        unique=True,
        sqlite_where=Column("removed_at").is_(None),
        postgresql_where=Column("removed_at").is_(None),
    ),
)

parcels = Table(
    "parcels",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hospital_id", ForeignKey("hospitals.id"), nullable=False),
    Column("content", String(32), nullable=False),
    # Names this parcel and no other of its hospital; says nothing of a patient.
    Column("key", String(200), nullable=False),
    # What goes to one destination in the order in which it was put; empty: nothing waits for it.
    Column("line", String(100), nullable=False, default=""),
    Column("kind", String(24), nullable=False),
    # An object of the archive, or what is said, as JSON of its kind.
    Column("instance_id", ForeignKey("instances.id"), nullable=True, index=True),
    Column("said", Text, nullable=False, default=""),
    # What must be so when it leaves, as JSON; empty: nothing.
    Column("condition", Text, nullable=False, default=""),
    Column("put_at", Moment, nullable=False),
    UniqueConstraint("hospital_id", "key"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("parcel_id", ForeignKey("parcels.id"), nullable=False),
    Column("destination_id", ForeignKey("destinations.id"), nullable=False),
    # By which the receiver knows it again when it comes a second time.
    Column("handle", String(32), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    # From when on it counts how long it waits: when it was put, or sent again by hand.
    Column("waits_since", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("tried_at", Moment, nullable=True),
    # Why the last try came to nothing, in a word of ours and one of the receiver's protocol.
    Column("problem", String(32), nullable=False, default=""),
    Column("problem_code", String(16), nullable=False, default=""),
    Column("ended_at", Moment, nullable=True),
    # Who discarded it, and why.
    Column("ended_by", String(64), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    UniqueConstraint("parcel_id", "destination_id"),
    Index("ix_deliveries_state_next_try_at", "state", "next_try_at"),
    Index("ix_deliveries_destination_id_state", "destination_id", "state", "next_try_at"),
)
