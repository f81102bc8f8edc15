from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from imaging.access.ae_titles import ANY_HOST, AeTitles
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.house import House
from tests.houses import open_house


@pytest.fixture
def titles(house: House) -> AeTitles:
    """CT1 of MAIN from anywhere, CT2 of WEST from one address and one network, MR1 of both from their own networks."""
    main, west = house.hospitals.by_code("MAIN").id, house.hospitals.add("WEST", "West").id
    house.ae_titles.add("CT1", main)
    house.ae_titles.add("CT2", west, "10.2.0.5", 104)
    house.ae_titles.add("CT2", west, "10.3.0.0/16")
    house.ae_titles.add("MR1", main, "10.1.0.0/16")
    house.ae_titles.add("MR1", west, "10.1.7.7")
    return house.ae_titles


@pytest.mark.parametrize(
    ("called", "calling", "address", "code"),
    [
        ("FILMLESS", "CT1", "192.0.2.1", "MAIN"),
        ("FILMLESS", "CT2", "10.2.0.5", "WEST"),
        ("FILMLESS", "CT2", "10.3.200.1", "WEST"),
        ("FILMLESS", "CT2", "::ffff:10.2.0.5", "WEST"),
        # A registered title from an address that is not its own is refused, whatever it calls (TI-04).
        ("FILMLESS", "CT2", "10.9.0.1", None),
        ("WEST", "CT2", "10.9.0.1", None),
        ("FILMLESS", "CT2", "no address", None),
        # The same title in two hospitals: the narrower network decides.
        ("FILMLESS", "MR1", "10.1.7.8", "MAIN"),
        ("FILMLESS", "MR1", "10.1.7.7", "WEST"),
        # Nobody knows it: the default hospital, whichever is called.
        ("FILMLESS", "NEW", "192.0.2.1", "MAIN"),
        ("WEST", "NEW", "192.0.2.1", "MAIN"),
        # Calling another hospital does not move a machine that is known.
        ("WEST", "CT1", "192.0.2.1", "MAIN"),
    ],
)
def test_whose_association_it_is(
    house: House, titles: AeTitles, called: str, calling: str, address: str, code: str | None
) -> None:
    titles = replace(titles, called_chooses=False)
    found = titles.hospital_of(called, calling, address)
    assert found == (house.hospitals.by_code(code).id if code else None)


@pytest.mark.parametrize(
    ("bind", "called", "code"),
    [
        ("127.0.0.1:104", "WEST", "WEST"),
        ("127.0.0.1:104", "FILMLESS", "MAIN"),
        ("0.0.0.0:104", "WEST", "MAIN"),
    ],
)
def test_a_stranger_chooses_a_hospital_on_loopback_only(tmp_path: Path, bind: str, called: str, code: str) -> None:
    with open_house(tmp_path, dicom_bind=bind) as house:
        house.hospitals.add("WEST", "West")
        assert house.ae_titles.hospital_of(called, "NEW", "192.0.2.1") == house.hospitals.by_code(code).id


def test_strangers_are_refused_where_it_is_set(titles: AeTitles) -> None:
    strict = replace(titles, accepts_unknown=False)
    assert strict.hospital_of("WEST", "NEW", "192.0.2.1") is None
    assert strict.hospital_of("FILMLESS", "CT1", "192.0.2.1") is not None


@pytest.mark.parametrize("title", ["", " ", "A\\B", "A\nB", "A" * 17, " CT1", "CT1 ", "扫描"])
def test_titles_that_the_standard_forbids_are_refused(house: House, title: str) -> None:
    with pytest.raises(MalformedError):
        house.ae_titles.add(title, 1)


@pytest.mark.parametrize(
    ("host", "port"),
    [("somewhere", None), ("10.0.0.0/8", 104), ("", 104), (ANY_HOST, 104), ("10.0.0.1", 0), ("10.0.0.1", 70_000)],
)
def test_hosts_that_could_not_be_called_are_refused(house: House, host: str, port: int | None) -> None:
    with pytest.raises(MalformedError):
        house.ae_titles.add("CT9", 1, host, port)


@pytest.mark.parametrize(
    ("title", "host", "is_taken"),
    [
        ("CT1", "", True),
        ("CT1", "10.0.0.1", True),
        ("CT2", "10.2.0.5/32", True),
        ("CT2", "10.0.0.0/8", True),
        ("CT2", ANY_HOST, True),
        ("MR1", "10.1.7.0/24", True),
        ("CT2", "10.4.0.0/16", False),
        ("CT2", "fd00::1", False),
        ("CT9", "", False),
    ],
)
def test_a_hospital_takes_no_machine_of_another(
    house: House, titles: AeTitles, title: str, host: str, *, is_taken: bool
) -> None:
    third = house.hospitals.add("EAST", "East").id
    if is_taken:
        with pytest.raises(ConflictError):
            titles.add(title, third, host, may_overlap=False)
        assert titles.list(third) == ()
    else:
        assert titles.add(title, third, host, may_overlap=False).hospital_id == third


def test_the_same_title_and_address_is_registered_once(titles: AeTitles) -> None:
    with pytest.raises(ConflictError):
        titles.add("CT2", 1, "10.2.0.5")


def test_any_address_is_the_same_whether_said_or_not(titles: AeTitles) -> None:
    with pytest.raises(ConflictError):
        titles.add("CT1", 1, ANY_HOST)


@pytest.mark.parametrize(
    ("host", "looks"), [("", False), (ANY_HOST, True), ("10.0.0.0/8", True), ("10.1.2.3", True), ("10.1.2.4", False)]
)
def test_looking_needs_a_host_that_was_said(house: House, host: str, looks: bool) -> None:
    assert house.ae_titles.add("WS1", 1, host).looks_from("10.1.2.3") is looks


def test_only_its_own_hospital_removes_a_machine(house: House, titles: AeTitles) -> None:
    entity = titles.list(house.hospitals.by_code("WEST").id)[0]
    with pytest.raises(NotFoundError):
        titles.remove(entity.id, house.hospitals.by_code("MAIN").id)
    titles.remove(entity.id, entity.hospital_id)
    assert entity not in titles.list()
