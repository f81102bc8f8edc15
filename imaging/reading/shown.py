"""Whom studies show: everything that any instance of them says, read from the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from imaging.index.tables import studies, study_variants
from imaging.orders.fitting import Identity
from imaging.reading.same_patient import Shown

_SAID: Final = tuple(Identity.__dataclass_fields__)


def shown_by(connection: Connection, which: Select[Any]) -> Mapping[int, Shown]:
    """Return whom each of these studies shows, by all its variants; ``which`` selects their numbers."""
    study_ids = connection.scalars(which).all()
    query = (
        select(studies.c.hospital_id, study_variants)
        .join(study_variants, study_variants.c.study_id == studies.c.id)
        .where(studies.c.id.in_(study_ids))
        .order_by(study_variants.c.id)
    )
    said: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        said[row.study_id].append(row)
    return {each: Shown(rows[0].hospital_id, tuple(map(_identity, rows))) for each, rows in said.items()}


def _identity(row: Row[Any]) -> Identity:
    return Identity(**{name: getattr(row, name) for name in _SAID})
