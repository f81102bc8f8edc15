"""Findings that somebody must hear of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imaging.access.actors import Role
from imaging.clock import SetClock
from imaging.errors import ConflictError, ForbiddenError, MalformedError
from imaging.problems import Problem
from imaging.reporting.critical import Acknowledgement, How, NewCritical
from tests.unit.imaging.reporting.conftest import HOSPITAL, PASSWORD, Reporting


def test_nobody_hears_of_it_in_time_and_it_is_escalated_once(reporting: Reporting, clock: SetClock) -> None:
    critical = reporting.house.reporting.critical
    clinicians = [reporting.house.people.add(name, PASSWORD, HOSPITAL, Role.CLINICIAN) for name in ("ann", "ben")]
    marked = critical.mark(
        reporting.resident, reporting.order_id, HOSPITAL, NewCritical(0, "temporal", clinicians[0].user_id)
    )
    assert [len(critical.open_for(each)) for each in (*clinicians, reporting.senior)] == [1, 0, 1]
    assert (critical.escalate(), critical.overdue(HOSPITAL)) == (0, ())
    clock.advance(timedelta(minutes=15))
    assert (critical.escalate(), critical.escalate()) == (1, 0)
    assert [each.id for each in critical.overdue(HOSPITAL)] == [marked.id]
    assert [len(critical.open_for(each)) for each in clinicians] == [1, 1]
    known = critical.acknowledge(clinicians[1], marked.id, HOSPITAL, Acknowledgement(How.PHONE, "ward 3"))
    assert (known.acknowledged_by, known.told_to, known.is_open) == ("ben", "ward 3", False)
    with pytest.raises(ConflictError):
        critical.acknowledge(clinicians[0], marked.id, HOSPITAL, Acknowledgement(How.READ))
    assert critical.overdue(HOSPITAL) == ()
    week = clock.now() - timedelta(days=7)
    assert [each.told_to for each in critical.settled_for(clinicians[0], week)] == ["ward 3"]
    clock.advance(timedelta(days=8))
    assert critical.settled_for(clinicians[0], clock.now() - timedelta(days=7)) == ()


def test_who_was_told_is_said_and_a_withdrawal_has_a_reason(reporting: Reporting) -> None:
    critical = reporting.house.reporting.critical
    marked = critical.mark(reporting.resident, reporting.order_id, HOSPITAL, NewCritical(1))
    with pytest.raises(MalformedError):
        critical.acknowledge(reporting.senior, marked.id, HOSPITAL, Acknowledgement(How.PHONE))
    with pytest.raises(MalformedError):
        critical.withdraw(reporting.resident, marked.id, HOSPITAL, " ")
    assert not critical.withdraw(reporting.resident, marked.id, HOSPITAL, "wrong exam").is_open


def test_only_who_marked_it_or_a_senior_of_theirs_takes_it_back(reporting: Reporting) -> None:
    house, critical = reporting.house, reporting.house.reporting.critical
    ct, mr = (house.departments.add(HOSPITAL, name).id for name in ("CT", "MR"))
    chief, other = (house.people.add(name, PASSWORD, HOSPITAL, Role.RADIOLOGIST) for name in ("chief", "other"))
    house.departments.set_of(reporting.resident.user_id, HOSPITAL, [ct])
    house.departments.set_of(chief.user_id, HOSPITAL, [ct, mr])
    house.departments.set_of(other.user_id, HOSPITAL, [mr])
    for person in (chief, other):
        house.people.set_licence(person.user_id, f"L{person.user_id}")
        house.people.confirm_licence(person.user_id, f"L{person.user_id}", None)
    marked = critical.mark(reporting.resident, reporting.order_id, HOSPITAL, NewCritical(0))
    # Without a licence; of another department.
    for person in (reporting.senior, other):
        with pytest.raises(ForbiddenError) as refused:
            critical.withdraw(person, marked.id, HOSPITAL, "not mine")
        assert (refused.value.problem, refused.value.told) == (Problem.CRITICAL_OF_ANOTHER, {"who": "Rita"})
        event = house.audit.list(limit=1)[0]
        assert (event.actor, event.action, event.outcome) == (person.login, "withdraw-critical", "denied")
    assert critical.by_id(marked.id, HOSPITAL).is_open
    assert not critical.withdraw(chief, marked.id, HOSPITAL, "wrong exam").is_open
    again = critical.mark(reporting.resident, reporting.order_id, HOSPITAL, NewCritical(0))
    assert not critical.withdraw(reporting.resident, again.id, HOSPITAL, "wrong exam").is_open
