"""Windows by name."""

from __future__ import annotations

import pytest

from imaging.pixels.presets import BY_BODY_PART, GENERAL, presets_for


@pytest.mark.parametrize(
    ("body_part", "first"),
    [
        ("CHEST", "ct-lung"),
        ("chest ", "ct-lung"),
        ("THORAX^ROUTINE", "ct-lung"),
        ("HEAD", "ct-brain"),
        ("CSPINE", "ct-spine"),
        ("KNEE", "ct-bone"),
        ("UPPER ABDOMEN", "ct-abdomen"),
        ("", "ct-soft-tissue"),
        ("SOMETHING", "ct-soft-tissue"),
    ],
)
def test_the_first_preset_fits_the_body_part(body_part: str, first: str) -> None:
    assert presets_for("CT", body_part)[0].key == first


def test_other_modalities_have_no_fixed_units() -> None:
    assert presets_for("MR", "HEAD") == ()


def test_keys_are_unique_and_names_are_there() -> None:
    every = {preset for presets in (*BY_BODY_PART.values(), GENERAL) for preset in presets}
    assert len({preset.key for preset in every}) == len(every)
    assert all(preset.chinese and preset.english for preset in every)
