"""Under which condition what waits in the outbox leaves, and what images said when a person decided whose they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    # What was decided before may be asked about again, as before.
    op.add_column(
        "binding_questions", sa.Column("settled_said", sa.String(length=64), nullable=False, server_default="")
    )
    op.add_column("parcels", sa.Column("condition", sa.Text(), nullable=False, server_default=""))
