"""What opens a link, taken anew: the phone, the identity number or the birth date of an order was corrected.

The secret on the slip stays, so the slip in the patient's hand goes on opening. Whoever has it open answered with what
was wrong and must answer again. Wrong tries stay counted: the finder of a slip could else have them forgotten by a
telephone call to the desk, and a link that is locked has met somebody who guessed; a reprint, with a new secret, is
what begins to count from zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update

from imaging.errors import ConflictError, UnavailableError
from imaging.index.tables import link_sessions, links
from imaging.problems import Problem
from imaging.sharing.factors import Factor, Knowledge, renew
from imaging.sharing.links import Links

_OF_BIRTH_DATE = frozenset({Factor.BIRTH_DATE_AND_PHONE, Factor.BIRTH_DATE_AND_ID, Factor.BIRTH_DATE})


@dataclass(frozen=True)
class FactorChange:
    """Another factor for a link, hashed already, so that no transaction waits for the slow hash."""

    link_id: int
    factor: Factor
    factor_hash: str = field(repr=False)
    former_hash: str = field(repr=False)


def prepare_change(
    house_links: Links, order_id: int, known: Knowledge, *, birth_date_changes: bool
) -> FactorChange | None:
    """Prepare what the newest link of an order asks from now on; None if that is what it asks already.

    The newest one counts even if it is switched off: a reprint takes its factor over.

    Raises
    ------
    ConflictError
        The birth date changes and is asked together with digits that are known as a hash only: it can't be said anew
        without them, and left as it is the patient's own birth date would open nothing.
    """
    newest = select(links).where(links.c.order_id == order_id).order_by(links.c.id.desc()).limit(1)
    with house_links.index.read() as connection:
        former = connection.execute(newest).one_or_none()
    if former is None:
        return None
    kind = Factor(former.factor)
    renewed = renew(house_links.rules.factor, kind, known)
    if renewed is None:
        if birth_date_changes and kind in _OF_BIRTH_DATE:
            raise ConflictError(
                "The birth date is part of what opens the link: name the phone or ID number with it.",
                Problem.DIGITS_MISSING,
            )
        return None
    hashes = house_links.factor_hashes
    if renewed.factor is kind and hashes.verify(former.factor_hash, renewed.answer):
        return None
    return FactorChange(former.id, renewed.factor, hashes.hash(renewed.answer), former.factor_hash)


def change_within(connection: Connection, house_links: Links, change: FactorChange) -> None:
    """Have the link ask this from now on, as part of a transaction."""
    changed = connection.execute(
        update(links)
        .where(links.c.id == change.link_id, links.c.factor_hash == change.former_hash)
        .values(factor=change.factor, factor_hash=change.factor_hash)
    )
    if changed.rowcount == 0:
        raise UnavailableError(
            "The order is just being changed; try again.", Problem.ORDER_CHANGING, retry_after_seconds=1
        )
    connection.execute(
        update(link_sessions)
        .where(link_sessions.c.link_id == change.link_id, link_sessions.c.ended_at.is_(None))
        .values(ended_at=house_links.clock.now())
    )
