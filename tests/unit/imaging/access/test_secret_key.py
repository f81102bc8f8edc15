from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import Type, extract_parameters

from imaging.access.secret_key import SecretKey
from imaging.access.slow_hash import SlowHash
from imaging.errors import SettingsError
from tests.hashes import HASHER, NOTHING


def test_many_first_starts_at_once_make_one_key(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    with ThreadPoolExecutor(16) as pool:
        keys = list(pool.map(lambda _: SecretKey.open(path), range(64)))
    assert len({key.value for key in keys}) == 1
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_only_its_owner_reads_it_and_it_masks_itself(tmp_path: Path) -> None:
    key = SecretKey.open(tmp_path / "secret.key")
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert key.value.hex() not in repr(key)
    assert repr(key.value) not in repr(key)


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    key = SecretKey.open(tmp_path / "secret.key")
    assert len({key.derive("a"), key.derive("b"), key.value}) == 3


def test_a_damaged_key_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(SettingsError, match=r"secret\.key"):
        SecretKey.open(tmp_path / "secret.key")


def test_a_stolen_hash_can_not_be_tried_without_the_pepper() -> None:
    stored = SlowHash(b"ours").hash("19600229 5678")
    assert stored.startswith("$argon2id$")
    assert SlowHash(b"ours").verify(stored, "19600229 5678")
    assert not SlowHash(b"theirs").verify(stored, "19600229 5678")
    assert not SlowHash(b"ours").verify("no hash", "19600229 5678")
    assert not SlowHash(b"ours").verify_nothing("nothing")


def test_a_guess_costs_what_owasp_asks_for_whether_there_is_a_hash_or_not() -> None:
    cost = extract_parameters(HASHER.hash("19600229 5678"))
    assert (cost.type, cost.time_cost, cost.memory_cost, cost.parallelism) == (Type.ID, 2, 19 * 1024, 1)
    assert extract_parameters(NOTHING) == cost
