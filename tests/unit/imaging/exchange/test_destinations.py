"""Destinations: where they may be, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from imaging.access.actors import Operator
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.exchange.destination import Address, DestinationKind, check_address
from imaging.exchange.destinations import Wanted
from imaging.house import House
from imaging.index.tables import destinations
from imaging.problems import Problem
from tests.houses import clock, house

__all__ = ["clock", "house"]

BY = Operator("test")
SECRET = "a-key-of-thirty-two-characters-!"
HOOK = Wanted("hook", DestinationKind.WEB_HOOK, Address(url="https://his.example.org/hook", secret=SECRET))


@pytest.mark.parametrize("host", ["10.1.2.3", "172.16.0.9", "192.168.1.1", "fd00::5", "pacs.hospital.lan", "8.8.8.8"])
def test_hospitals_systems_are_within_their_networks(host: str) -> None:
    check_address(DestinationKind.HL7_MLLP, Address(host=host, port=2575), allows_loopback=False)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "169.254.169.254", "fe80::1", "224.0.0.1", "::ffff:127.0.0.1",
     "::ffff:169.254.169.254", "", "a b", "-x", "x..y", "http://x"],
)  # fmt: skip
def test_nothing_goes_to_this_machine_or_the_machinery_of_a_network(host: str) -> None:
    for kind in (DestinationKind.HL7_MLLP, DestinationKind.C_STORE):
        with pytest.raises(MalformedError) as caught:
            check_address(kind, Address(host=host, port=104, ae_title="X"), allows_loopback=False)
        assert caught.value.problem is Problem.DESTINATION_ADDRESS


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/x", "http://[::1]/x", "http://localhost:8042", "https://169.254.169.254/latest", "ftp://x.org/",
     "file:///etc/passwd", "gopher://x.org", "https://user:word@x.org/", "https://x.org/?token=1", "https://x.org/#a",
     "https://x.org:99999/", "https:///x", "https://王.example/", "https://x.org/a b", ""],
)  # fmt: skip
def test_addresses_that_are_not_called(url: str) -> None:
    with pytest.raises(MalformedError):
        check_address(DestinationKind.STOW, Address(url=url), allows_loopback=False)


def test_an_installation_that_serves_only_this_machine_may_send_to_it() -> None:
    check_address(DestinationKind.STOW, Address(url="http://127.0.0.1:8042/dicom-web"), allows_loopback=True)
    check_address(DestinationKind.HL7_MLLP, Address(host="localhost", port=1), allows_loopback=True)
    with pytest.raises(MalformedError):
        check_address(DestinationKind.STOW, Address(url="http://169.254.169.254/"), allows_loopback=True)


@pytest.mark.parametrize("secret", ["", "short", "x" * 23])
def test_a_web_hook_has_a_key_that_can_not_be_guessed(secret: str) -> None:
    with pytest.raises(MalformedError) as caught:
        check_address(DestinationKind.WEB_HOOK, replace(HOOK.address, secret=secret), allows_loopback=False)
    assert caught.value.told == {"shortest": 24}


def test_the_secret_lies_sealed_and_is_not_in_a_repr(house: House) -> None:
    added = house.destinations.add(BY, 1, HOOK)
    assert added.address.secret == SECRET
    assert SECRET not in repr(added)
    with house.index.read() as connection:
        row = connection.execute(select(destinations)).one()
    assert SECRET.encode() not in row.secret


def test_a_secret_stays_with_the_place_that_it_was_given_to(house: House) -> None:
    added = house.destinations.add(BY, 1, HOOK)
    renamed = replace(HOOK, name="renamed", address=replace(HOOK.address, secret=""))
    assert house.destinations.change(BY, added.id, 1, renamed).address.secret == SECRET
    elsewhere = replace(renamed, address=Address(url="https://elsewhere.example.org/"))
    with pytest.raises(MalformedError):
        house.destinations.change(BY, added.id, 1, elsewhere)


def test_names_are_taken_once_and_protocols_stay(house: House) -> None:
    added = house.destinations.add(BY, 1, HOOK)
    with pytest.raises(ConflictError) as caught:
        house.destinations.add(BY, 1, HOOK)
    assert caught.value.problem is Problem.DESTINATION_TAKEN
    other = Wanted("hook", DestinationKind.HL7_MLLP, Address(host="10.0.0.1", port=1))
    with pytest.raises(ConflictError):
        house.destinations.change(BY, added.id, 1, other)
    house.destinations.remove(BY, added.id, 1)
    assert house.destinations.add(BY, 1, HOOK).id != added.id


def test_another_hospital_has_its_own(house: House) -> None:
    other = house.hospitals.add("OTHER", "Other")
    added = house.destinations.add(BY, other.id, HOOK)
    assert house.destinations.list(1) == ()
    with pytest.raises(NotFoundError):
        house.destinations.one(added.id, 1)
    with pytest.raises(NotFoundError):
        house.destinations.remove(BY, added.id, 1)
    with pytest.raises(NotFoundError):
        house.destinations.change(BY, added.id, 1, HOOK)


def test_what_is_done_to_them_stands_in_the_audit(house: House) -> None:
    added = house.destinations.add(BY, 1, HOOK)
    house.destinations.change(BY, added.id, 1, replace(HOOK, is_active=False))
    house.destinations.remove(BY, added.id, 1)
    events = house.audit.list(hospital_id=1)
    assert [each.action for each in events] == ["remove-destination", "change-destination", "add-destination"]
    assert {(each.subject_kind, each.subject_id) for each in events} == {("destination", added.id)}
