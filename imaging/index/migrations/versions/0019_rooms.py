"""The log of a room is looked through by proposal, and by what lasts."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

_FORMER = "uq_consult_events_consult_id_participant_id_operation_id"
_COLUMNS = ["operation_id", "participant_id", "consult_id"]


def upgrade() -> None:
    with op.batch_alter_table("consult_events") as batch:
        batch.drop_constraint(_FORMER, type_="unique")
        batch.create_unique_constraint("uq_consult_events_operation_id_participant_id_consult_id", _COLUMNS)
    op.create_index(
        "ix_consult_events_told", "consult_events", ["consult_id", "is_passing", "kind", "participant_id", "sequence"]
    )
