"""What the audit chain holds of conclusions: digests of what was frozen, said against it, and signed; never a word."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.access.audit import Outcome, SubjectKind
from imaging.consult.outcome.conclusions import Conclusion
from imaging.consult.outcome.signatures import Signature
from imaging.index.tables import audit_events

CONCLUDE: Final = "conclude-consult"
SIGN: Final = "sign-conclusion"
DISSENT: Final = "dissent-from-conclusion"
DROP: Final = "drop-draft-of-consult"
_SIGNATURE: Final = "signature"
Detail = dict[str, str | int]


@dataclass
class Audited:
    """What the audit chain holds of a version.

    Attributes
    ----------
    digests : set of str
        Of what was frozen.
    frozen : set of (str, int)
        When, and by which participant.
    dissents : dict of int to str
        The digest of what each participant said last against it; empty: nothing any more.
    """

    digests: set[str] = field(default_factory=set)
    frozen: set[tuple[str, int]] = field(default_factory=set)
    signatures: set[str] = field(default_factory=set)
    dissents: dict[int, str] = field(default_factory=dict)

    @property
    def was_frozen(self) -> bool:
        """Whether it was ever more than a draft."""
        return bool(self.digests or self.signatures)


def frozen_detail(conclusion: Conclusion) -> Detail:
    """Return what the audit keeps of a version that was frozen."""
    return {
        "conclusion": conclusion.id,
        "version": conclusion.version,
        "sha256": (conclusion.sha256 or b"").hex(),
        "frozen_at": moment_of(conclusion.frozen_at),
        "participant": conclusion.frozen_by or 0,
    }


def signed_detail(conclusion: Conclusion, signature: Signature) -> Detail:
    """Return what the audit keeps of a signature."""
    return {
        "conclusion": conclusion.id,
        "version": conclusion.version,
        "meaning": signature.meaning.value,
        "proof": signature.proof,
        "sha256": signature.sha256.hex(),
        _SIGNATURE: signature.seal.hex(),
    }


def dissent_detail(conclusion: Conclusion, participant_id: int, text: str) -> Detail:
    """Return what the audit keeps of what somebody says against a version, or says no more."""
    return {
        "conclusion": conclusion.id,
        "version": conclusion.version,
        "participant": participant_id,
        "sha256": digest_of_dissent(text),
    }


def digest_of_dissent(text: str) -> str:
    """Return the digest of a dissent; empty: there is none."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def moment_of(at: datetime | None) -> str:
    """Write a moment the same whatever its zone."""
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")


def audited_within(connection: Connection, consult_id: int | None = None) -> Mapping[int, Audited]:
    """Return what the audit chain holds of conclusions, of one consult or of all, by their rows."""
    query = (
        select(audit_events.c.action, audit_events.c.detail)
        .where(
            audit_events.c.subject_kind == SubjectKind.CONSULT,
            audit_events.c.action.in_((CONCLUDE, SIGN, DISSENT, DROP)),
            audit_events.c.outcome == Outcome.SUCCESS,
        )
        .order_by(audit_events.c.sequence)
    )
    if consult_id is not None:
        query = query.where(audit_events.c.subject_id == consult_id)
    found: defaultdict[int, Audited] = defaultdict(Audited)
    for row in connection.execute(query):
        detail = json.loads(row.detail)
        # Drafts that were thrown away before the audit kept their numbers had nothing to be compared.
        if "conclusion" in detail:
            _take(found[detail["conclusion"]], row.action, detail)
    return found


def _take(audited: Audited, action: str, detail: Mapping[str, str]) -> None:
    if action == CONCLUDE:
        audited.digests.add(detail["sha256"])
        # What was frozen by an older version left only its digest.
        if "frozen_at" in detail:
            audited.frozen.add((detail["frozen_at"], int(detail["participant"])))
    elif action == SIGN:
        audited.signatures.add(detail[_SIGNATURE])
    elif action == DISSENT:
        audited.dissents[int(detail["participant"])] = detail["sha256"]
    else:
        # A draft was thrown away, and its number may name another one by now.
        audited.dissents.clear()
