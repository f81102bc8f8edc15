"""Signing a conclusion, each for themselves; and closing the consult, when all have or whoever asks says so.

What a signature stands for is digested in one canonical form; the digest stands beside the version and, with that of
the signature itself, in the audit chain, so that ``verifying`` notices whatever is changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.consult.outcome.audited import SIGN, signed_detail
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.drafting import LONGEST_DISSENT, Drafting, dissent_event, draft_of, frozen_versions
from imaging.consult.outcome.moving import lock_within, move_within
from imaging.consult.outcome.signatures import Meaning, Signature, signature_of, signed_digest
from imaging.consult.outcome.speakers import has_signed, here_within, is_agreed, speaker_of, unsigned
from imaging.consult.outcome.telling import OutcomeNews
from imaging.consult.outcome.verifying import require_intact
from imaging.consult.outcome.wording import plain
from imaging.consult.participants import Gathering, Participant
from imaging.consult.room.appending import news_of
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, MalformedError
from imaging.events.bus import EventBus
from imaging.index.engine import Index
from imaging.index.tables import consult_signatures
from imaging.problems import Problem

CLOSE: Final = "close-consult"
_CONCLUDED: Final = frozenset({ConsultState.CONCLUDED})


@dataclass(frozen=True)
class Assent:
    """What somebody says: as what they sign, how they showed that it is they, and the text that they have seen."""

    meaning: Meaning
    proof: str
    seen_sha256: bytes
    dissent: str = ""


@dataclass(frozen=True)
class Signing:
    """Takes signatures; whoever calls has asked who it is, and whether they may."""

    index: Index
    clock: Clock
    audit: Audit
    drafting: Drafting
    events: EventBus
    news: OutcomeNews

    def sign(self, gathering: Gathering, actor: Actor, assent: Assent, address: str = "") -> Signature:
        """Sign the latest version that was frozen; with the last signature the consult is closed.

        Raises
        ------
        ConflictError
            It is another text than they have seen, or than was concluded; they have signed already, or take no part any
            more; or the consult does not wait for it.
        MalformedError
            Somebody dissents without a word.
        """
        dissent = plain(assent.dissent, "dissent", LONGEST_DISSENT)
        if (assent.meaning is Meaning.DISSENTS) != bool(dissent):
            raise MalformedError("Who dissents says why, and nobody else.", Problem.DISSENT_MISSING)
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _CONCLUDED)
            here = here_within(connection, gathering.id)
            me = speaker_of(here, actor)
            versions = conclusions_within(connection, gathering.id)
            concluded = frozen_versions(versions)[-1]
            if concluded.sha256 is None or concluded.sha256 != assent.seen_sha256:
                raise ConflictError("This is not what was concluded last.", Problem.CONCLUSION_CHANGED)
            if concluded.signature_of(me.id) is not None:
                raise ConflictError("They have signed already.", Problem.CONCLUSION_SIGNED)
            require_intact(connection, concluded)
            is_said_otherwise = self.drafting.dissent_within(connection, concluded, me, dissent)
            signature = self._insert(connection, concluded, me, assent, signed_digest(concluded.sha256, dissent))
            self.news.signed(connection, gathering.id, concluded.version, me)
            signed = replace(concluded, signatures=(*concluded.signatures, signature))
            if draft_of(versions) is None and not unsigned(here, signed) and is_agreed(here, signed):
                self._close(connection, here, actor, concluded, address)
            if is_said_otherwise:
                self.audit.append(connection, dissent_event(here, actor, concluded, me, dissent, address))
            self._note(connection, here, actor, concluded, signature, address)
        self.events.publish(news_of(gathering.hospital_id, gathering.id))
        return signature

    def close(self, gathering: Gathering, actor: Actor, address: str = "") -> None:
        """End the consult with the signatures that there are; somebody of the asking hospital must stand for it.

        Raises
        ------
        ConflictError
            Nobody who asks has signed, or none of them as one who agrees; or a further version is being written.
        """
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _CONCLUDED)
            versions = conclusions_within(connection, gathering.id)
            if draft_of(versions) is not None:
                raise ConflictError("A further version is being written.", Problem.CONCLUSION_DRAFTED)
            concluded = versions[-1]
            here = here_within(connection, gathering.id)
            if not has_signed(here, concluded):
                raise ConflictError("Nobody who asks has signed.", Problem.CONCLUSION_UNSIGNED)
            if not is_agreed(here, concluded):
                raise ConflictError("Nobody who asks has agreed.", Problem.CONCLUSION_NOT_AGREED)
            self._close(connection, here, actor, concluded, address)
        self.events.publish(news_of(gathering.hospital_id, gathering.id))

    def _insert(
        self, connection: Connection, concluded: Conclusion, me: Participant, assent: Assent, digest: bytes
    ) -> Signature:
        values = {
            "conclusion_id": concluded.id,
            "participant_id": me.id,
            "name": me.name,
            "hospital": me.hospital,
            "meaning": assent.meaning.value,
            "proof": assent.proof,
            "sha256": digest,
            "signed_at": self.clock.now(),
        }
        new = insert(consult_signatures).values(values).returning(consult_signatures)
        return signature_of(connection.execute(new).one())

    def _close(
        self, connection: Connection, gathering: Gathering, actor: Actor, concluded: Conclusion, address: str
    ) -> None:
        move_within(connection, gathering.id, ConsultState.CLOSED, self.clock.now())
        self.news.closed(connection, gathering.id, concluded.version)
        detail: dict[str, str | int] = {"version": concluded.version}
        subject = Subject(SubjectKind.CONSULT, gathering.id)
        event = AuditEvent(actor, CLOSE, subject, hospital_id=gathering.hospital_id, address=address, detail=detail)
        self.audit.append(connection, event)

    def _note(
        self,
        connection: Connection,
        gathering: Gathering,
        actor: Actor,
        concluded: Conclusion,
        signature: Signature,
        address: str,
    ) -> None:
        detail = signed_detail(concluded, signature)
        subject = Subject(SubjectKind.CONSULT, gathering.id)
        event = AuditEvent(actor, SIGN, subject, hospital_id=gathering.hospital_id, address=address, detail=detail)
        self.audit.append(connection, event)
