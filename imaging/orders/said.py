"""What the instances of a study say of whom they show."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import astuple

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.index.tables import study_variants
from imaging.orders.fitting import Identity


def said_within(connection: Connection, study_id: int) -> list[Identity]:
    """Return what they say, once for each thing that they say differently, be it of somebody or of the study."""
    kept = study_variants.c
    columns = [kept[name] for name in Identity.__dataclass_fields__]
    return [Identity(*row) for row in connection.execute(select(*columns).where(kept.study_id == study_id))]


def digest_of(said: Collection[Identity]) -> str:
    """Return the digest of all that is said of anybody, however often."""
    values = sorted({astuple(identity) for identity in said})
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
