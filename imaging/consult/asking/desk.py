"""Everything that asking consists of, put together once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from imaging.access.audit import Audit
from imaging.archive.composition import Archive
from imaging.clock import Clock
from imaging.consult.asking.answering import Answers
from imaging.consult.asking.asking import Consults
from imaging.consult.asking.colleagues import Colleagues
from imaging.consult.asking.deadlines import Deadlines
from imaging.consult.asking.escalation import Escalation
from imaging.consult.asking.expert_groups import ExpertGroups
from imaging.consult.asking.lists import Lists
from imaging.consult.asking.looks import Looks
from imaging.consult.asking.notes import Notes
from imaging.consult.asking.offers import Offers
from imaging.consult.asking.times import Times
from imaging.consult.asking.with_guests import AskingWithGuests
from imaging.consult.guests import Guests
from imaging.events.bus import EventBus
from imaging.exchange.telling.inbox import Inbox
from imaging.index.engine import Index
from imaging.orders.reports import Reports
from imaging.reading.papers import Papers
from imaging.reading.priors import Priors
from imaging.reading.study_view import StudyViews


@dataclass(frozen=True)
class AskingDesk:
    """What a door is given."""

    consults: Consults
    with_guests: AskingWithGuests
    answers: Answers
    times: Times
    lists: Lists
    looks: Looks
    offers: Offers
    colleagues: Colleagues
    groups: ExpertGroups
    deadlines: Deadlines
    escalation: Escalation

    @classmethod
    def compose(
        cls, index: Index, clock: Clock, audit: Audit, inbox: Inbox, events: EventBus, offers: Offers, guests: Guests
    ) -> Self:
        """Put it together over what lies below."""
        notes = Notes(audit, inbox, events)
        consults = Consults(index, clock, offers, notes)
        return cls(
            consults=consults,
            with_guests=AskingWithGuests(index, consults, guests),
            answers=Answers(index, clock, notes),
            times=Times(index, clock, notes),
            lists=Lists(index, clock),
            looks=Looks(index, clock, inbox),
            offers=offers,
            colleagues=Colleagues(index),
            groups=ExpertGroups(index, audit),
            deadlines=Deadlines(index, audit),
            escalation=Escalation(index, clock, notes),
        )


def offers_over(index: Index, archive: Archive, priors: Priors, reports: Reports, papers: Papers) -> Offers:
    """Compose what can be opened."""
    return Offers(
        index, StudyViews.over(index, archive.retrieve, archive.pictures), priors, reports, papers, archive.retrieve
    )
