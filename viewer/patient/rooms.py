"""What the patient's endpoints stand on: the house, and what is read of it for a link."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.house import House
from imaging.orders.visibility import visible_study_ids
from imaging.sharing.film import Film, Films
from imaging.sharing.frame_kinds import FrameKinds
from imaging.sharing.takeaway import Takeaways
from imaging.sharing.withheld import Withheld
from viewer.patient.visitors import Visit


@dataclass(frozen=True)
class Rooms:
    """Composed once for each process."""

    house: House
    films: Films
    kinds: FrameKinds
    takeaways: Takeaways
    withheld: Withheld

    @classmethod
    def of(cls, house: House) -> Rooms:
        """Compose what the endpoints need."""
        retrieve = house.archive.retrieve
        return cls(
            house,
            Films(house.index, retrieve),
            FrameKinds(retrieve),
            Takeaways(house.index, retrieve, house.archive.pictures),
            Withheld(house.index, retrieve, house.reports),
        )

    def film_of(self, visit: Visit) -> Film:
        """Return what this visitor may see, and nothing else.

        That is not the report before it was released, whichever object carries it.
        A link is believed for seconds, and an image of somebody else may come into a study at any moment. So after the
        film was read it is asked once more what may be shown: whatever is in the film was there by then.
        """
        film = self.films.of(visit.link.study_ids)
        with self.house.index.read() as connection:
            film = film.within(visible_study_ids(connection, visit.link.order_id))
        return film.without(self.withheld.of(film, visit.link.order_id))
