"""What guests say of themselves before they come in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column(
        "consult_guests",
        sa.Column("confirmed_organisation", sa.String(length=200), nullable=False, server_default=""),
    )
    op.add_column("consult_guests", sa.Column("attested", sa.String(length=16), nullable=False, server_default=""))
