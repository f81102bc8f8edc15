from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from imaging.access.actors import Person, Role
from imaging.access.invitations import Invited
from imaging.clock import SetClock
from imaging.errors import ConflictError, GoneError, MalformedError, NotFoundError
from imaging.house import House
from imaging.index.tables import invitations

PASSWORD = "eleven trams in spring"


@pytest.fixture
def admin(house: House) -> Person:
    return house.people.add("admin", "another good one", 1, Role.ADMINISTRATOR)


def test_a_link_adds_somebody_once(house: House, admin: Person) -> None:
    ward = house.departments.add(1, "Ward 3")
    secret = house.invitations.make(admin, 1, Invited("wang", Role.CLINICIAN, "王医生", frozenset({ward.id})))
    assert len(secret) >= 43
    with pytest.raises(MalformedError):
        house.invitations.accept(secret, "password1234")
    person = house.invitations.accept(secret, PASSWORD)
    assert (person.login, person.role, person.name) == ("wang", Role.CLINICIAN, "王医生")
    assert house.people.by_login("wang").department_ids == {ward.id}
    assert house.people.check_password("wang", PASSWORD, "192.0.2.1") == house.people.by_login("wang")
    for call in (lambda: house.invitations.look(secret), lambda: house.invitations.accept(secret, PASSWORD)):
        with pytest.raises(GoneError):
            call()
    actions = [event.action for event in house.audit.list()]
    assert "invite-person" in actions
    assert "accept-invitation" in actions


def test_a_link_ends_after_a_week_or_when_it_is_taken_back(house: House, admin: Person, clock: SetClock) -> None:
    late = house.invitations.make(admin, 1, Invited("wang", Role.CLINICIAN))
    clock.advance(timedelta(days=7))
    back = house.invitations.make(admin, 1, Invited("li", Role.CLINICIAN))
    (open_one,) = house.invitations.list(1)
    with pytest.raises(NotFoundError):
        house.invitations.revoke(admin, open_one.id, 2)
    house.invitations.revoke(admin, open_one.id, 1)
    for secret in (late, back, "never made"):
        with pytest.raises(GoneError):
            house.invitations.accept(secret, PASSWORD)


def test_a_login_that_was_taken_meanwhile_leaves_the_link_open(house: House, admin: Person) -> None:
    secret = house.invitations.make(admin, 1, Invited("admin", Role.CLINICIAN))
    with pytest.raises(ConflictError):
        house.invitations.accept(secret, PASSWORD)
    assert house.invitations.look(secret).invited.login == "admin"
    with pytest.raises(MalformedError):
        house.invitations.make(admin, 1, Invited("Not a login", Role.CLINICIAN))


def test_a_copy_of_the_index_opens_no_link(house: House, admin: Person) -> None:
    secret = house.invitations.make(admin, 1, Invited("wang", Role.CLINICIAN))
    with house.index.read() as connection:
        assert secret not in repr(connection.execute(select(invitations)).all())
