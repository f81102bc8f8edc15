"""Which studies an order shows: those bound to it, as long as nobody has a question about them."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from imaging.index.tables import binding_questions, bindings


def visible_study_ids(connection: Connection, order_id: int) -> frozenset[int]:
    """Return the studies that whoever holds the order's link may see at this moment."""
    is_asked = exists().where(
        binding_questions.c.study_id == bindings.c.study_id, binding_questions.c.settled_at.is_(None)
    )
    query = select(bindings.c.study_id).where(bindings.c.order_id == order_id, ~is_asked)
    return frozenset(connection.execute(query).scalars())
