"""How many set out from one address, and what an invitation is worth when somebody could not be bound to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from imaging.access.actors import Operator, Person, Role
from imaging.access.directory.arriving import Arriving, Return, SetOut
from imaging.access.directory.directories import Directory
from imaging.access.directory.outgoing import Outgoing
from imaging.access.directory.provider import Provider
from imaging.access.directory.visits import Passport
from imaging.access.invitations import Invited
from imaging.access.throttle import WINDOW, Throttle
from imaging.clock import SetClock
from imaging.errors import FilmlessError
from imaging.house import House
from tests.unit.imaging.access.directory.hostile import HostileDirectory, hostile_directory

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
OPERATOR = Operator()


@pytest.fixture
def served() -> Iterator[HostileDirectory]:
    with hostile_directory() as running:
        yield running


@pytest.fixture
def directory(house: House, served: HostileDirectory) -> Directory:
    kept = Directory(1, served.issuer, "filmless")
    house.directories.set(OPERATOR, kept)
    return kept


@pytest.fixture
def arriving(house: House, clock: SetClock, directory: Directory) -> Arriving:
    """The way in, through which two at a time go from one address."""
    provider = Provider(clock, Outgoing(allows_loopback=True), "http://127.0.0.1/directory")
    return replace(house.arriving, provider=provider, throttle=Throttle(house.index, clock, most_from_address=2))


def come_back(arriving: Arriving, served: HostileDirectory, set_out: SetOut, number: str) -> object:
    """Come back as whom the directory names by this number."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(set_out.address).query).items()}
    now = int(arriving.signing_in.clock.now().timestamp())
    served.claims = {
        "iss": served.issuer, "aud": "filmless", "sub": number, "nonce": asked["nonce"], "iat": now, "exp": now + 60,
        "auth_time": now,
    }  # fmt: skip
    return arriving.returned(Return(Passport(set_out.secret, asked["state"]), 1, "code"), HERE)


def test_who_sets_out_again_and_again_is_told_to_wait(house: House, arriving: Arriving, clock: SetClock) -> None:
    secret = house.invitations.make(OPERATOR, 1, Invited("wang", Role.CLINICIAN))
    arriving.begin("MAIN", HERE)
    with pytest.raises(FilmlessError):
        arriving.begin("NOBODYS", HERE)
    for once_more in (lambda: arriving.begin("MAIN", HERE), lambda: arriving.begin_invited(secret, HERE)):
        with pytest.raises(FilmlessError) as refused:
            once_more()
        assert refused.value.problem == "too-many-tries"
    assert house.audit.list()[0].detail == '{"by": "directory", "why": "too-many-tries"}'
    arriving.begin("MAIN", ELSEWHERE)
    # Whoever is on the way keeps nobody from signing in by a password.
    assert arriving.throttle.begin("somebody", HERE) is not None
    clock.advance(WINDOW)
    arriving.begin("MAIN", HERE)


def test_who_comes_back_and_is_let_in_makes_room_for_others(
    house: House, arriving: Arriving, directory: Directory, served: HostileDirectory
) -> None:
    person = house.people.add("wang", "eleven trams in spring", 1, Role.CLINICIAN)
    house.arriving.known.bind(OPERATOR, directory, person, "s1")
    for _ in range(4):
        assert isinstance(come_back(arriving, served, arriving.begin("MAIN", HERE), "s1"), Person)
    for _ in range(4):
        come_back(arriving, served, arriving.begin_confirming(person), "s1")
    for _ in range(2):
        with pytest.raises(FilmlessError):
            come_back(arriving, served, arriving.begin("MAIN", HERE), "a stranger's")
    with pytest.raises(FilmlessError) as refused:
        arriving.begin("MAIN", HERE)
    assert refused.value.problem == "too-many-tries"


def test_an_invitation_stays_good_where_nobody_could_be_bound_to_it(
    house: House, arriving: Arriving, served: HostileDirectory
) -> None:
    secret = house.invitations.make(OPERATOR, 1, Invited("wang", Role.CLINICIAN))
    with pytest.raises(FilmlessError) as refused:
        come_back(arriving, served, arriving.begin_invited(secret, HERE), "un\u200bprintable")
    assert refused.value.problem == "field-wrong"
    assert house.people.list(1) == ()
    assert "accept-invitation" not in {event.action for event in house.audit.list()}
    person = come_back(arriving, served, arriving.begin_invited(secret, HERE), "s1")
    assert isinstance(person, Person)
    assert person.login == "wang"
