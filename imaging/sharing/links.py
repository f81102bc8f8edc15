"""Links: made with the order, printed on its slip, opened by the patient, switched off by whoever may.

::

    made ──exchange──> session (cookie) ──> images, report
      │  wrong answers are counted over the whole life; at the limit it is locked
      ├── reprinted, revoked, switched off by the patient: opens nothing, sessions end within three seconds
      └── expired

This module makes and ends them; ``link_sessions`` opens them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.secret_key import SecretKey
from imaging.access.slow_hash import SlowHash
from imaging.clock import Clock
from imaging.errors import ConflictError, NotFoundError
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import link_sessions, links, orders
from imaging.orders.orders import Order
from imaging.problems import Problem
from imaging.settings import FactorRule, Settings
from imaging.sharing.factors import Factor, Knowledge, choose, renew
from imaging.sharing.secrets import Secret, new_secret, read_secret
from imaging.sharing.short_code import code_hash, new_code, read_code, spaced

log = structlog.get_logger("sharing")


class Because(StrEnum):
    """Why a link no longer opens anything."""

    REPRINTED = "reprinted"
    REVOKED = "revoked"
    SWITCHED_OFF = "switched-off"


@dataclass(frozen=True)
class LinkRules:
    """How an installation makes links."""

    factor: FactorRule = FactorRule.BIRTH_DATE_AND_LAST_FOUR
    lifetime: timedelta = timedelta(days=365)
    max_tries: int = 5
    session_lifetime: timedelta = timedelta(hours=24)

    @classmethod
    def of(cls, settings: Settings) -> LinkRules:
        """Return the rules that are set."""
        if settings.link_factor is FactorRule.BIRTH_DATE:
            log.warning("FILMLESS_LINK_FACTOR=birth-date is weak: who finds a slip needs few guesses at an age.")
        return cls(
            settings.link_factor,
            timedelta(days=settings.link_days),
            settings.link_tries,
            timedelta(hours=settings.link_session_hours),
        )


@dataclass(frozen=True)
class IssuedLink:
    """A link at the only moment its secret is known: on its way to the slip."""

    id: int
    order_id: int
    secret: Secret
    code: Secret
    factor: Factor
    expires_at: datetime
    # Set if the factor is a code that must reach the patient by another way than the slip.
    factor_code: str | None = field(default=None, repr=False)

    def url(self, base_url: str) -> str:
        """Return what the QR code says: our address, and the secret where no server and no log sees it."""
        return f"{base_url}/i#{self.secret.text}"

    @property
    def printed_code(self) -> str:
        """The short code as it stands on the slip."""
        return spaced(self.code)


@dataclass(frozen=True)
class Link:
    """What is known of a link once it has been handed out."""

    id: int
    order_id: int
    factor: Factor
    tries: int
    openings: int
    max_openings: int | None
    created_at: datetime
    not_before: datetime | None
    expires_at: datetime
    first_opened_at: datetime | None
    revoked_at: datetime | None
    revoked_because: str


@dataclass(frozen=True)
class PreparedLink:
    """A link that is drawn and hashed already, so that no transaction waits for the slow hash."""

    secret: Secret
    code: Secret
    factor: Factor
    factor_hash: str = field(repr=False)
    factor_code: str | None = field(default=None, repr=False)
    not_before: datetime | None = None
    max_openings: int | None = None


@dataclass(frozen=True)
class Links:
    """The links of this installation."""

    index: Index
    clock: Clock
    audit: Audit
    key: SecretKey = field(repr=False)
    rules: LinkRules = LinkRules()
    factor_hashes: SlowHash = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "factor_hashes", SlowHash(self.key.derive("second factor")))

    def create(self, actor: Actor, order: Order, known: Knowledge | None = None) -> IssuedLink:
        """Make a link for an order that is kept already."""
        prepared = self.prepare(known or Knowledge(order.patient_birth_date))
        with self.index.write() as connection:
            issued = self.create_within(connection, order, prepared)
            self._append(connection, actor, Action.MAKE_LINKS, issued.id, order.hospital_id)
        return issued

    def prepare(
        self, known: Knowledge, *, not_before: datetime | None = None, max_openings: int | None = None
    ) -> PreparedLink:
        """Draw the secret and hash what the patient knows, before a transaction begins."""
        chosen = choose(self.rules.factor, known)
        return PreparedLink(
            new_secret(),
            new_code(),
            chosen.factor,
            self.factor_hashes.hash(chosen.answer),
            chosen.code,
            not_before,
            max_openings,
        )

    def create_within(self, connection: Connection, order: Order, prepared: PreparedLink) -> IssuedLink:
        """Keep the hashes of a prepared link as part of a transaction."""
        now = self.clock.now()
        expires_at = max(order.scheduled_at or now, now) + self.rules.lifetime
        link_id = connection.execute(
            insert(links)
            .values(
                order_id=order.id,
                secret_hash=prepared.secret.hash,
                code_hash=self.code_hash(prepared.code),
                factor=prepared.factor,
                factor_hash=prepared.factor_hash,
                max_openings=prepared.max_openings,
                created_at=now,
                not_before=prepared.not_before,
                expires_at=expires_at,
            )
            .returning(links.c.id)
        ).scalar_one()
        return IssuedLink(
            link_id, order.id, prepared.secret, prepared.code, prepared.factor, expires_at, prepared.factor_code
        )

    def reprint(
        self, actor: Actor, order: Order, *, phone: str = "", id_number: str = "", tells_code: bool = True
    ) -> IssuedLink:
        """Make a new link for a new slip; the former slip opens nothing any more, and tries are counted from zero.

        What the patient knows stays, unless a phone or an identity number is named anew. A code that was handed out
        is drawn anew where the answer tells it (``tells_code``); where it can't be told, it stays as well.

        Raises
        ------
        ConflictError
            A code would have to be drawn that nobody is told.
        """
        known = Knowledge(order.patient_birth_date, phone, id_number)
        prepared = self._prepare_reprint(order, known, tells_code=tells_code)
        with self.index.write() as connection:
            return self._reprint_within(connection, actor, order, prepared)

    def reprint_together(
        self, actor: Actor, wanted: Sequence[Order], voiding: Collection[int] = frozenset()
    ) -> tuple[IssuedLink, ...]:
        """Make new links for the slips of one print job, which tells no code: all of them, or none is voided.

        Raises
        ------
        ConflictError
            Somebody may hold a slip that opens something, now or later, of an order that is not among ``voiding``; or
            a code would have to be drawn that nobody is told.
        """
        # In one order, so that two print jobs do not wait for each other.
        prepared = [
            (order, self._prepare_reprint(order, Knowledge(order.patient_birth_date), tells_code=False))
            for order in sorted(wanted, key=lambda each: each.id)
        ]
        with self.index.write() as connection:
            for order, _ in prepared:
                _hold(connection, order.id)
                if order.id not in voiding and self._opens(connection, order.id):
                    raise ConflictError(
                        "The former slip would open nothing any more: say is_reprint, or send its secret and code.",
                        Problem.SLIP_VOIDED,
                        accession_number=order.accession_number,
                    )
            return tuple(self._reprint_within(connection, actor, order, link) for order, link in prepared)

    def _opens(self, connection: Connection, order_id: int) -> bool:
        kept = links.c
        query = select(kept.id).where(
            kept.order_id == order_id, kept.revoked_at.is_(None), kept.expires_at > self.clock.now()
        )
        return connection.scalar(query.limit(1)) is not None

    def _prepare_reprint(self, order: Order, known: Knowledge, *, tells_code: bool) -> PreparedLink:
        prepared = self._prepare_anew(self._latest(order.id), known, tells_code)
        if prepared.factor_code is not None and not tells_code:
            raise ConflictError(
                "A code opens this link: make the link first, which tells it, and print that.", Problem.CODE_UNTOLD
            )
        return prepared

    def _reprint_within(self, connection: Connection, actor: Actor, order: Order, prepared: PreparedLink) -> IssuedLink:
        _hold(connection, order.id)
        self._end(connection, Because.REPRINTED, order_id=order.id)
        issued = self.create_within(connection, order, prepared)
        self._append(connection, actor, Action.MAKE_LINKS, issued.id, order.hospital_id)
        return issued

    def _prepare_anew(self, former: Row[tuple[object, ...]] | None, known: Knowledge, draws_code: bool) -> PreparedLink:
        """Draw a secret for whoever had the former link, with the bounds that it had."""
        prepared = self.prepare(known)
        if former is None:
            return prepared
        kind = Factor(former.factor)
        renewed = renew(self.rules.factor, kind, known) if known.phone or known.id_number else None
        if renewed is None and not (kind is Factor.CODE and draws_code):
            prepared = replace(prepared, factor=kind, factor_hash=former.factor_hash, factor_code=None)
        return replace(prepared, not_before=former.not_before, max_openings=former.max_openings)

    def recognised(self, order: Order, secret: str, code: str) -> IssuedLink:
        """Return the link again that somebody was just told and wants printed; it opens something still."""
        scanned, typed = read_secret(secret), read_code(code)
        query = select(links).where(links.c.order_id == order.id, links.c.revoked_at.is_(None))
        with self.index.read() as connection:
            row = connection.execute(query.where(links.c.secret_hash == scanned.hash)).one_or_none()
        if row is None or typed is None or row.code_hash != self.code_hash(typed):
            raise NotFoundError("This secret and code are not those of a slip of this order that is still good.")
        return IssuedLink(row.id, order.id, scanned, typed, Factor(row.factor), row.expires_at)

    def revoke(self, actor: Actor, link_id: int, because: Because = Because.REVOKED) -> None:
        """Switch a link off; revoking again changes nothing."""
        with self.index.write() as connection:
            query = select(orders.c.hospital_id).join(links, links.c.order_id == orders.c.id)
            hospital_id = connection.scalar(query.where(links.c.id == link_id))
            if hospital_id is None:
                raise NotFoundError("There is no such link.")
            self._end(connection, because, link_id=link_id)
            self._append(connection, actor, Action.SWITCH_OFF_LINKS, link_id, hospital_id)

    def of_order(self, order_id: int) -> tuple[Link, ...]:
        """Return all links of an order, the latest first."""
        with self.index.read() as connection:
            query = select(links).where(links.c.order_id == order_id).order_by(links.c.id.desc())
            return tuple(_link(row) for row in connection.execute(query))

    def by_id(self, link_id: int) -> Link:
        """Return one link."""
        with self.index.read() as connection:
            row = connection.execute(select(links).where(links.c.id == link_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such link.")
        return _link(row)

    def code_hash(self, code: Secret) -> bytes:
        """Return what is stored of a short code."""
        return code_hash(code, self.key.derive("short code"))

    def _latest(self, order_id: int) -> Row[tuple[object, ...]] | None:
        query = select(links).where(links.c.order_id == order_id).order_by(links.c.id.desc()).limit(1)
        with self.index.read() as connection:
            return connection.execute(query).one_or_none()

    def _end(
        self, connection: Connection, because: Because, *, link_id: int | None = None, order_id: int | None = None
    ) -> None:
        now = self.clock.now()
        which = links.c.id == link_id if link_id is not None else links.c.order_id == order_id
        connection.execute(
            update(links).where(which, links.c.revoked_at.is_(None)).values(revoked_at=now, revoked_because=because)
        )
        ended = select(links.c.id).where(which)
        connection.execute(
            update(link_sessions)
            .where(link_sessions.c.link_id.in_(ended), link_sessions.c.ended_at.is_(None))
            .values(ended_at=now)
        )

    def _append(self, connection: Connection, actor: Actor, action: Action, link_id: int, hospital_id: int) -> None:
        subject = Subject(SubjectKind.LINK, link_id)
        self.audit.append(connection, AuditEvent(actor, action, subject, hospital_id=hospital_id))


def _hold(connection: Connection, order_id: int) -> None:
    """Have others who make links for this order wait, so that each sees what the one before it made."""
    connection.execute(select(orders.c.id).where(orders.c.id == order_id).with_for_update(key_share=True))


def _link(row: Row[tuple[object, ...]]) -> Link:
    values = values_of(row)
    del values["secret_hash"], values["code_hash"], values["factor_hash"]
    return Link(**values | {"factor": Factor(row.factor)})
