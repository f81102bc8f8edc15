"""When the guest of a session was seen last, so that a forgotten one ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    # Sessions of before are taken for unseen: whoever is there opens their invitation once more.
    op.add_column("consult_guest_sessions", sa.Column("seen_at", Moment, nullable=True))
    op.execute("UPDATE consult_guest_sessions SET seen_at = created_at")
    with op.batch_alter_table("consult_guest_sessions") as table:
        table.alter_column("seen_at", nullable=False)
