"""Writing a conclusion: by whoever asks, with what others propose and what they say against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.consult.outcome.audited import DISSENT, DROP, Detail, dissent_detail
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.moving import lock_within
from imaging.consult.outcome.speakers import here_within, speaker_of
from imaging.consult.outcome.telling import OutcomeNews
from imaging.consult.outcome.wording import LONGEST_TEXT, Wording, plain
from imaging.consult.participants import Gathering, Participant
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import (
    consult_conclusions,
    consult_dissents,
    consult_proposals,
    consult_series,
    instances,
)
from imaging.problems import Problem

LONGEST_DISSENT: Final = 5_000
# A conclusion may be written while others still answer, and a further version until the consult is closed.
_WRITABLE: Final = frozenset({ConsultState.ACCEPTED, ConsultState.SCHEDULED, ConsultState.LIVE, ConsultState.CONCLUDED})


@dataclass(frozen=True)
class Drafting:
    """Keeps what is being written; who may do what was decided before."""

    index: Index
    clock: Clock
    audit: Audit
    news: OutcomeNews

    def save(self, gathering: Gathering, me: Participant, wording: Wording, revision: int) -> Conclusion:
        """Keep what whoever asks has written upon a state that they knew; 0: there was no draft.

        Raises
        ------
        ConflictError
            Somebody else has written meanwhile, or nothing is written any more.
        NotFoundError
            A picture is none that the consult opens.
        """
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _WRITABLE)
            _check_pictures(connection, gathering.id, wording)
            versions = conclusions_within(connection, gathering.id)
            draft = draft_of(versions)
            if (draft.revision if draft else 0) != revision:
                raise _changed()
            values = wording.values() | {"saved_at": self.clock.now(), "revision": revision + 1}
            if draft is None:
                new = {"consult_id": gathering.id, "version": len(versions) + 1, "drafted_by": me.id}
                connection.execute(insert(consult_conclusions).values(new | values))
            else:
                own = update(consult_conclusions).where(consult_conclusions.c.id == draft.id)
                connection.execute(own.values(values))
            return conclusions_within(connection, gathering.id)[-1]

    def drop(self, gathering: Gathering, actor: Actor, revision: int, address: str = "") -> None:
        """Throw a draft away; what others proposed to it goes with it, and the audit knows of whom it was."""
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _WRITABLE)
            draft = draft_of(conclusions_within(connection, gathering.id))
            if draft is None or draft.revision != revision:
                raise _changed()
            for table in (consult_proposals, consult_dissents):
                connection.execute(delete(table).where(table.c.conclusion_id == draft.id))
            connection.execute(delete(consult_conclusions).where(consult_conclusions.c.id == draft.id))
            self._note_dropped(connection, gathering, actor, draft, address)

    def propose(
        self, gathering: Gathering, me: Participant, opinion: str, plan: str, present: Collection[int] = frozenset()
    ) -> Conclusion:
        """Keep what somebody else would write; their former proposal is replaced.

        ``present`` are the participants who have the room before them: all others are told that there is something new.

        Raises
        ------
        ConflictError
            It was concluded meanwhile: only who asks begins a further version.
        """
        opinion, plan = plain(opinion, "opinion", LONGEST_TEXT), plain(plan, "plan", LONGEST_TEXT)
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _WRITABLE)
            versions = conclusions_within(connection, gathering.id)
            draft = draft_of(versions)
            if draft is None and versions:
                # A draft keeps the consult open: nobody who asks would know why the last signature does not close it.
                raise _changed()
            if draft is None:
                draft = self._begin(connection, gathering, me)
            own = {"conclusion_id": draft.id, "participant_id": me.id}
            said = {"opinion": opinion, "plan": plan, "at": self.clock.now()}
            kept = self.index.insert(consult_proposals).values(own | said)
            connection.execute(kept.on_conflict_do_update(index_elements=list(own), set_=said))
            self.news.proposed(connection, gathering, me, present)
            return conclusions_within(connection, gathering.id)[-1]

    def dissent(self, gathering: Gathering, actor: Actor, version: int, text: str, address: str = "") -> Conclusion:
        """Keep what somebody says against a version; nothing: they say nothing against it any more.

        Raises
        ------
        ConflictError
            They have signed, and what they signed is never altered; or they take no part any more.
        """
        text = plain(text, "text", LONGEST_DISSENT)
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _WRITABLE)
            me = speaker_of(here_within(connection, gathering.id), actor)
            concerned = version_of(conclusions_within(connection, gathering.id), version)
            if concerned.signature_of(me.id) is not None:
                raise ConflictError("What was signed is not altered.", Problem.CONCLUSION_SIGNED)
            is_said_otherwise = self.dissent_within(connection, concerned, me, text)
            if is_said_otherwise:
                self.audit.append(connection, dissent_event(gathering, actor, concerned, me, text, address))
            return version_of(conclusions_within(connection, gathering.id), version)

    def dissent_within(self, connection: Connection, concerned: Conclusion, me: Participant, text: str) -> bool:
        """Keep a dissent as part of a transaction that has checked it, and tell whether it says something new."""
        former = concerned.dissents.get(me.id)
        if text == ("" if former is None else former.text):
            return False
        own = {"conclusion_id": concerned.id, "participant_id": me.id}
        kept = consult_dissents.c
        if not text:
            gone = delete(consult_dissents).where(kept.conclusion_id == concerned.id, kept.participant_id == me.id)
            connection.execute(gone)
            return True
        said = {"text": text, "at": self.clock.now()}
        written = self.index.insert(consult_dissents).values(own | said)
        connection.execute(written.on_conflict_do_update(index_elements=list(own), set_=said))
        return True

    def _begin(self, connection: Connection, gathering: Gathering, me: Participant) -> Conclusion:
        """Begin the first draft with nothing in it."""
        new = {
            "consult_id": gathering.id,
            "version": 1,
            "drafted_by": me.id,
            "saved_at": self.clock.now(),
            "revision": 1,
        }
        connection.execute(insert(consult_conclusions).values(new | Wording().values()))
        return conclusions_within(connection, gathering.id)[-1]

    def _note_dropped(
        self, connection: Connection, gathering: Gathering, actor: Actor, draft: Conclusion, address: str
    ) -> None:
        """Have the audit know whose words went, and none of them."""
        detail: Detail = {"conclusion": draft.id, "version": draft.version, "revision": draft.revision}
        for what, of_whom in (("proposals", draft.proposals), ("dissents", draft.dissents)):
            if of_whom:
                detail[what] = " ".join(map(str, sorted(of_whom)))
        subject = Subject(SubjectKind.CONSULT, gathering.id)
        event = AuditEvent(actor, DROP, subject, hospital_id=gathering.hospital_id, address=address, detail=detail)
        self.audit.append(connection, event)


def dissent_event(
    gathering: Gathering, actor: Actor, concerned: Conclusion, me: Participant, text: str, address: str
) -> AuditEvent:
    """Return what the audit is told when somebody says something against a version, or takes it back."""
    subject, detail = Subject(SubjectKind.CONSULT, gathering.id), dissent_detail(concerned, me.id, text)
    return AuditEvent(actor, DISSENT, subject, hospital_id=gathering.hospital_id, address=address, detail=detail)


def draft_of(versions: tuple[Conclusion, ...]) -> Conclusion | None:
    """Return the version that is still being written."""
    return versions[-1] if versions and not versions[-1].is_frozen else None


def frozen_versions(versions: tuple[Conclusion, ...]) -> tuple[Conclusion, ...]:
    """Return the versions that are not."""
    return tuple(each for each in versions if each.is_frozen)


def version_of(versions: tuple[Conclusion, ...], version: int) -> Conclusion:
    """Return one of them by its number."""
    found = next((each for each in versions if each.version == version), None)
    if found is None:
        raise NotFoundError("There is no such version.")
    return found


def _check_pictures(connection: Connection, consult_id: int, wording: Wording) -> None:
    """Nobody names a picture that the consult does not open."""
    named = {each.place.instance_id: each.place.frame for each in wording.key_images}
    if not named:
        return
    opened = connection.execute(
        select(instances.c.id, instances.c.number_of_frames)
        .join(consult_series, consult_series.c.series_id == instances.c.series_id)
        .where(consult_series.c.consult_id == consult_id, instances.c.id.in_(named))
    )
    frames = {row.id: row.number_of_frames for row in opened}
    for each in wording.key_images:
        if not 1 <= each.place.frame <= frames.get(each.place.instance_id, 0):
            raise NotFoundError("There is no such picture in this consult.")


def _changed() -> ConflictError:
    return ConflictError("Somebody else has written meanwhile.", Problem.CONCLUSION_CHANGED)


def require_words(wording: Wording, *, is_referral: bool) -> None:
    """Refuse to conclude what says nothing, and a referral that does not say where the patient goes."""
    if not wording.opinion:
        raise MalformedError("A conclusion has an opinion.", Problem.CONCLUSION_EMPTY)
    if is_referral and wording.referral is None:
        raise MalformedError("A referral says where the patient goes.", Problem.CONCLUSION_NOWHERE)
