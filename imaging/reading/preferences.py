"""How somebody wants the viewer: which layout for which kind of exam, and whether texts stand around the images."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from imaging.clock import Clock
from imaging.errors import LimitError
from imaging.index.engine import Index
from imaging.index.tables import viewer_preferences

# What a person chooses by hand is short; more is somebody's program.
LONGEST = 20_000


@dataclass(frozen=True)
class ViewerPreferences:
    """Keeps them as the page writes them; nobody else reads them."""

    index: Index
    clock: Clock

    def of(self, user_id: int) -> str:
        """Return what somebody wants as JSON; an empty object where they have chosen nothing yet."""
        query = select(viewer_preferences.c.preferences).where(viewer_preferences.c.user_id == user_id)
        with self.index.read() as connection:
            return connection.execute(query).scalar_one_or_none() or "{}"

    def keep(self, user_id: int, preferences: str) -> None:
        """Keep what somebody wants from now on.

        Raises
        ------
        LimitError
            It is longer than what people choose.
        """
        if len(preferences) > LONGEST:
            raise LimitError("These preferences are too long.", limit=LONGEST)
        values = {"user_id": user_id, "preferences": preferences, "changed_at": self.clock.now()}
        with self.index.write() as connection:
            keep = self.index.insert(viewer_preferences).values(values)
            connection.execute(keep.on_conflict_do_update(index_elements=[viewer_preferences.c.user_id], set_=values))
