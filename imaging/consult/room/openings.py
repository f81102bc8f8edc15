"""What consults open, remembered: asked with everything that is drawn, and changed hardly ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.access.remembered import Remembered
from imaging.clock import Clock
from imaging.consult.participants import opened_series
from imaging.consult.room.drawn import ImagePlaceShape
from imaging.consult.room.grounds import Grounds, Picture, places_of
from imaging.consult.room.proposals import Proposal
from imaging.index.tables import consults, instances

# Of how many pictures it is known what series they are of; an instance stays what it is.
_MOST_PICTURES: Final = 100_000


class Openings:
    """For one thread."""

    def __init__(self, clock: Clock) -> None:
        self._consults: Remembered[int, Grounds] = Remembered(clock)
        self._now: dict[int, Grounds] = {}
        self._pictures: dict[int, Picture] = {}

    def look(self, connection: Connection, proposals: Sequence[Proposal]) -> None:
        """Have everything at hand that proposals refer to."""
        self._now = {each: self._opened(connection, each) for each in {each.consult_id for each in proposals}}
        places = (place for each in proposals for place in places_of(each.body))
        self._know({place.instance_id for place in places if isinstance(place, ImagePlaceShape)}, connection)

    def of(self, consult_id: int) -> Grounds:
        """Return what a consult opens, as it was when somebody looked."""
        return self._now[consult_id]

    def _opened(self, connection: Connection, consult_id: int) -> Grounds:
        known = self._consults.get(consult_id)
        if known is not None:
            return known
        found = opened_series(connection, consult_id)
        study_id = connection.scalar(select(consults.c.study_id).where(consults.c.id == consult_id))
        study_ids = frozenset(found.values()) | ({study_id} if study_id is not None else set())
        grounds = Grounds(study_ids, frozenset(found), self._pictures)
        return self._consults.put(consult_id, grounds)

    def _know(self, instance_ids: Iterable[int], connection: Connection) -> None:
        unknown = [each for each in instance_ids if each not in self._pictures]
        if not unknown:
            return
        if len(self._pictures) > _MOST_PICTURES:
            self._pictures.clear()
        query = select(instances.c.id, instances.c.series_id, instances.c.number_of_frames)
        for row in connection.execute(query.where(instances.c.id.in_(unknown))):
            self._pictures[row.id] = Picture(row.series_id, row.number_of_frames)
