"""What a consult opens to one of those who take part: the named series and records, and nothing else of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.archive.stored import StoredInstance
from imaging.consult.named_records import Record, RecordKind, records_of
from imaging.consult.participants import Gathering, Participant
from imaging.index.engine import Index


@dataclass(frozen=True)
class Opened:
    """A consult before one of its participants."""

    gathering: Gathering
    participant: Participant
    records: frozenset[Record]

    @property
    def hides(self) -> bool:
        """Whether they must not learn whose images these are."""
        return self.gathering.hides_identity and self.participant.guest_id is not None

    @property
    def is_own(self) -> bool:
        """Whether they belong to the hospital that asks."""
        return self.participant.hospital_id == self.gathering.hospital_id

    def names(self, instance: StoredInstance) -> bool:
        """Whether an object is open: its series is named, or it is itself as a record."""
        return instance.series_id in self.gathering.series_ids or self.holds(RecordKind.OBJECT, instance.id)

    def holds(self, kind: RecordKind, record_id: int) -> bool:
        """Whether a record is named."""
        return Record(kind, record_id) in self.records


def opened(index: Index, gathering: Gathering, participant: Participant) -> Opened:
    """Return what is open to a participant, as it is at this moment."""
    with index.read() as connection:
        return Opened(gathering, participant, records_of(connection, gathering.id))
