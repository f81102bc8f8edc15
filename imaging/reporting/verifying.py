"""Whether versions are still what was signed: their words, their PDFs, who signed them, and what the audit holds.

What was signed here leaves its digests in the audit chain, whose seal is keyed. So it is noticed whether a row was
altered, put in or taken out, whoever could write into the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select, union

from imaging.access.actors import Action
from imaging.access.audit import Outcome, SubjectKind
from imaging.errors import FilmlessError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import audit_events, report_contents, report_signatures
from imaging.orders.reports import Report, Reports
from imaging.reporting.content import Content, seal_of
from imaging.reporting.signatures import Signature
from imaging.reporting.signing import SIGNATURE, SUBMIT, sealed_values
from imaging.reporting.work import WorkKind

_SIGNED: Final = (SUBMIT, Action.SIGN_REPORTS)


@dataclass(frozen=True)
class Intactness:
    """What a look at a version found."""

    is_intact: bool
    # Words for what is not as it was signed.
    faults: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class _Audited:
    """What the audit chain holds of a version."""

    digests: frozenset[str]
    # Of the signatures themselves; none of versions that were signed before these were kept.
    signatures: frozenset[str]


@dataclass(frozen=True)
class Verifying:
    """Looks at what was signed."""

    index: Index
    reports: Reports

    def verify(self, report: Report) -> Intactness:
        """Compare a version with what was signed."""
        return self._look(report, self._audited(audit_events.c.subject_id == report.id).get(report.id))

    def all(self) -> Iterator[tuple[int, Intactness]]:
        """Compare every version that was signed here, or of which the audit knows that it was, by numbers of rows."""
        audited = self._audited(audit_events.c.subject_id.is_not(None))
        kept = union(select(report_signatures.c.report_id), select(report_contents.c.report_id))
        with self.index.read() as connection:
            report_ids = set(connection.scalars(kept)) | audited.keys()
        for report_id in sorted(report_ids):
            try:
                report = self.reports.by_id(report_id)
            except NotFoundError:
                yield report_id, Intactness(is_intact=False, faults=("missing",), sha256="")
            else:
                yield report_id, self._look(report, audited.get(report_id))

    def _look(self, report: Report, audited: _Audited | None) -> Intactness:
        with self.index.read() as connection:
            own = select(report_signatures).where(report_signatures.c.report_id == report.id)
            signatures = [Signature.of_row(row) for row in connection.execute(own.order_by(report_signatures.c.id))]
            held = connection.execute(
                select(report_contents).where(report_contents.c.report_id == report.id)
            ).one_or_none()
        if held is None or not signatures:
            # Where the audit knows of a signature, somebody has taken away what it stood for.
            return Intactness(is_intact=False, faults=("missing" if audited else "not-signed-here",), sha256="")
        signed, audited = signatures[-1].sha256, audited or _Audited(frozenset(), frozenset())
        values = sealed_values(report, WorkKind(held.kind), held.reason)
        digest = seal_of(values, Content.read(held.language, held.sections), report.pdf_sha256 or b"")
        found = {
            "content": not hmac.compare_digest(digest, signed),
            "pdf": not self._has_its_pdf(report),
            "audit": signed.hex() not in audited.digests,
            "signature": bool(audited.signatures) and {each.seal.hex() for each in signatures} != audited.signatures,
        }
        faults = tuple(name for name, is_found in found.items() if is_found)
        return Intactness(not faults, faults, signed.hex())

    def _has_its_pdf(self, report: Report) -> bool:
        if not report.has_pdf:
            return report.pdf_sha256 is None
        try:
            content = self.reports.files.read(report.pdf_key)
        except FilmlessError:
            return False
        return hashlib.sha256(content).digest() == report.pdf_sha256

    def _audited(self, which: ColumnElement[bool]) -> dict[int, _Audited]:
        """Return the digests that the audit chain holds of versions."""
        query = select(audit_events.c.subject_id, audit_events.c.detail).where(
            which,
            audit_events.c.subject_kind == SubjectKind.REPORT,
            audit_events.c.action.in_(_SIGNED),
            audit_events.c.outcome == Outcome.SUCCESS,
        )
        with self.index.read() as connection:
            rows = connection.execute(query).all()
        found: dict[int, _Audited] = {}
        for row in rows:
            detail = json.loads(row.detail or "{}")
            if "sha256" in detail:
                before = found.get(row.subject_id, _Audited(frozenset(), frozenset()))
                found[row.subject_id] = _Audited(
                    before.digests | {detail["sha256"]},
                    before.signatures | ({detail[SIGNATURE]} if SIGNATURE in detail else frozenset()),
                )
        return found
