"""What counts whoever set out for a directory, so that it is taken back when they are let in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("directory_visits", sa.Column("try_number", sa.BigInteger(), nullable=True))
