"""Finds what concerns somebody without looking at all that ever did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_index("ix_consults_due", "consults", ["state", "due_at"], unique=False)
    late = sa.text("escalated_at IS NOT NULL")
    op.create_index("ix_consults_escalated", "consults", ["id"], unique=False, sqlite_where=late, postgresql_where=late)
    for name in ("user", "department", "group"):
        op.drop_index(op.f(f"ix_consult_invitations_{name}_id"), table_name="consult_invitations")
        op.create_index(
            f"ix_consult_invitations_of_{name}", "consult_invitations", [f"{name}_id", "state"], unique=False
        )
    op.create_index(op.f("ix_consult_invitations_answered_by"), "consult_invitations", ["answered_by"], unique=False)
    op.drop_index(op.f("ix_consult_participants_user_id"), table_name="consult_participants")
    op.create_index(
        "ix_consult_participants_of_user", "consult_participants", ["user_id", "consult_id", "part"], unique=False
    )
