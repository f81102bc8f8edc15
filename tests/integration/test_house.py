"""The house composed from settings, in an empty directory and in one that is there already."""

from __future__ import annotations

from pathlib import Path

from imaging.house import House, prepare
from imaging.settings import Settings


def test_a_first_start_makes_the_default_hospital_and_a_second_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", default_hospital="FIRST")  # type: ignore[call-arg]
    prepare(settings)
    with House.open(settings) as house:
        before = house.hospitals.list()
    prepare(settings)
    with House.open(settings) as house:
        assert house.hospitals.list() == before
    assert [hospital.code for hospital in before] == ["FIRST"]
