"""Whether conclusions are still what was frozen and signed: their words, who signed them, and what the audit holds."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.outcome.audited import Audited, audited_within, digest_of_dissent, moment_of
from imaging.consult.outcome.concerning import is_still_about
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.frozen import digest_of
from imaging.consult.outcome.signatures import signed_digest
from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.index.tables import consult_conclusions
from imaging.problems import Problem


@dataclass(frozen=True)
class Intactness:
    """What a look at a conclusion found: words for what is not as it was signed."""

    faults: tuple[str, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing was altered."""
        return not self.faults


@dataclass(frozen=True)
class Verifying:
    """Looks at what was concluded."""

    index: Index

    def verify(self, conclusion: Conclusion) -> Intactness:
        """Compare a version with what was frozen and signed."""
        with self.index.read() as connection:
            return verify_within(connection, conclusion)

    def all(self) -> Iterator[tuple[int, Intactness]]:
        """Compare every version that was frozen here, or of which the audit knows that it was, by numbers of rows."""
        with self.index.read() as connection:
            audited = {number: each for number, each in audited_within(connection).items() if each.was_frozen}
            consult_ids = connection.scalars(select(consult_conclusions.c.consult_id).distinct()).all()
            kept = {
                each.id: _look(connection, each, audited.get(each.id))
                for consult_id in consult_ids
                for each in conclusions_within(connection, consult_id)
                if each.is_frozen or each.id in audited
            }
        for conclusion_id in sorted(kept.keys() | audited.keys()):
            yield conclusion_id, kept.get(conclusion_id, Intactness(("missing",)))


def verify_within(connection: Connection, conclusion: Conclusion) -> Intactness:
    """Compare a version with what was frozen and signed, within a transaction."""
    return _look(connection, conclusion, audited_within(connection, conclusion.consult_id).get(conclusion.id))


def require_intact(connection: Connection, conclusion: Conclusion) -> None:
    """Let nobody sign, and nothing leave, that is not what was concluded.

    Raises
    ------
    ConflictError
        Something was altered since.
    """
    if not verify_within(connection, conclusion).is_intact:
        raise ConflictError("This is not what was concluded and signed any more.", Problem.CONCLUSION_ALTERED)


def _look(connection: Connection, conclusion: Conclusion, audited: Audited | None) -> Intactness:
    audited = audited or Audited()
    if conclusion.sha256 is None or not conclusion.content:
        return Intactness(("missing",))
    is_whole = hmac.compare_digest(digest_of(conclusion.content), conclusion.sha256)
    found = {
        # What was altered may not even be read any more.
        "content": not is_whole or not _says_the_same(conclusion),
        "audit": conclusion.sha256.hex() not in audited.digests,
        "moment": bool(audited.frozen) and _frozen(conclusion) not in audited.frozen,
        "images": is_whole and not _is_about_the_same(connection, conclusion),
        "signature": {each.seal.hex() for each in conclusion.signatures} != audited.signatures,
        "dissent": not _dissents_are_signed(conclusion) or not _dissents_are_audited(conclusion, audited),
    }
    return Intactness(tuple(name for name, is_found in found.items() if is_found))


def _says_the_same(conclusion: Conclusion) -> bool:
    """Whether what is shown of it is what was frozen."""
    return conclusion.frozen.wording == conclusion.wording


def _frozen(conclusion: Conclusion) -> tuple[str, int]:
    return moment_of(conclusion.frozen_at), conclusion.frozen_by or 0


def _is_about_the_same(connection: Connection, conclusion: Conclusion) -> bool:
    concerned = conclusion.frozen.concerned
    return concerned is None or is_still_about(connection, conclusion.consult_id, concerned)


def _dissents_are_signed(conclusion: Conclusion) -> bool:
    """Whether whoever signed says against it what they said then."""
    sha256 = conclusion.sha256 or b""
    return all(
        hmac.compare_digest(each.sha256, signed_digest(sha256, _dissent(conclusion, each.participant_id)))
        for each in conclusion.signatures
    )


def _dissents_are_audited(conclusion: Conclusion, audited: Audited) -> bool:
    """Whether everybody says against it what the audit knows; of what an older version froze it knows less."""
    known = set(audited.dissents) | (set(conclusion.dissents) if audited.frozen else set())
    return all(audited.dissents.get(number, "") == digest_of_dissent(_dissent(conclusion, number)) for number in known)


def _dissent(conclusion: Conclusion, participant_id: int) -> str:
    found = conclusion.dissents.get(participant_id)
    return found.text if found else ""
