"""How people want the viewer, kept for every desk that they sit down at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "viewer_preferences",
        sa.Column("user_id", RowId, nullable=False),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_viewer_preferences_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_viewer_preferences")),
    )
