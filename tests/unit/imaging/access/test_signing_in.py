from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from imaging.access.actors import Person, Role
from imaging.access.people import SIGN_IN, SignInRefusal
from imaging.access.signing_in import Enrolled, Proof, Step, Ticket
from imaging.access.totp import code_at
from imaging.clock import SetClock
from imaging.errors import MalformedError, UnauthenticatedError
from imaging.house import House
from imaging.settings import Settings
from tests.houses import open_house

PASSWORD, HERE = "correct horse battery", "192.0.2.1"


@pytest.fixture
def strict(tmp_path: Path, clock: SetClock) -> Iterator[House]:
    """A house in which everybody has a second factor."""
    with open_house(tmp_path, clock, second_factor="required") as opened:
        yield opened


def begun(house: House, login: str = "wang") -> Ticket:
    found = house.signing_in.begin(login, PASSWORD, HERE)
    assert isinstance(found, Ticket)
    return found


def with_factor(house: House, clock: SetClock) -> tuple[Person, str]:
    person = house.people.add("wang", PASSWORD, 1, Role.RADIOLOGIST)
    secret = house.second_factors.begin(person).secret
    assert house.second_factors.confirm(person.user_id, code_at(secret, clock.now()))
    clock.advance(timedelta(seconds=30))
    return person, secret


def test_without_a_second_factor_the_password_suffices_where_none_is_asked_for(house: House) -> None:
    person = house.people.add("wang", PASSWORD, 1, Role.RADIOLOGIST)
    assert house.signing_in.begin("wang", PASSWORD, HERE) == person
    assert house.audit.list(limit=1)[0].action == SIGN_IN


def test_with_one_the_password_gives_a_ticket_and_the_code_lets_in(house: House, clock: SetClock) -> None:
    person, secret = with_factor(house, clock)
    ticket = begun(house)
    assert ticket.step is Step.CODE
    assert all(event.action != SIGN_IN for event in house.audit.list())
    assert house.signing_in.with_code(ticket.text, "000000", HERE) is SignInRefusal.WRONG_CODE
    assert house.signing_in.with_code(ticket.text, code_at(secret, clock.now()), HERE) == person
    assert house.audit.list(limit=1)[0].action == SIGN_IN
    # A ticket lets in once.
    clock.advance(timedelta(seconds=30))
    with pytest.raises(UnauthenticatedError):
        house.signing_in.with_code(ticket.text, code_at(secret, clock.now()), HERE)


def test_a_ticket_is_for_one_step_a_few_minutes_and_nobody_else(house: House, clock: SetClock) -> None:
    _, secret = with_factor(house, clock)
    ticket = begun(house)
    for call in (lambda: house.signing_in.enrolment(ticket.text), lambda: house.signing_in.with_code("x", "1", HERE)):
        with pytest.raises(UnauthenticatedError):
            call()
    clock.advance(timedelta(minutes=10))
    with pytest.raises(UnauthenticatedError):
        house.signing_in.with_code(ticket.text, code_at(secret, clock.now()), HERE)


@pytest.mark.parametrize("end", ["disable", "new password", "new role"])
def test_what_ends_sessions_voids_tickets_too(house: House, clock: SetClock, end: str) -> None:
    person, secret = with_factor(house, clock)
    ticket = begun(house)
    {
        "disable": lambda: house.people.disable(person.user_id),
        "new password": lambda: house.people.set_password(person.user_id, "another good one"),
        "new role": lambda: house.people.set_role(person.user_id, Role.CLINICIAN),
    }[end]()
    with pytest.raises(UnauthenticatedError):
        house.signing_in.with_code(ticket.text, code_at(secret, clock.now()), HERE)


def test_whoever_must_have_one_is_led_to_it_first(strict: House, clock: SetClock) -> None:
    person = strict.people.add("wang", "tramway-7", 1, Role.RADIOLOGIST)
    found = strict.signing_in.begin("wang", "tramway-7", HERE)
    assert isinstance(found, Ticket)
    assert found.step is Step.ENROL
    secret = strict.signing_in.enrolment(found.text).secret
    assert strict.signing_in.enrolled(found.text, "000000", HERE) is SignInRefusal.WRONG_CODE
    enrolled = strict.signing_in.enrolled(found.text, code_at(secret, clock.now()), HERE)
    assert isinstance(enrolled, Enrolled)
    assert enrolled.person == person
    assert len(enrolled.recovery_codes) == 10
    again = strict.signing_in.begin("wang", "tramway-7", HERE)
    assert isinstance(again, Ticket)
    assert again.step is Step.CODE


def enrolled(house: House, clock: SetClock, ticket: Ticket) -> Enrolled:
    secret = house.signing_in.enrolment(ticket.text).secret
    found = house.signing_in.enrolled(ticket.text, code_at(secret, clock.now()), HERE)
    assert isinstance(found, Enrolled)
    return found


def test_a_ticket_to_enrol_never_replaces_a_factor_that_is_there(strict: House, clock: SetClock) -> None:
    person = strict.people.add("wang", PASSWORD, 1, Role.RADIOLOGIST)
    old, used = begun(strict), begun(strict)
    enrolled(strict, clock, used)
    with pytest.raises(UnauthenticatedError):
        strict.signing_in.enrolment(old.text)
    # Nor is one of use that outlived the enrolling, as where the factor came by another way.
    strict.second_factors.remove(person.user_id)
    late = begun(strict)
    secret = strict.second_factors.begin(person).secret
    assert strict.second_factors.confirm(person.user_id, code_at(secret, clock.now()))
    offered = strict.second_factors.begin(person).secret
    for call in (strict.signing_in.enrolment, lambda text: strict.signing_in.enrolled(text, offered, HERE)):
        with pytest.raises(UnauthenticatedError):
            call(late.text)


def test_enrolling_ends_what_was_begun_without_it(strict: House, clock: SetClock) -> None:
    person = strict.people.add("wang", PASSWORD, 1, Role.RADIOLOGIST)
    session = strict.sessions.begin(person)
    enrolled(strict, clock, begun(strict))
    assert strict.sessions.person_of(session) is None


def test_a_ticket_that_is_used_voids_the_others(house: House, clock: SetClock) -> None:
    _, secret = with_factor(house, clock)
    other, used = begun(house), begun(house)
    assert isinstance(house.signing_in.with_code(used.text, code_at(secret, clock.now()), HERE), Person)
    clock.advance(timedelta(seconds=30))
    with pytest.raises(UnauthenticatedError):
        house.signing_in.with_code(other.text, code_at(secret, clock.now()), HERE)


def test_a_password_that_stands_alone_is_longer(house: House, clock: SetClock) -> None:
    with pytest.raises(MalformedError):
        house.people.add("li", "tramway-7", 1, Role.CLINICIAN)
    person, _ = with_factor(house, clock)
    house.people.set_password(person.user_id, "tramway-7")


def test_before_a_signature_password_or_code_proves_who_it_is(house: House, clock: SetClock) -> None:
    person, secret = with_factor(house, clock)
    assert house.signing_in.proof(person, code_at(secret, clock.now()), HERE) is Proof.CODE
    assert house.signing_in.proof(person, PASSWORD, HERE) is Proof.PASSWORD
    assert house.signing_in.proof(person, "something else", HERE) is SignInRefusal.WRONG
    for _ in range(9):
        house.signing_in.proof(person, "something else", HERE)
    assert house.signing_in.proof(person, PASSWORD, HERE) is SignInRefusal.TOO_MANY


@pytest.mark.parametrize(
    ("bind", "setting", "is_required"),
    [
        ("127.0.0.1:8080", None, False), ("0.0.0.0:8080", None, True), ("127.0.0.1:8080", "required", True),
        ("0.0.0.0:8080", "optional", False),
    ],
)  # fmt: skip
def test_beyond_loopback_everybody_needs_one_unless_told_otherwise(
    tmp_path: Path, bind: str, setting: str | None, is_required: bool
) -> None:
    settings = Settings(data_dir=tmp_path, http_bind=bind, second_factor=setting)  # type: ignore[arg-type]
    assert settings.requires_second_factor is is_required
