"""The consult of an address, for whoever it concerns: nobody else learns that there is one."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.access.actors import Action, Scope
from imaging.access.audit import Subject, SubjectKind
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.lists import ListedConsult
from imaging.consult.asking.standings import Standing
from imaging.consult.asking.who import scope_of
from imaging.errors import ForbiddenError, NotFoundError
from imaging.house import House
from imaging.problems import Problem
from viewer.desk.asked import Asked


@dataclass(frozen=True)
class FoundConsult:
    """A consult and what somebody is to it."""

    consult: Consult
    standing: Standing
    scope: Scope

    @property
    def subject(self) -> Subject:
        """What the audit calls it."""
        return Subject(SubjectKind.CONSULT, self.consult.id)


def found_consult(house: House, asked: Asked) -> FoundConsult:
    """Return the consult that an address names; a stranger's try is kept, and answered as if there were none."""
    consult = house.asking.consults.by_code(asked.path["code"])
    standing = house.asking.consults.standing(consult, asked.person)
    found = FoundConsult(consult, standing, scope_of(consult, asked.person, standing))
    if standing is Standing.NONE:
        stranger = ForbiddenError("Only those whom it concerns see it.", Problem.CONSULT_NOT_YOURS)
        asked.reader.refused(Action.TAKE_PART, found.subject, stranger, found.scope)
        raise NotFoundError("There is no such consult.")
    asked.reader.require(Action.TAKE_PART, found.scope, found.subject)
    return found


def seen_consult(house: House, asked: Asked) -> ListedConsult:
    """Return the consult that an address names as its page tells of it; the audit has noted that they see it."""
    found = found_consult(house, asked)
    asked.reader.sees(Action.TAKE_PART, found.subject, found.scope)
    return house.asking.lists.one(asked.person, found.consult)
