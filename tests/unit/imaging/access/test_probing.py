"""Which machines are called for an administrator, how often, and what the audit has of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imaging.access.actors import Person, Role
from imaging.access.probing import EchoOutcome
from imaging.access.throttle import Throttle
from imaging.access.within import is_within
from imaging.errors import ConflictError, ForbiddenError, NotFoundError
from imaging.house import House
from tests.ports import free_port

HERE = "192.0.2.1"


@pytest.fixture
def admin(house: House) -> Person:
    return house.people.add("admin", "another good one", 1, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::"]
)
def test_what_lies_around_this_machine_itself_is_nobodys(host: str) -> None:
    assert not is_within(host, allows_loopback=False)


@pytest.mark.parametrize("host", ["10.1.2.9", "192.168.1.4", "203.0.113.5", "fd00::9"])
def test_what_may_be_in_a_hospital_is_called(host: str) -> None:
    assert is_within(host, allows_loopback=False)


def test_a_machine_at_an_address_of_this_machine_is_not_called(house: House, admin: Person) -> None:
    machine = house.ae_titles.add("PACS", 1, "127.0.0.1", free_port())
    probing = replace(house.probing, allows_loopback=False)
    with pytest.raises(ForbiddenError) as refused:
        probing.test(admin, machine.id, HERE)
    assert refused.value.problem == "machine-address"
    event = house.audit.list()[0]
    assert (event.action, event.outcome, event.detail) == ("test-machine", "denied", '{"why": "machine-address"}')


def test_calls_in_vain_are_counted_for_each_machine_and_for_the_hospital(house: House, admin: Person) -> None:
    first, second, third = (house.ae_titles.add(title, 1, "127.0.0.1", free_port()) for title in ("A", "B", "C"))
    probing = replace(house.probing, throttle=Throttle(house.index, house.clock, most=2, most_from_address=3))
    for machine in (first, first, second):
        assert probing.test(admin, machine.id, HERE).outcome is EchoOutcome.NO_DICOM
    for machine in (first, third):
        with pytest.raises(ForbiddenError) as refused:
            probing.test(admin, machine.id, HERE)
        assert refused.value.problem == "machine-tests"
    kept = [(event.outcome, event.address) for event in house.audit.list() if event.action == "test-machine"]
    assert kept == [("denied", HERE)] * 2 + [("failed", HERE)] * 3


def test_only_own_machines_that_listen_somewhere_are_called(house: House, admin: Person) -> None:
    other = house.hospitals.ensure("OTHER", "Another")
    theirs = house.ae_titles.add("THEIRS", other.id, "127.0.0.1", free_port())
    with pytest.raises(NotFoundError):
        house.probing.test(admin, theirs.id, HERE)
    silent = house.ae_titles.add("CART", 1)
    with pytest.raises(ConflictError):
        house.probing.test(admin, silent.id, HERE)
