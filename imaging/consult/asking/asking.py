"""Asking: to open named series and records to named people with a question, and to change that while it lasts."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Action, Person
from imaging.clock import Clock
from imaging.consult.asking.consult import Consult, changed, consult_of, found, held, written
from imaging.consult.asking.deadlines import minutes_of
from imaging.consult.asking.invitations import Invitee, invite
from imaging.consult.asking.left import state_after
from imaging.consult.asking.notes import Notes, present
from imaging.consult.asking.offers import Offers
from imaging.consult.asking.standings import Deed, Standing, require
from imaging.consult.asking.who import standing_of
from imaging.consult.invitation_states import InvitationState
from imaging.consult.leaving import take_out_within
from imaging.consult.named_records import Record, records_of
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, FilmlessError, MalformedError, NotFoundError
from imaging.exchange.telling.news import Kind, Urgency
from imaging.index.engine import Index
from imaging.index.tables import (
    consult_invitations,
    consult_participants,
    consult_records,
    consult_series,
    consults,
)
from imaging.problems import Problem

LONGEST_QUESTION: Final = 4000
MOST_INVITED: Final = 50
MOST_OPENED: Final = 500


@dataclass(frozen=True)
class NewConsult:
    """A consult as it is wanted."""

    study_id: int
    question: str = field(repr=False)
    urgency: Urgency
    invitees: tuple[Invitee, ...]
    series_ids: frozenset[int] = frozenset()
    records: frozenset[Record] = frozenset()
    is_referral: bool = False
    # From guests.
    hides_identity: bool = False
    # Whether people without an account are invited besides, each by a link and digits of their own.
    has_guests: bool = False

    @property
    def waits_for_answers(self) -> bool:
        """Whether it waits for somebody to take it.

        Guests come in when whoever asks lets them in: where nobody else was asked to speak, there is no other answer
        that it would wait for.
        """
        is_to_speak = any(each.part is Part.SPEAKS for each in self.invitees)
        return is_to_speak or not self.has_guests

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", written(self.question, "question", LONGEST_QUESTION))
        if not self.series_ids and not self.records:
            raise MalformedError("Choose what is to be seen.", Problem.CONSULT_OPENS_NOTHING)
        if len(self.series_ids) + len(self.records) > MOST_OPENED:
            raise MalformedError("That is too much at once.", Problem.CONSULT_OPENS_TOO_MUCH, most=MOST_OPENED)
        if len(self.invitees) > MOST_INVITED:
            raise MalformedError("Those are too many at once.", Problem.CONSULT_TO_TOO_MANY, most=MOST_INVITED)


@dataclass(frozen=True)
class Consults:
    """The consults of this installation; whoever asks was asked before whether they may (``Action.ASK_CONSULTS``)."""

    index: Index
    clock: Clock
    offers: Offers
    notes: Notes

    def ask(self, person: Person, new: NewConsult) -> Consult:
        """Open named series and records to those who are invited, and tell them."""
        self.check(person, new)
        with self.index.write() as connection:
            return self.ask_within(connection, person, new)

    def check(self, person: Person, new: NewConsult) -> None:
        """Go on only if it asks somebody, and opens what is theirs to open."""
        if not new.invitees and not new.has_guests:
            raise MalformedError("Choose whom to ask.", Problem.CONSULT_TO_NOBODY)
        self.offers.of(person, new.study_id).check(new.series_ids, new.records)

    def ask_within(self, connection: Connection, person: Person, new: NewConsult) -> Consult:
        """Ask as part of a transaction, with what was offered."""
        now = self.clock.now()
        values = {
            "code": secrets.token_urlsafe(16),
            "hospital_id": person.hospital_id,
            "study_id": new.study_id,
            "asked_by": person.user_id,
            "question": new.question,
            "urgency": new.urgency,
            "is_referral": new.is_referral,
            "hides_identity": new.hides_identity,
            "state": ConsultState.REQUESTED if new.waits_for_answers else ConsultState.ACCEPTED,
            "revision": 1,
            "reason": "",
            "asked_at": now,
            "due_at": now + minutes_of(connection, person.hospital_id).of(new.urgency),
        }
        consult = consult_of(connection.execute(insert(consults).values(values).returning(consults)).one())
        connection.execute(
            insert(consult_participants).values(
                consult_id=consult.id, user_id=person.user_id, part=Part.ASKS, since=now
            )
        )
        _open(connection, consult.id, new.series_ids, new.records)
        numbers = [self._invite(connection, consult, each, person) for each in new.invitees]
        self.notes.ask(connection, consult, numbers)
        detail = {"study": new.study_id, "series": len(new.series_ids), "records": len(new.records),
                  "invited": len(numbers), "urgency": new.urgency.value}  # fmt: skip
        self.notes.audited(connection, person, Action.ASK_CONSULTS, consult, detail)
        return consult

    def by_code(self, code: str) -> Consult:
        """Return the consult of an address."""
        with self.index.read() as connection:
            return found(connection, consults.c.code == code)

    def standing(self, consult: Consult, person: Person) -> Standing:
        """Return what somebody is to a consult."""
        with self.index.read() as connection:
            return standing_of(connection, consult, person)

    def invite(self, person: Person, code: str, invitees: Collection[Invitee], revision: int | None = None) -> Consult:
        """Ask further people."""
        with self.index.write() as connection:
            consult = self._held(connection, person, code, Deed.INVITE, revision)
            numbers = [self._invite(connection, consult, each, person) for each in invitees]
            consult = changed(connection, consult)
            self.notes.ask(connection, consult, numbers)
            self.notes.audited(connection, person, "invite-to-consult", consult, {"invited": len(numbers)})
        return consult

    def take_back(self, person: Person, code: str, invitation_id: int) -> Consult:
        """Ask somebody no more who has not answered yet."""
        with self.index.write() as connection:
            consult = self._held(connection, person, code, Deed.INVITE)
            kept = consult_invitations.c
            query = update(consult_invitations).where(
                kept.id == invitation_id, kept.consult_id == consult.id, kept.state == InvitationState.WAITING
            )
            values = {"state": InvitationState.TAKEN_BACK, "answered_by": person.user_id,
                      "answered_at": self.clock.now()}  # fmt: skip
            if connection.execute(query.values(values)).rowcount == 0:
                raise _not_waiting(connection, consult.id, invitation_id)
            now = self.clock.now()
            consult = self.notes.stands(connection, consult, state_after(connection, consult, now), now)
            self.notes.asked_no_more(connection, consult, invitation_id)
            self.notes.audited(connection, person, "uninvite-from-consult", consult, {"invitation": invitation_id})
        return self.notes.show(consult)

    def open_more(
        self,
        person: Person,
        code: str,
        series_ids: Collection[int],
        records: Collection[Record],
        revision: int | None = None,
    ) -> Consult:
        """Open further series and records; what is open stays open."""
        offer = self.offers.of(person, self.by_code(code).study_id)
        offer.check(series_ids, records)
        with self.index.write() as connection:
            consult = self._held(connection, person, code, Deed.OPEN_MORE, revision)
            _open(connection, consult.id, series_ids, records)
            consult = changed(connection, consult)
            detail = {"series": len(series_ids), "records": len(records)}
            self.notes.audited(connection, person, "open-to-consult", consult, detail)
        return consult

    def set_part(self, person: Person, code: str, participant_id: int, part: Part) -> Consult:
        """Let somebody speak, only watch, or be in it no more."""
        if part not in {Part.SPEAKS, Part.WATCHES, Part.GONE}:
            raise MalformedError("Nobody is made that.", Problem.FIELD_WRONG, name="part")
        with self.index.write() as connection:
            consult = self._held(connection, person, code, Deed.SET_PART)
            _give(connection, consult.id, participant_id, part)
            now = self.clock.now()
            if part is Part.GONE:
                take_out_within(connection, participant_id, person.user_id, now)
            is_taken = consult.state is ConsultState.REQUESTED and part is Part.SPEAKS
            state = ConsultState.ACCEPTED if is_taken else consult.state
            self.notes.placed(connection, consult, participant_id, part, now, person.user_id)
            consult = self.notes.stands(connection, consult, state, now)
            detail: dict[str, str | int] = {"participant": participant_id, "part": part.value}
            self.notes.audited(connection, person, "set-part-in-consult", consult, detail)
        return self.notes.show(consult)

    def withdraw(self, person: Person, code: str, reason: str, revision: int | None = None) -> Consult:
        """Ask no more, with a reason; what it opened is closed with that."""
        reason = written(reason, "reason")
        with self.index.write() as connection:
            consult = self._held(connection, person, code, Deed.WITHDRAW, revision)
            told = present(connection, consult.id, but=person.user_id)
            _end_waiting(connection, consult.id, person, self.clock)
            consult = changed(connection, consult, state=ConsultState.WITHDRAWN, reason=reason)
            self.notes.moved(connection, consult, self.clock.now())
            self.notes.take_back(connection, consult)
            self.notes.tell(connection, consult, Kind.CONSULT_WITHDRAWN, "withdrawn", told)
            self.notes.audited(connection, person, "withdraw-consult", consult)
        return self.notes.show(consult)

    def _invite(self, connection: Connection, consult: Consult, invitee: Invitee, by: Person) -> int:
        return invite(connection, consult.id, invitee, by, self.clock.now(), asker_hospital=consult.hospital_id)

    def _held(
        self, connection: Connection, person: Person, code: str, deed: Deed, revision: int | None = None
    ) -> Consult:
        consult = held(connection, code, revision)
        require(standing_of(connection, consult, person), deed, consult.state)
        return consult


def _open(connection: Connection, consult_id: int, series_ids: Collection[int], records: Collection[Record]) -> None:
    opened = set(
        connection.scalars(select(consult_series.c.series_id).where(consult_series.c.consult_id == consult_id))
    )
    new = [{"consult_id": consult_id, "series_id": each} for each in sorted(set(series_ids) - opened)]
    if new:
        connection.execute(insert(consult_series), new)
    wanted = sorted((each.kind.value, each.id) for each in set(records) - records_of(connection, consult_id))
    if wanted:
        rows = [{"consult_id": consult_id, "kind": kind, "record_id": number} for kind, number in wanted]
        connection.execute(insert(consult_records), rows)


def _give(connection: Connection, consult_id: int, participant_id: int, part: Part) -> None:
    """Write down what somebody is from now on, as the room lets it be said of them."""
    kept = consult_participants.c
    who = (kept.id == participant_id, kept.consult_id == consult_id)
    settable = update(consult_participants).where(*who, kept.part.not_in((Part.ASKS, Part.GONE)))
    if connection.execute(settable.values(part=part)).rowcount:
        return
    if connection.scalar(select(kept.part).where(*who)) == Part.GONE:
        raise ConflictError("Who was taken out comes back by a new invitation.", Problem.CONSULT_TAKEN_OUT)
    raise NotFoundError("There is nobody of whom that could be said.")


def _not_waiting(connection: Connection, consult_id: int, invitation_id: int) -> FilmlessError:
    """Say why an invitation can't be taken back."""
    kept = consult_invitations.c
    if connection.scalar(select(kept.id).where(kept.id == invitation_id, kept.consult_id == consult_id)) is None:
        return NotFoundError("There is no such invitation.")
    return ConflictError("It was answered already.", Problem.CONSULT_ANSWERED)


def _end_waiting(connection: Connection, consult_id: int, person: Person, clock: Clock) -> None:
    kept = consult_invitations.c
    query = update(consult_invitations).where(kept.consult_id == consult_id, kept.state == InvitationState.WAITING)
    values = {"state": InvitationState.TAKEN_BACK, "answered_by": person.user_id, "answered_at": clock.now()}
    connection.execute(query.values(values))
