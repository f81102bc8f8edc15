"""Whether conclusions are still what was frozen and signed: their words, who signed them, and what the audit holds."""

from __future__ import annotations

import hmac
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.access.audit import Outcome, SubjectKind
from imaging.consult.outcome.concluding import CONCLUDE
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.frozen import digest_of, frozen_of
from imaging.consult.outcome.signatures import signed_digest
from imaging.consult.outcome.signing import SIGN, SIGNATURE
from imaging.index.engine import Index
from imaging.index.tables import audit_events, consult_conclusions


@dataclass(frozen=True)
class Intactness:
    """What a look at a conclusion found: words for what is not as it was signed."""

    faults: tuple[str, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing was altered."""
        return not self.faults


@dataclass
class _Audited:
    """What the audit chain holds of a conclusion."""

    digests: set[str] = field(default_factory=set)
    signatures: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Verifying:
    """Looks at what was concluded."""

    index: Index

    def verify(self, conclusion: Conclusion) -> Intactness:
        """Compare a version with what was frozen and signed."""
        with self.index.read() as connection:
            return _look(conclusion, _audited(connection, conclusion.consult_id).get(conclusion.id))

    def all(self) -> Iterator[tuple[int, Intactness]]:
        """Compare every version that was frozen here, or of which the audit knows that it was, by numbers of rows."""
        with self.index.read() as connection:
            audited = _audited(connection)
            consult_ids = connection.scalars(select(consult_conclusions.c.consult_id).distinct()).all()
            kept = {
                each.id: each
                for consult_id in consult_ids
                for each in conclusions_within(connection, consult_id)
                if each.is_frozen or each.id in audited
            }
        for conclusion_id in sorted(kept.keys() | audited.keys()):
            if conclusion_id in kept:
                yield conclusion_id, _look(kept[conclusion_id], audited.get(conclusion_id))
            else:
                yield conclusion_id, Intactness(("missing",))


def _look(conclusion: Conclusion, audited: _Audited | None) -> Intactness:
    audited = audited or _Audited()
    digest = digest_of(conclusion.content)
    if conclusion.sha256 is None or not conclusion.content:
        return Intactness(("missing",))
    signed = {each.participant_id: each for each in conclusion.signatures}
    found = {
        "content": not hmac.compare_digest(digest, conclusion.sha256) or not _says_the_same(conclusion),
        "audit": conclusion.sha256.hex() not in audited.digests,
        "signature": {each.seal.hex() for each in conclusion.signatures} != audited.signatures,
        "dissent": any(
            not hmac.compare_digest(each.sha256, signed_digest(conclusion.sha256, _dissent(conclusion, number)))
            for number, each in signed.items()
        ),
    }
    return Intactness(tuple(name for name, is_found in found.items() if is_found))


def _says_the_same(conclusion: Conclusion) -> bool:
    """Whether what is shown of it is what was frozen."""
    return frozen_of(conclusion.content).wording == conclusion.wording


def _dissent(conclusion: Conclusion, participant_id: int) -> str:
    found = conclusion.dissents.get(participant_id)
    return found.text if found else ""


def _audited(connection: Connection, consult_id: int | None = None) -> Mapping[int, _Audited]:
    """Return what the audit chain holds of conclusions, of one consult or of all."""
    query = select(audit_events.c.action, audit_events.c.detail).where(
        audit_events.c.subject_kind == SubjectKind.CONSULT,
        audit_events.c.action.in_((CONCLUDE, SIGN)),
        audit_events.c.outcome == Outcome.SUCCESS,
    )
    if consult_id is not None:
        query = query.where(audit_events.c.subject_id == consult_id)
    found: defaultdict[int, _Audited] = defaultdict(_Audited)
    for row in connection.execute(query):
        detail = json.loads(row.detail)
        if row.action == CONCLUDE:
            found[detail["conclusion"]].digests.add(detail["sha256"])
        else:
            found[detail["conclusion"]].signatures.add(detail[SIGNATURE])
    return found
