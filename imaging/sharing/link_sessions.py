"""Opens links: what was scanned or typed is exchanged for a session, and a session for the actor it stands for.

A try is counted before it is judged, by one UPDATE that also says whether the link opens at all: however many come at
once, no more than the limit are ever judged. Whatever can't be opened, for whatever reason, meets the same statements,
the same slow hash and the same answer. Of what one address is refused the audit holds the first at once and of further
ones how many they were: a random secret can't be guessed, and no stranger may have the index's one writer busy.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, exists, func, insert, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.access_log import AccessLog
from imaging.access.actors import Anonymous, PatientLink
from imaging.access.audit import AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.remembered import Remembered
from imaging.access.throttle import Throttle
from imaging.index.tables import link_sessions, links, orders
from imaging.orders.visibility import visible_study_ids
from imaging.sharing.factors import Factor, read_answer
from imaging.sharing.links import Because, Links
from imaging.sharing.secrets import Secret, handle_of, read_secret
from imaging.sharing.short_code import read_code

OPEN_LINK = "open-link"
# Wrong short codes from one address within a quarter of an hour; a hospital's own network is one address to us.
WRONG_CODES = 50
_SHORT_CODE = "short code"


@dataclass(frozen=True)
class Opened:
    """It is open; the session goes into a cookie."""

    session: str = field(repr=False)
    link: PatientLink


@dataclass(frozen=True)
class FactorRequired:
    """The link is there; now the second factor."""

    factor: Factor
    remaining_attempts: int


@dataclass(frozen=True)
class WrongFactor:
    """That was not it."""

    factor: Factor
    remaining_attempts: int


@dataclass(frozen=True)
class Unavailable:
    """Unknown, revoked, expired, not yet, locked, used up or malformed: nobody is told which."""


@dataclass(frozen=True)
class Throttled:
    """Too many wrong short codes came from this address, whichever they were."""

    retry_after_seconds: int = 900


Answer = Opened | FactorRequired | WrongFactor | Unavailable | Throttled
_UNAVAILABLE = Unavailable()


@dataclass(frozen=True)
class LinkSessions:
    """The door for patients."""

    links: Links
    access_log: AccessLog
    throttle: Throttle = field(init=False)
    _known: Remembered[bytes, PatientLink] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        clock = self.links.clock
        throttle = Throttle(self.links.index, clock, most=WRONG_CODES, most_from_address=2 * WRONG_CODES)
        object.__setattr__(self, "throttle", throttle)
        object.__setattr__(self, "_known", Remembered(clock))

    def exchange(
        self, *, secret: str = "", code: str = "", answer: Mapping[str, str] | None = None, address: str = ""
    ) -> Answer:
        """Exchange what was scanned (``secret``) or typed (``code``), with the second factor once it is known."""
        if not code:
            return self._open(links.c.secret_hash == read_secret(secret).hash, answer, address)
        try_number = self.throttle.begin(_SHORT_CODE, address)
        if try_number is None:
            return Throttled()
        # A code whose check symbols are wrong is looked for like any other, so that it takes as long.
        typed = read_code(code) or Secret(code)
        result = self._open(links.c.code_hash == self.links.code_hash(typed), answer, address)
        if not isinstance(result, Unavailable):
            self.throttle.was_right(try_number)
        return result

    def link_of(self, session: str) -> PatientLink | None:
        """Return whom a session stands for; at most three seconds after the link was switched off it is nobody."""
        id_hash = _hash(session)
        known = self._known.get(id_hash)
        if known is not None:
            return known
        now = self.links.clock.now()
        query = (
            select(links.c.id, links.c.order_id, links.c.secret_hash, orders.c.hospital_id)
            .join(link_sessions, link_sessions.c.link_id == links.c.id)
            .join(orders, orders.c.id == links.c.order_id)
            .where(link_sessions.c.id_hash == id_hash, link_sessions.c.ended_at.is_(None))
            .where(link_sessions.c.expires_at > now, links.c.expires_at > now)
            .where(links.c.revoked_at.is_(None), orders.c.cancelled_at.is_(None))
        )
        with self.links.index.read() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            seen = visible_study_ids(connection, row.order_id)
            link = PatientLink(row.id, row.order_id, row.hospital_id, seen, handle_of(row.secret_hash))
        return self._known.put(id_hash, link)

    def end(self, session: str) -> None:
        """Leave."""
        with self.links.index.write() as connection:
            connection.execute(
                update(link_sessions)
                .where(link_sessions.c.id_hash == _hash(session), link_sessions.c.ended_at.is_(None))
                .values(ended_at=self.links.clock.now())
            )
        self._known.forget(_hash(session))

    def switch_off(self, link: PatientLink, session: str) -> None:
        """Switch a link off as its patient wishes; its sessions end, this one at once."""
        self.links.revoke(link, link.link_id, Because.SWITCHED_OFF)
        self._known.forget(_hash(session))

    def _open(self, which: ColumnElement[bool], answer: Mapping[str, str] | None, address: str) -> Answer:
        if answer is None:
            return self._ask(which, address)
        counted = self._count_try(which)
        if counted is None:
            self.links.factor_hashes.verify_nothing("")
            return self._refuse(address)
        given = read_answer(Factor(counted.factor), answer)
        if not self.links.factor_hashes.verify(counted.factor_hash, given):
            self._audit_wrong(counted, address)
            return WrongFactor(Factor(counted.factor), self.links.rules.max_tries - counted.tries)
        return self._begin(counted, address)

    def _ask(self, which: ColumnElement[bool], address: str) -> Answer:
        with self.links.index.read() as connection:
            row = connection.execute(select(links).where(which, *self._opens())).one_or_none()
        if row is None:
            return self._refuse(address)
        return FactorRequired(Factor(row.factor), self.links.rules.max_tries - row.tries)

    def _opens(self) -> tuple[ColumnElement[bool], ...]:
        """What must hold for an answer to be judged."""
        return (*self._is_open(), links.c.tries < self.links.rules.max_tries)

    def _is_open(self) -> tuple[ColumnElement[bool], ...]:
        """What must hold for a link to open; a try that was counted already may have been the last one."""
        now = self.links.clock.now()
        return (
            links.c.revoked_at.is_(None),
            links.c.expires_at > now,
            or_(links.c.not_before.is_(None), links.c.not_before <= now),
            or_(links.c.max_openings.is_(None), links.c.openings < links.c.max_openings),
            exists().where(orders.c.id == links.c.order_id, orders.c.cancelled_at.is_(None)),
        )

    def _count_try(self, which: ColumnElement[bool]) -> Row[tuple[object, ...]] | None:
        query = update(links).where(which, *self._opens()).values(tries=links.c.tries + 1).returning(links)
        with self.links.index.write() as connection:
            return connection.execute(query).one_or_none()

    def _begin(self, counted: Row[tuple[object, ...]], address: str) -> Answer:
        """The answer was right: begin a session, unless something has changed while it was judged."""
        session = secrets.token_urlsafe(32)
        with self.links.index.write() as connection:
            link = None
            if self._count_opening(connection, counted):
                link = self._keep_session(connection, counted, session, address)
        return self._refuse(address) if link is None else Opened(session, link)

    def _count_opening(self, connection: Connection, counted: Row[tuple[object, ...]]) -> bool:
        """Take the try back and count the opening; False if the link is closed by now, or asks for something else."""
        opened = connection.execute(
            update(links)
            .where(links.c.id == counted.id, links.c.factor_hash == counted.factor_hash, *self._is_open())
            .values(
                tries=links.c.tries - 1,
                openings=links.c.openings + 1,
                first_opened_at=func.coalesce(links.c.first_opened_at, self.links.clock.now()),
            )
        )
        return opened.rowcount == 1

    def _keep_session(
        self, connection: Connection, counted: Row[tuple[object, ...]], session: str, address: str
    ) -> PatientLink:
        now = self.links.clock.now()
        expires_at = min(counted.expires_at, now + self.links.rules.session_lifetime)
        connection.execute(
            insert(link_sessions).values(
                id_hash=_hash(session), link_id=counted.id, created_at=now, expires_at=expires_at
            )
        )
        link = _patient_link(connection, counted)
        subject = Subject(SubjectKind.LINK, link.link_id)
        event = AuditEvent(link, OPEN_LINK, subject, hospital_id=link.hospital_id, address=address)
        self.links.audit.append(connection, event)
        return link

    def _refuse(self, address: str) -> Unavailable:
        self.access_log.saw(AuditEvent(Anonymous(), OPEN_LINK, outcome=Outcome.DENIED, address=address))
        return _UNAVAILABLE

    def _audit_wrong(self, counted: Row[tuple[object, ...]], address: str) -> None:
        with self.links.index.write() as connection:
            link = _patient_link(connection, counted)
            subject = Subject(SubjectKind.LINK, link.link_id)
            event = AuditEvent(
                Anonymous(), OPEN_LINK, subject, Outcome.DENIED, link.hospital_id, address, {"tries": counted.tries}
            )
            self.links.audit.append(connection, event)


def _patient_link(connection: Connection, row: Row[tuple[object, ...]]) -> PatientLink:
    hospital_id = connection.execute(select(orders.c.hospital_id).where(orders.c.id == row.order_id)).scalar_one()
    study_ids = visible_study_ids(connection, row.order_id)
    return PatientLink(row.id, row.order_id, hospital_id, study_ids, handle_of(row.secret_hash))


def _hash(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()
