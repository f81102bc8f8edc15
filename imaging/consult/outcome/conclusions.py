"""Conclusions as they are kept: versions, with what was proposed, what is said against them, and who signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from imaging.consult.outcome.frozen import Frozen, frozen_of, wording_from_json
from imaging.consult.outcome.signatures import Signature, signature_of
from imaging.consult.outcome.wording import Wording
from imaging.index.engine import Index
from imaging.index.tables import consult_conclusions, consult_dissents, consult_proposals, consult_signatures


@dataclass(frozen=True)
class Proposal:
    """What somebody would write."""

    opinion: str = field(repr=False)
    plan: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Dissent:
    """What somebody says against it; stays beside the opinion for ever."""

    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Conclusion:
    """A version: a draft, or what was frozen."""

    id: int
    consult_id: int
    version: int
    revision: int
    wording: Wording = field(repr=False)
    saved_at: datetime
    content: str = field(repr=False)
    sha256: bytes | None
    frozen_at: datetime | None
    frozen_by: int | None
    built_at: datetime | None
    build_problem: str
    # By participants.
    proposals: Mapping[int, Proposal]
    dissents: Mapping[int, Dissent]
    signatures: tuple[Signature, ...]

    @property
    def is_frozen(self) -> bool:
        """Whether nothing alters it any more."""
        return self.frozen_at is not None

    @cached_property
    def frozen(self) -> Frozen:
        """What was frozen."""
        return frozen_of(self.content)

    def signature_of(self, participant_id: int) -> Signature | None:
        """Return the signature of somebody; None: they have not signed."""
        return next((each for each in self.signatures if each.participant_id == participant_id), None)


@dataclass(frozen=True)
class Conclusions:
    """Reads them."""

    index: Index

    def of(self, consult_id: int) -> tuple[Conclusion, ...]:
        """Return every version, the first first."""
        with self.index.read() as connection:
            return conclusions_within(connection, consult_id)


def conclusions_within(connection: Connection, consult_id: int) -> tuple[Conclusion, ...]:
    """Return every version of a consult, the first first, within a transaction."""
    kept = consult_conclusions
    rows = connection.execute(select(kept).where(kept.c.consult_id == consult_id).order_by(kept.c.version)).all()
    return tuple(_conclusion(connection, row) for row in rows)


def _conclusion(connection: Connection, row: Row[Any]) -> Conclusion:
    def of_it(table: Any) -> Any:
        return connection.execute(select(table).where(table.c.conclusion_id == row.id))

    signed = of_it(consult_signatures)
    said = {
        "language": row.language,
        "opinion": row.opinion,
        "plan": row.plan,
        "referral": json.loads(row.referral) if row.referral else None,
        "key_images": json.loads(row.key_images),
    }
    return Conclusion(
        row.id,
        row.consult_id,
        row.version,
        row.revision,
        wording_from_json(said),
        row.saved_at,
        row.content,
        row.sha256,
        row.frozen_at,
        row.frozen_by,
        row.built_at,
        row.build_problem,
        {each.participant_id: Proposal(each.opinion, each.plan, each.at) for each in of_it(consult_proposals)},
        {each.participant_id: Dissent(each.text, each.at) for each in of_it(consult_dissents)},
        tuple(sorted(map(signature_of, signed), key=lambda each: (each.signed_at, each.participant_id))),
    )
