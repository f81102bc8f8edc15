"""Bodies of what the desk is asked about consults."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import AwareDatetime, Field

from imaging.consult.asking.asking import LONGEST_QUESTION, NewConsult
from imaging.consult.asking.consult import LONGEST_REASON
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.asking.times import Time
from imaging.consult.guests import NewGuest
from imaging.consult.named_records import Record, RecordKind
from imaging.consult.participants import Part
from imaging.exchange.telling.news import Urgency
from viewer.desk.asked import Body

_MOST: Final = 500


class InviteeForm(Body):
    """Somebody who is asked; guests are invited in a way of their own."""

    kind: InviteeKind
    id: int
    part: Literal[Part.SPEAKS, Part.WATCHES, Part.ASKS] = Part.SPEAKS

    def value(self) -> Invitee:
        """Return whom it names."""
        return Invitee(self.kind, self.id, self.part)


class RecordForm(Body):
    """A record."""

    kind: RecordKind
    id: int

    def value(self) -> Record:
        """Return what it names."""
        return Record(self.kind, self.id)


class OpenedForm(Body):
    """What is opened."""

    series_ids: list[int] = Field(default_factory=list, max_length=_MOST)
    records: list[RecordForm] = Field(default_factory=list, max_length=_MOST)
    revision: int | None = None


class GuestForm(Body):
    """Somebody without an account."""

    name: str = Field(max_length=200, repr=False)
    organisation: str = Field(max_length=400, repr=False)

    def value(self) -> NewGuest:
        """Return whom it names."""
        return NewGuest(self.name, self.organisation)


class ConsultForm(Body):
    """A consult as it is wanted."""

    study_id: int
    question: str = Field(max_length=LONGEST_QUESTION * 2, repr=False)
    urgency: Urgency
    invitees: list[InviteeForm] = Field(default_factory=list, max_length=_MOST)
    guests: list[GuestForm] = Field(default_factory=list, max_length=20)
    series_ids: list[int] = Field(default_factory=list, max_length=_MOST)
    records: list[RecordForm] = Field(default_factory=list, max_length=_MOST)
    is_referral: bool = False
    hides_identity: bool = False

    def value(self) -> NewConsult:
        """Return what is wanted."""
        return NewConsult(
            study_id=self.study_id,
            question=self.question,
            urgency=self.urgency,
            invitees=tuple(each.value() for each in self.invitees),
            series_ids=frozenset(self.series_ids),
            records=frozenset(each.value() for each in self.records),
            is_referral=self.is_referral,
            hides_identity=self.hides_identity,
            has_guests=bool(self.guests),
        )


class InviteForm(Body):
    """Further people."""

    invitees: list[InviteeForm] = Field(min_length=1, max_length=50)
    revision: int | None = None


class DeclineForm(Body):
    """Why not."""

    reason: str = Field(max_length=LONGEST_REASON * 2, repr=False)


class WithdrawForm(DeclineForm):
    """Why it is not asked any more."""

    revision: int | None = None


class HandOnForm(Body):
    """Who is asked instead; without an invitation, in the place of somebody who had accepted."""

    to: InviteeForm
    invitation_id: int | None = None


class TimeForm(Body):
    """When."""

    starts_at: AwareDatetime
    minutes: int = 30
    revision: int | None = None

    def value(self) -> Time:
        """Return the time."""
        return Time(self.starts_at, self.minutes)


class PartForm(Body):
    """What somebody is from now on."""

    part: Part


class LookForm(Body):
    """Up to which event somebody has seen everything."""

    sequence: int = Field(ge=0)


class SearchForm(Body):
    """Who is looked for."""

    text: str = Field("", max_length=200, repr=False)
    hospital_id: int | None = None


class GroupForm(Body):
    """A group and who is in it."""

    name: str = Field(max_length=200)
    user_ids: list[int] = Field(max_length=_MOST)


class DeadlinesForm(Body):
    """The time for an answer."""

    routine_minutes: int
    urgent_minutes: int
    emergency_minutes: int
