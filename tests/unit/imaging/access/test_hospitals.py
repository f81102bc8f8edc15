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


def test_ensuring_twice_adds_once(house: House) -> None:
    assert house.hospitals.ensure("WEST", "West") == house.hospitals.ensure("WEST", "Renamed")


@pytest.mark.parametrize("code", ["", "west", "WEST HOSPITAL", "../X", "A" * 17, "西"])
def test_a_code_that_could_not_stand_in_an_object_key_is_refused(house: House, code: str) -> None:
    with pytest.raises(MalformedError):
        house.hospitals.add(code, "West")


def test_an_unknown_hospital_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError, match="NONE"):
        house.hospitals.by_code("NONE")
