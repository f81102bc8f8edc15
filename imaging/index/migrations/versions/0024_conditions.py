"""Under which condition what waits in the outbox leaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("parcels", sa.Column("condition", sa.Text(), nullable=False, server_default=""))
