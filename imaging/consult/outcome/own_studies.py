"""Which studies a conclusion is about for the hospital that asked: its own, and none of another hospital."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.participants import Gathering
from imaging.errors import NotFoundError
from imaging.index.tables import studies


def own_studies_within(connection: Connection, here: Gathering) -> tuple[int, ...]:
    """Return the studies that objects are made for, the one that was asked about first.

    Raises
    ------
    NotFoundError
        The study that was asked about is not the asking hospital's any more.
    """
    opened = (studies.c.hospital_id == here.hospital_id, studies.c.id.in_(here.study_ids))
    own = set(connection.scalars(select(studies.c.id).where(*opened)))
    if here.study_id not in own:
        raise NotFoundError("The study is not here any more.")
    return (here.study_id, *sorted(own - {here.study_id}))
