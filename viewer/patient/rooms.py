"""What the patient's endpoints stand on: the house, and what is read of it for a link."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.house import House
from imaging.sharing.film import Film, Films
from imaging.sharing.frame_kinds import FrameKinds
from imaging.sharing.takeaway import Takeaways
from viewer.patient.visitors import Visit


@dataclass(frozen=True)
class Rooms:
    """Composed once for each process."""

    house: House
    films: Films
    kinds: FrameKinds
    takeaways: Takeaways

    @classmethod
    def of(cls, house: House) -> Rooms:
        """Compose what the endpoints need."""
        retrieve = house.archive.retrieve
        return cls(
            house,
            Films(house.index, retrieve),
            FrameKinds(retrieve),
            Takeaways(house.index, retrieve, house.archive.pictures),
        )

    def film_of(self, visit: Visit) -> Film:
        """Return what this visitor may see, and nothing else."""
        return self.films.of(visit.link.study_ids)
