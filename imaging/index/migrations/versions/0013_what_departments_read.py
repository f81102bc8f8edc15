"""Of which kinds of device a department reads the exams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("departments", sa.Column("modalities", sa.String(length=400), nullable=False, server_default=""))
