"""Signing a conclusion, each for themselves; and closing the consult, when all have or whoever asks says so.

What a signature stands for is digested in one canonical form; the digest stands beside the version and, with that of
the signature itself, in the audit chain, so that ``verifying`` notices whatever is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.drafting import LONGEST_DISSENT, Drafting, draft_of, frozen_versions
from imaging.consult.outcome.moving import lock_within, move_within
from imaging.consult.outcome.signatures import Meaning, Signature, signature_of, signed_digest
from imaging.consult.outcome.telling import OutcomeNews
from imaging.consult.outcome.wording import plain
from imaging.consult.participants import Gathering, Part, Participant
from imaging.consult.room.appending import news_of
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, MalformedError
from imaging.events.bus import EventBus
from imaging.index.engine import Index
from imaging.index.tables import consult_signatures
from imaging.problems import Problem

SIGN: Final = "sign-conclusion"
CLOSE: Final = "close-consult"
# Under which the audit keeps the digest of the signature itself.
SIGNATURE: Final = "signature"
_SIGN: Final = frozenset({Part.ASKS, Part.SPEAKS})
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
            It is another text than they have seen, they have signed already, or the consult does not wait for it.
        MalformedError
            Somebody dissents without a word.
        """
        me = _participant(gathering, actor)
        dissent = plain(assent.dissent, "dissent", LONGEST_DISSENT)
        if (assent.meaning is Meaning.DISSENTS) != bool(dissent):
            raise MalformedError("Who dissents says why, and nobody else.", Problem.DISSENT_MISSING)
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _CONCLUDED)
            versions = conclusions_within(connection, gathering.id)
            concluded = frozen_versions(versions)[-1]
            if concluded.sha256 is None or concluded.sha256 != assent.seen_sha256:
                raise ConflictError("This is not what was concluded last.", Problem.CONCLUSION_CHANGED)
            if concluded.signature_of(me.id) is not None:
                raise ConflictError("They have signed already.", Problem.CONCLUSION_SIGNED)
            self.drafting.dissent_within(connection, concluded, me, dissent)
            signature = self._insert(connection, concluded, me, assent, signed_digest(concluded.sha256, dissent))
            self.news.signed(connection, gathering.id, concluded.version, me)
            signed = {each.participant_id for each in concluded.signatures} | {me.id}
            if draft_of(versions) is None and not _unsigned(gathering, signed):
                self._close(connection, gathering, actor, concluded, address)
            self._note(connection, gathering, actor, concluded, signature, address)
        self.events.publish(news_of(gathering.hospital_id, gathering.id))
        return signature

    def close(self, gathering: Gathering, actor: Actor, address: str = "") -> None:
        """End the consult with the signatures that there are; one of the asking hospital's must be among them.

        Raises
        ------
        ConflictError
            Nobody who asks has signed, or a further version is being written.
        """
        with self.index.write() as connection:
            lock_within(connection, gathering.id, _CONCLUDED)
            versions = conclusions_within(connection, gathering.id)
            if draft_of(versions) is not None:
                raise ConflictError("A further version is being written.", Problem.CONCLUSION_DRAFTED)
            concluded = versions[-1]
            asks = {each.id for each in gathering.participants if each.part is Part.ASKS}
            if not asks & {each.participant_id for each in concluded.signatures}:
                raise ConflictError("Nobody who asks has signed.", Problem.CONCLUSION_UNSIGNED)
            self._close(connection, gathering, actor, concluded, address)
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
        detail: dict[str, str | int] = {
            "conclusion": concluded.id,
            "version": concluded.version,
            "meaning": signature.meaning.value,
            "proof": signature.proof,
            "sha256": signature.sha256.hex(),
            SIGNATURE: signature.seal.hex(),
        }
        subject = Subject(SubjectKind.CONSULT, gathering.id)
        event = AuditEvent(actor, SIGN, subject, hospital_id=gathering.hospital_id, address=address, detail=detail)
        self.audit.append(connection, event)


def unsigned(gathering: Gathering, concluded: Conclusion) -> tuple[Participant, ...]:
    """Return who would sign and has not."""
    return _unsigned(gathering, {each.participant_id for each in concluded.signatures})


def _unsigned(gathering: Gathering, signed: set[int]) -> tuple[Participant, ...]:
    return tuple(each for each in gathering.participants if each.part in _SIGN and each.id not in signed)


def _participant(gathering: Gathering, actor: Actor) -> Participant:
    me = gathering.participant_of(actor)
    if me is None or me.part not in _SIGN:
        raise ConflictError("Only who spoke in it signs.", Problem.FORBIDDEN)
    return me
