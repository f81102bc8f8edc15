"""What is kept of directories, whom they know, and visits that nobody has come back from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from imaging.access.actors import Operator, Role
from imaging.access.directory.directories import Directory
from imaging.access.directory.visits import LIFETIME, NewVisit, Passport, Purpose
from imaging.access.people import NewPerson
from imaging.clock import SetClock
from imaging.errors import FilmlessError
from imaging.house import House
from imaging.index.tables import directories, directory_visits

OPERATOR = Operator()
PASSWORD = "eleven trams in spring"
KEPT = Directory(1, "https://login.example.org", "filmless", "the secret", roles={"a": Role.CLINICIAN}, role_claim="g")


def test_what_is_kept_comes_back_and_the_secret_lies_sealed(house: House) -> None:
    house.directories.set(OPERATOR, KEPT)
    assert house.directories.of(1) == KEPT
    assert "the secret" not in repr(house.directories.of(1))
    with house.index.read() as connection:
        row = connection.execute(select(directories)).one()
    assert b"the secret" not in row.client_secret
    house.directories.remove(OPERATOR, 1)
    assert house.directories.of(1) is None
    with pytest.raises(FilmlessError):
        house.directories.remove(OPERATOR, 1)


def test_a_visit_ends_once_in_its_own_browser_within_its_time(house: House, clock: SetClock) -> None:
    visits = house.arriving.visits
    passport = visits.begin(NewVisit(1, Purpose.SIGN_IN))
    with house.index.read() as connection:
        row = connection.execute(select(directory_visits)).one()
    assert passport.state.encode() not in row.state_hash
    assert 43 <= len(passport.verifier) <= 128
    assert passport.nonce != passport.verifier
    for other in (Passport("x", passport.state), Passport(passport.secret, "x"), Passport("", "\0\ud800")):
        with pytest.raises(FilmlessError):
            visits.end(other)
    assert visits.end(passport).purpose is Purpose.SIGN_IN
    with pytest.raises(FilmlessError):
        visits.end(passport)
    late = visits.begin(NewVisit(1, Purpose.SIGN_IN))
    clock.moment += LIFETIME + timedelta(seconds=1)
    with pytest.raises(FilmlessError) as refused:
        visits.end(late)
    assert refused.value.problem == "directory-over"


def test_a_number_counts_with_its_source_and_belongs_to_one_who_may_sign_in(house: House) -> None:
    house.directories.set(OPERATOR, KEPT)
    known = house.arriving.known
    first, second = (house.people.add(login, PASSWORD, 1, Role.CLINICIAN) for login in ("first", "second"))
    known.bind(OPERATOR, KEPT, first, " 7 ")
    found = known.find(KEPT, "7")
    assert found is not None
    assert found.user_id == first.user_id
    assert known.find(Directory(1, "https://other.example.org", "filmless"), "7") is None
    assert known.find(Directory(1, KEPT.issuer, "filmless", number_claim="email"), "7") is None
    with pytest.raises(FilmlessError) as refused:
        known.bind(OPERATOR, KEPT, second, "7")
    assert refused.value.problem == "directory-taken"
    house.people.disable(first.user_id)
    assert known.find(KEPT, "7") is None
    known.bind(OPERATOR, KEPT, second, "7")
    assert known.numbers(KEPT) == {second.user_id: "7"}


def test_whoever_has_no_password_signs_in_by_none(house: House) -> None:
    with house.index.write() as connection:
        person = house.people.add_within(connection, NewPerson("nobody", 1, Role.CLINICIAN))
    for password in ("", "directory.", "x"):
        assert house.people.check_password("nobody", password, "") == "wrong"
    assert not house.people.has_password(person.user_id)
