"""What consults come to, composed: writing, concluding, signing, objects, and whether it is still what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from imaging.access.audit import Audit
from imaging.access.hospitals import Hospitals
from imaging.access.slow_hash import SlowHash
from imaging.archive.composition import Archive
from imaging.clock import Clock
from imaging.consult.outcome.building import Building
from imaging.consult.outcome.concluding import Concluding
from imaging.consult.outcome.conclusions import Conclusions
from imaging.consult.outcome.departures import Departures
from imaging.consult.outcome.drafting import Drafting
from imaging.consult.outcome.facts import Facts
from imaging.consult.outcome.guest_proof import GuestProof
from imaging.consult.outcome.leaving import Departing
from imaging.consult.outcome.objects import Objects
from imaging.consult.outcome.papers import Papers
from imaging.consult.outcome.signing import Signing
from imaging.consult.outcome.telling import OutcomeNews
from imaging.consult.outcome.verifying import Verifying
from imaging.events.bus import EventBus
from imaging.exchange.outbox import Outbox
from imaging.exchange.telling.inbox import Inbox
from imaging.exporting.cells import Cells
from imaging.exporting.looks import Looks
from imaging.index.engine import Index
from imaging.orders.report_rules import RulesOfHospitals
from imaging.reading.measuring import Measuring
from imaging.reading.study_view import StudyViews


@dataclass(frozen=True)
class Foundations:
    """What conclusions stand upon."""

    index: Index
    clock: Clock
    audit: Audit
    archive: Archive
    events: EventBus
    hospitals: Hospitals
    outbox: Outbox
    inbox: Inbox
    # None: the machine's own.
    zone: tzinfo | None
    base_url: str
    # Of the digits of guests.
    code_hashes: SlowHash


@dataclass(frozen=True)
class Outcomes:
    """Everything of conclusions, for the doors and the worker."""

    conclusions: Conclusions
    drafting: Drafting
    concluding: Concluding
    signing: Signing
    verifying: Verifying
    papers: Papers
    building: Building
    departing: Departing
    departures: Departures
    guest_proof: GuestProof

    @classmethod
    def over(cls, house: Foundations) -> Outcomes:
        """Put it together."""
        index, clock, audit, archive = house.index, house.clock, house.audit, house.archive
        news = OutcomeNews(house.inbox)
        drafting = Drafting(index, clock, audit, news)
        measuring = Measuring(archive.retrieve, archive.pictures)
        views = StudyViews.over(index, archive.retrieve, archive.pictures)
        rules = RulesOfHospitals(index, clock, audit)
        facts, cells = Facts(index, views), Cells(archive.pictures, views.facts)
        papers = Papers(house.hospitals, rules, archive.retrieve, facts, cells, house.zone)
        departing = Departing(index, audit, archive.retrieve, papers, house.outbox, house.base_url, house.zone)
        return cls(
            Conclusions(index),
            drafting,
            Concluding(index, clock, audit, archive.retrieve, measuring, facts, house.events, news),
            Signing(index, clock, audit, drafting, house.events, news),
            Verifying(index),
            papers,
            Building(
                index,
                clock,
                audit,
                archive,
                Objects(archive, measuring, Looks(archive.pictures), house.zone),
                papers,
                house.outbox,
                departing,
                house.events,
            ),
            departing,
            Departures(index),
            GuestProof(index, clock, audit, house.code_hashes),
        )
