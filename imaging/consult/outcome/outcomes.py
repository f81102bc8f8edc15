"""What consults come to, composed: writing, concluding, signing, looking whether it is still what was signed."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.access.audit import Audit
from imaging.archive.composition import Archive
from imaging.clock import Clock
from imaging.consult.outcome.concluding import Concluding
from imaging.consult.outcome.conclusions import Conclusions
from imaging.consult.outcome.drafting import Drafting
from imaging.consult.outcome.signing import Signing
from imaging.consult.outcome.verifying import Verifying
from imaging.index.engine import Index
from imaging.reading.measuring import Measuring


@dataclass(frozen=True)
class Outcomes:
    """Everything of conclusions, for the doors and the worker."""

    conclusions: Conclusions
    drafting: Drafting
    concluding: Concluding
    signing: Signing
    verifying: Verifying

    @classmethod
    def compose(cls, index: Index, clock: Clock, audit: Audit, archive: Archive) -> Outcomes:
        """Put it together."""
        drafting = Drafting(index, clock)
        measuring = Measuring(archive.retrieve, archive.pictures)
        return cls(
            Conclusions(index),
            drafting,
            Concluding(index, clock, audit, archive.retrieve, measuring),
            Signing(index, clock, audit, drafting),
            Verifying(index),
        )
