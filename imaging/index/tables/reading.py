"""What doctors keep beside the images: annotations, in versions that are never altered."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from imaging.index.metadata import Moment, RowId, metadata

drawings = Table(
    "drawings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("study_id", ForeignKey("studies.id"), nullable=False),
    # Made by whoever drew, so that it is known before the server has answered.
    Column("uuid", String(36), nullable=False),
    Column("author_id", ForeignKey("users.id"), nullable=False, index=True),
    UniqueConstraint("study_id", "uuid"),
)

drawing_versions = Table(
    "drawing_versions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("drawing_id", ForeignKey("drawings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    # The one order of everything that was drawn in a study: whoever knows a number asks for what came after it.
    Column("study_id", ForeignKey("studies.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    # imaging.reading.annotations.Annotation as JSON, and what it measures.
    Column("annotation", Text, nullable=False),
    Column("measured", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("drawing_id", "version"),
    UniqueConstraint("study_id", "sequence"),
)

# How people want the viewer, as JSON that only the viewer's own page reads (imaging.reading.preferences).
viewer_preferences = Table(
    "viewer_preferences",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("preferences", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
