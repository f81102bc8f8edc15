"""Grants by name that let somebody draw on the images."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # What was granted before opened nothing that is kept.
    op.add_column("grants", sa.Column("may_annotate", sa.Boolean(), nullable=False, server_default=sa.false()))
