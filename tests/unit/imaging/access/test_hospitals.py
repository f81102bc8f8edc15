from __future__ import annotations

import pytest

from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.house import House


def test_a_code_belongs_to_one_hospital(house: House) -> None:
    added = house.hospitals.add("WEST", "West Hospital")
    with pytest.raises(ConflictError, match="WEST"):
        house.hospitals.add("WEST", "Another")
    assert house.hospitals.by_code("WEST") == added == house.hospitals.by_id(added.id)
    assert [hospital.code for hospital in house.hospitals.list()] == ["MAIN", "WEST"]


def test_the_hospital_that_the_first_start_made_is_given_its_name_once(house: House) -> None:
    made = house.hospitals.by_code("MAIN")
    assert made.name == "MAIN"
    named = house.hospitals.add("MAIN", "First People’s Hospital")
    assert (named.id, named.name) == (made.id, "First People’s Hospital")
    assert house.hospitals.by_code("MAIN") == named
    with pytest.raises(ConflictError, match="MAIN"):
        house.hospitals.add("MAIN", "Another")


def test_ensuring_twice_adds_once(house: House) -> None:
    assert house.hospitals.ensure("WEST", "West") == house.hospitals.ensure("WEST", "Renamed")


@pytest.mark.parametrize("code", ["", "west", "WEST HOSPITAL", "../X", "A" * 17, "西"])
def test_a_code_that_could_not_stand_in_an_object_key_is_refused(house: House, code: str) -> None:
    with pytest.raises(MalformedError):
        house.hospitals.add(code, "West")


def test_an_unknown_hospital_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError, match="NONE"):
        house.hospitals.by_code("NONE")
