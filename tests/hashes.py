"""Hashes of what people remember, at the lowest cost: a suite signs in thousands of times, and guesses nothing."""

from __future__ import annotations

from argon2 import PasswordHasher

from imaging.access import slow_hash

# What the product pays, for the test that looks at it.
HASHER, NOTHING = slow_hash._HASHER, slow_hash._NOTHING


def make_cheap() -> None:
    """Have this process, and those that it forks, pay next to nothing; all else stays as it is."""
    slow_hash._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    slow_hash._NOTHING = NOTHING.replace("m=19456,t=2", "m=8,t=1")
