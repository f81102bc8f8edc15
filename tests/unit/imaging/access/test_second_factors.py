from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from imaging.access.actors import Person, Role
from imaging.access.totp import code_at
from imaging.clock import SetClock
from imaging.errors import ConflictError, UnavailableError
from imaging.house import House
from imaging.index.tables import recovery_codes, second_factors


@pytest.fixture
def wang(house: House) -> Person:
    return house.people.add("wang", "correct horse battery", 1, Role.RADIOLOGIST)


def enrol(house: House, person: Person, clock: SetClock) -> tuple[str, tuple[str, ...]]:
    secret = house.second_factors.begin(person).secret
    codes = house.second_factors.confirm(person.user_id, code_at(secret, clock.now()))
    assert codes is not None
    clock.advance(timedelta(seconds=30))
    return secret, codes


def test_it_counts_from_the_first_code_on(house: House, wang: Person, clock: SetClock) -> None:
    factors = house.second_factors
    secret = factors.begin(wang).secret
    assert not factors.has(wang.user_id)
    assert factors.confirm(wang.user_id, "000000") is None
    assert not factors.has(wang.user_id)
    assert factors.confirm(wang.user_id, code_at(secret, clock.now())) is not None
    assert factors.has(wang.user_id)


def test_a_code_is_good_once(house: House, wang: Person, clock: SetClock) -> None:
    secret = house.second_factors.begin(wang).secret
    first = code_at(secret, clock.now())
    assert house.second_factors.confirm(wang.user_id, first) is not None
    assert house.second_factors.check(wang.user_id, first) is False
    clock.advance(timedelta(seconds=30))
    second = code_at(secret, clock.now())
    assert house.second_factors.check(wang.user_id, second) is True
    assert house.second_factors.check(wang.user_id, second) is False
    # Nor is one of a step before that would still be within the window.
    assert house.second_factors.check(wang.user_id, first) is False


def test_a_recovery_code_is_good_once_however_it_is_typed(house: House, wang: Person, clock: SetClock) -> None:
    _, codes = enrol(house, wang, clock)
    assert len(set(codes)) == house.second_factors.codes_left(wang.user_id) == 10
    assert house.second_factors.check(wang.user_id, f" {codes[3].upper().replace('-', ' ')} ") is True
    assert house.second_factors.check(wang.user_id, codes[3]) is False
    assert house.second_factors.codes_left(wang.user_id) == 9


def test_new_recovery_codes_void_the_former(house: House, wang: Person, clock: SetClock) -> None:
    _, codes = enrol(house, wang, clock)
    renewed = house.second_factors.renew_codes(wang.user_id)
    assert house.second_factors.check(wang.user_id, codes[0]) is False
    assert house.second_factors.check(wang.user_id, renewed[0]) is True


def test_guesses_count_wherever_they_come_from(house: House, wang: Person, clock: SetClock) -> None:
    secret, _ = enrol(house, wang, clock)
    answers = [house.second_factors.check(wang.user_id, "000000") for _ in range(12)]
    assert answers == [False] * 10 + [None] * 2
    assert house.second_factors.check(wang.user_id, code_at(secret, clock.now())) is None
    clock.advance(timedelta(minutes=15))
    assert house.second_factors.check(wang.user_id, code_at(secret, clock.now())) is True


def test_the_former_phone_counts_until_the_new_one_is_shown(house: House, wang: Person, clock: SetClock) -> None:
    former, _ = enrol(house, wang, clock)
    offered = house.second_factors.begin(wang).secret
    assert house.second_factors.check(wang.user_id, code_at(offered, clock.now())) is False
    assert house.second_factors.check(wang.user_id, code_at(former, clock.now())) is True
    clock.advance(timedelta(seconds=30))
    assert house.second_factors.confirm(wang.user_id, code_at(offered, clock.now())) is not None
    clock.advance(timedelta(seconds=30))
    assert house.second_factors.check(wang.user_id, code_at(former, clock.now())) is False


def test_a_copy_of_the_index_tells_neither_secret_nor_codes(house: House, wang: Person, clock: SetClock) -> None:
    secret, codes = enrol(house, wang, clock)
    with house.index.read() as connection:
        row = connection.execute(select(second_factors)).one()
        kept = repr(row) + repr(connection.execute(select(recovery_codes)).all())
    assert secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert secret not in repr(house.second_factors.begin(wang))
    # Nor does one person's sealed secret open as another's.
    with pytest.raises(UnavailableError):
        house.second_factors._sealed.open(row.secret, "second factor of 99")


def test_nothing_is_confirmed_that_was_not_begun(house: House, wang: Person) -> None:
    with pytest.raises(ConflictError):
        house.second_factors.confirm(wang.user_id, "000000")
    assert house.second_factors.check(wang.user_id, "000000") is False
