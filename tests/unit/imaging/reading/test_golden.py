"""The page is tested against a table; the table is what this code measures."""

from __future__ import annotations

import json

import pytest

from tests.unit.imaging.reading.golden import PATH, table


def test_the_table_of_the_page_is_what_is_measured_here() -> None:
    kept, made = json.loads(PATH.read_text(encoding="utf-8")), json.loads(json.dumps(table()))
    assert len(kept["cases"]) == len(made["cases"]) > 80
    for one, other in zip([*kept["cases"], *kept["pixels"]], [*made["cases"], *made["pixels"]], strict=True):
        numbers = [each.pop("value") for each in _values(one)], [each.pop("value") for each in _values(other)]
        assert one == other
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-12, abs=1e-9)


def _values(case: dict[str, object]) -> list[dict[str, float]]:
    measured = case.get("measured", case)
    assert isinstance(measured, dict)
    values: list[dict[str, float]] = measured["values"]
    return values
