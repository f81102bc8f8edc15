"""Findings that somebody must hear of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imaging.access.actors import Role
from imaging.clock import SetClock
from imaging.errors import ConflictError, MalformedError
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


def test_who_was_told_is_said_and_a_withdrawal_has_a_reason(reporting: Reporting) -> None:
    critical = reporting.house.reporting.critical
    marked = critical.mark(reporting.resident, reporting.order_id, HOSPITAL, NewCritical(1))
    with pytest.raises(MalformedError):
        critical.acknowledge(reporting.senior, marked.id, HOSPITAL, Acknowledgement(How.PHONE))
    with pytest.raises(MalformedError):
        critical.withdraw(reporting.resident, marked.id, HOSPITAL, " ")
    assert not critical.withdraw(reporting.resident, marked.id, HOSPITAL, "wrong exam").is_open
