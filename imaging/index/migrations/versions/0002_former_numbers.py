"""The numbers that orders had before they were corrected, and the documents that wait, found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from imaging.index.metadata import Moment, RowId

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "former_numbers",
        sa.Column("hospital_id", RowId, nullable=False),
        sa.Column("accession_number", sa.String(length=64), nullable=False),
        sa.Column("order_id", RowId, nullable=False),
        sa.Column("corrected_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hospital_id"], ["hospitals.id"], name=op.f("fk_former_numbers_hospital_id_hospitals")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_former_numbers_order_id_orders")),
        sa.PrimaryKeyConstraint("hospital_id", "accession_number", name=op.f("pk_former_numbers")),
    )
    op.create_index(op.f("ix_document_questions_settled_at"), "document_questions", ["settled_at"], unique=False)
