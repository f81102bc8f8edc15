"""Answering: somebody who was asked takes it, declines with a reason, or hands it on to somebody else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, insert, or_, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.clock import Clock
from imaging.consult.asking.consult import Consult, changed, held, written
from imaging.consult.asking.deadlines import minutes_of
from imaging.consult.asking.invitations import (
    Invitation,
    Invitee,
    invitation_of,
    invite,
    is_deputised,
    is_meant,
    named_invitations,
)
from imaging.consult.asking.left import is_anybody_left, state_after
from imaging.consult.asking.notes import Notes, conductors, late_key, waiting
from imaging.consult.asking.standings import Deed, Standing, require
from imaging.consult.asking.who import standing_of
from imaging.consult.invitation_states import InvitationState
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, NotFoundError
from imaging.exchange.telling.news import Kind
from imaging.index.engine import Index
from imaging.index.tables import consult_invitations, consult_participants
from imaging.problems import Problem


@dataclass(frozen=True)
class Answers:
    """What those who were asked say."""

    index: Index
    clock: Clock
    notes: Notes

    def accept(self, person: Person, code: str, invitation_id: int) -> Consult:
        """Take it: of several who could, the first one does."""
        with self.index.write() as connection:
            consult = held(connection, code)
            invitation = self._own(connection, consult, person, invitation_id, Deed.ACCEPT)
            self._settle(connection, invitation.id, InvitationState.ACCEPTED, person)
            self._enter(connection, consult, person, invitation.part)
            self._relieve(connection, consult, invitation.id, person)
            is_taken = consult.state is ConsultState.REQUESTED and invitation.part is Part.SPEAKS
            now = self.clock.now()
            state = ConsultState.ACCEPTED if is_taken else state_after(connection, consult, now)
            consult = self.notes.stands(connection, consult, state, now)
            self.notes.taken(connection, consult, invitation.id, person.user_id)
            asking = conductors(connection, consult.id, but=person.user_id)
            self.notes.tell(connection, consult, Kind.CONSULT_ANSWERED, f"answer-{invitation.id}", asking)
            detail = {"invitation": invitation.id}
            self.notes.audited(connection, person, "accept-consult", consult, detail)
        return self.notes.show(consult)

    def decline(self, person: Person, code: str, invitation_id: int, reason: str) -> Consult:
        """Say no, with a reason; for a department or a group that is for all of it."""
        reason = written(reason, "reason")
        with self.index.write() as connection:
            consult = held(connection, code)
            invitation = self._own(connection, consult, person, invitation_id, Deed.DECLINE)
            self._settle(connection, invitation.id, InvitationState.DECLINED, person, reason)
            now, is_asked = self.clock.now(), consult.state is ConsultState.REQUESTED
            is_last = is_asked and not is_anybody_left(connection, consult.id, now)
            state = ConsultState.DECLINED if is_last else state_after(connection, consult, now)
            consult = self.notes.stands(connection, consult, state, now, reason if is_last else "")
            self.notes.asked_no_more(connection, consult, invitation.id)
            if is_last:
                self.notes.take_back(connection, consult)
            asking = conductors(connection, consult.id, but=person.user_id)
            self.notes.tell(connection, consult, Kind.CONSULT_ANSWERED, f"answer-{invitation.id}", asking)
            self.notes.audited(connection, person, "decline-consult", consult, {"invitation": invitation.id})
        return self.notes.show(consult)

    def hand_on(self, person: Person, code: str, to: Invitee, invitation_id: int | None = None) -> Consult:
        """Ask somebody else in one's place; who has accepted stays until the other one does."""
        with self.index.write() as connection:
            consult = held(connection, code)
            standing = standing_of(connection, consult, person)
            require(standing, Deed.HAND_ON, consult.state)
            former = (
                self._own(connection, consult, person, invitation_id, Deed.HAND_ON)
                if standing is Standing.INVITED and invitation_id is not None
                else self._taken_by(connection, consult, person)
            )
            new = Invitee(to.kind, to.id, former.part)
            number = invite(connection, consult.id, new, person, self.clock.now(), asker_hospital=consult.hospital_id)
            self._settle(connection, former.id, InvitationState.HANDED_ON, person, handed_to=number)
            consult = changed(connection, consult, **self._begun_anew(connection, consult, number))
            self.notes.asked_no_more(connection, consult, former.id)
            self.notes.ask(connection, consult, [number], Kind.CONSULT_HANDED_ON)
            asking = conductors(connection, consult.id, but=person.user_id)
            self.notes.tell(connection, consult, Kind.CONSULT_PASSED_ON, f"handed-{number}", asking)
            detail = {"from": former.id, "to": number}
            self.notes.audited(connection, person, "hand-on-consult", consult, detail)
        return consult

    def _begun_anew(self, connection: Connection, consult: Consult, number: int) -> dict[str, object]:
        """Return the time that somebody else has, where it waits for them alone."""
        if consult.state is not ConsultState.REQUESTED or waiting(connection, consult.id) != {number}:
            return {}
        self.notes.inbox.withdraw(connection, late_key(consult))
        due_at = self.clock.now() + minutes_of(connection, consult.hospital_id).of(consult.urgency)
        return {"escalated_at": None, "due_at": due_at}

    def _own(
        self, connection: Connection, consult: Consult, person: Person, invitation_id: int, deed: Deed
    ) -> Invitation:
        """Return an invitation that is this person's to answer, and that nobody has answered yet."""
        found = _one(
            connection,
            consult_invitations.c.id == invitation_id,
            consult_invitations.c.consult_id == consult.id,
            or_(is_meant(person.user_id), is_deputised(person.user_id)),
        )
        standing = standing_of(connection, consult, person)
        if found is None:
            require(standing, Deed.SEE, consult.state)
            raise NotFoundError("There is no such invitation.")
        if found.state is InvitationState.ACCEPTED:
            who = found.answered_by_name
            raise ConflictError(f"{who} has taken it already.", Problem.CONSULT_TAKEN, who=who)
        if found.state is not InvitationState.WAITING:
            raise ConflictError("It was answered already.", Problem.CONSULT_ANSWERED)
        require(standing, deed, consult.state)
        return found

    def _taken_by(self, connection: Connection, consult: Consult, person: Person) -> Invitation:
        """Return the invitation by which somebody is in the consult, unless they wait for another one to accept it."""
        kept, other = consult_invitations.c, consult_invitations.alias("other")
        came_back = exists().where(
            other.c.id == kept.handed_to, other.c.state.in_((InvitationState.DECLINED, InvitationState.TAKEN_BACK))
        )
        found = _one(
            connection,
            kept.consult_id == consult.id,
            kept.answered_by == person.user_id,
            or_(kept.state == InvitationState.ACCEPTED, came_back),
        )
        if found is None:
            raise NotFoundError("There is no such invitation.")
        return found

    def _settle(
        self,
        connection: Connection,
        invitation_id: int,
        state: InvitationState,
        person: Person,
        reason: str = "",
        handed_to: int | None = None,
    ) -> None:
        values = {
            "state": state,
            "answered_by": person.user_id,
            "answered_at": self.clock.now(),
            "reason": reason,
            "handed_to": handed_to,
        }
        query = update(consult_invitations).where(consult_invitations.c.id == invitation_id)
        connection.execute(query.values(values))

    def _enter(self, connection: Connection, consult: Consult, person: Person, part: Part) -> None:
        values = {"consult_id": consult.id, "user_id": person.user_id, "part": part, "since": self.clock.now()}
        kept = consult_participants.c
        again = update(consult_participants).where(kept.consult_id == consult.id, kept.user_id == person.user_id)
        participant_id = connection.scalar(again.values(part=part).returning(kept.id))
        if participant_id is None:
            connection.execute(insert(consult_participants).values(values))
        else:
            # The room knows them as gone, or as what they were before.
            self.notes.placed(connection, consult, participant_id, part, self.clock.now(), person.user_id)

    def _relieve(self, connection: Connection, consult: Consult, invitation_id: int, by: Person) -> None:
        """Let those go who handed this on after they had accepted it, unless they have accepted another one since."""
        kept, asked = consult_participants.c, consult_invitations.c
        number: int | None = invitation_id
        former: set[int] = set()
        while number is not None:
            query = select(asked.id, asked.answered_by).where(asked.handed_to == number)
            row = connection.execute(query).first()
            number = None if row is None else row.id
            former |= {row.answered_by} if row is not None else set()
        came_back = select(asked.answered_by).where(
            asked.consult_id == consult.id, asked.state == InvitationState.ACCEPTED
        )
        gone = update(consult_participants).where(
            kept.consult_id == consult.id,
            kept.user_id.in_(former),
            kept.user_id.not_in(came_back),
            kept.part.not_in((Part.ASKS, Part.GONE)),
        )
        for participant_id in connection.scalars(gone.values(part=Part.GONE).returning(kept.id)).all():
            self.notes.placed(connection, consult, participant_id, Part.GONE, self.clock.now(), by.user_id)


def _one(connection: Connection, *which: ColumnElement[bool]) -> Invitation | None:
    row = connection.execute(named_invitations().where(*which).order_by(consult_invitations.c.id.desc())).first()
    return None if row is None else invitation_of(row)
