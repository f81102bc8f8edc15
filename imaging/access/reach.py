"""What somebody's permissions reach, said twice: as a condition for lists in SQL, and as the scope of one study.

Both must say the same: what a list shows can be opened, and what can be opened is listed. Grants between hospitals are
for people: a token or a machine sees its own hospital and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.engine import Connection

from imaging.access.actors import Action, Anonymous, Granted, Machine, Operator, Person, Role, Scope, actions_of
from imaging.access.grants import granted_of, is_in_force, opens_study
from imaging.access.sharing_rules import SharingRule, rule_of
from imaging.clock import Clock, SystemClock
from imaging.errors import ConflictError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import grants, sharing_rules, studies
from imaging.problems import Problem

Asking = Machine | Person | Operator | Anonymous


@dataclass(frozen=True)
class Reach:
    """Asks the index whose a study is, and to whom it was opened."""

    index: Index
    clock: Clock = field(default_factory=SystemClock)

    def condition(self, actor: Asking) -> ColumnElement[bool] | None:
        """Return what rows of ``studies`` must fulfil for this actor; None: nothing, they see every row."""
        match actor:
            case Operator():
                return None
            case Anonymous():
                return false()
            case Person():
                return or_(*self._ways(actor))
        return studies.c.hospital_id == actor.hospital_id

    def beyond(self, actor: Asking) -> ColumnElement[bool] | None:
        """Return the condition of somebody who sees other rows than just all of their hospital; None: they do not."""
        if not isinstance(actor, Person):
            return None
        ways = self._ways(actor)
        return or_(*ways) if actor.role is Role.GUEST_EXPERT or len(ways) > 1 else None

    def scope(self, study_id: int) -> Scope:
        """Return the scope of one study, with what opens it to people of other hospitals, to be decided about.

        Raises
        ------
        NotFoundError
            There is no such study.
        """
        now = self.clock.now()
        with self.index.read() as connection:
            query = select(studies.c.hospital_id, studies.c.modalities).where(studies.c.id == study_id)
            row = connection.execute(query).one_or_none()
            if row is None:
                raise NotFoundError("There is no such study.")
            rules = _rules(connection, now, sharing_rules.c.hospital_id == row.hospital_id)
            by_name = _by_name(connection, now, study_id)
        by_rule = frozenset(rule.granted for rule in rules if rule.fits(row.modalities))
        return Scope(row.hospital_id, frozenset({study_id}), grants=by_rule | by_name)

    def hospital_of(self, actor: Machine | Person, study_instance_uid: str) -> int:
        """Return the hospital in which this actor finds a study by its UID: their own first, then the only other one.

        Raises
        ------
        ConflictError
            Two other hospitals hold a study of this UID; which one is meant the UID does not say.
        """
        condition = self.beyond(actor)
        if condition is None:
            return actor.hospital_id
        query = select(studies.c.hospital_id).where(studies.c.study_instance_uid == study_instance_uid, condition)
        with self.index.read() as connection:
            found: set[int] = set(connection.scalars(query))
        if actor.hospital_id in found or not found:
            return actor.hospital_id
        if len(found) > 1:
            raise ConflictError("Several hospitals hold a study of this UID.", Problem.STUDY_TWICE)
        return found.pop()

    def _ways(self, person: Person) -> list[ColumnElement[bool]]:
        """Return one condition for each way on which this person sees studies, the way of their own hospital first."""
        own = false() if person.role is Role.GUEST_EXPERT else studies.c.hospital_id == person.hospital_id
        if Action.SEE_IMAGES not in actions_of(person):
            return [own]
        now = self.clock.now()
        in_force = (grants.c.user_id == person.user_id) & is_in_force(now)
        with self.index.read() as connection:
            rules = _rules(connection, now, sharing_rules.c.to_hospital_id == person.hospital_id)
            # Hardly anybody has a grant, and then lists go by the index of their hospital alone.
            has_grants = connection.scalar(select(exists().where(in_force)))
        ways = [own, *(_by_rule(rule) for rule in rules if rule.granted.is_for(person))]
        return [*ways, exists().where(in_force, opens_study()).correlate_except(grants)] if has_grants else ways


def _rules(connection: Connection, now: datetime, whose: ColumnElement[bool]) -> list[SharingRule]:
    rule = sharing_rules.c
    in_force = and_(rule.revoked_at.is_(None), rule.valid_from <= now)
    query = select(sharing_rules).where(whose, in_force, or_(rule.valid_until.is_(None), rule.valid_until > now))
    return [rule_of(row) for row in connection.execute(query)]


def _by_name(connection: Connection, now: datetime, study_id: int) -> frozenset[Granted]:
    query = (
        select(grants)
        .select_from(grants)
        .join(studies, opens_study())
        .where(studies.c.id == study_id, is_in_force(now))
    )
    return frozenset(granted_of(row) for row in connection.execute(query))


def _by_rule(rule: SharingRule) -> ColumnElement[bool]:
    owned = studies.c.hospital_id == rule.hospital_id
    if not rule.modalities:
        return owned
    has = (studies.c.modalities.contains(f"\\{each}\\", autoescape=True) for each in rule.modalities)
    return and_(owned, or_(*has))
