"""What a password must be: long enough, not what everybody takes, not what one is called. Nothing is cut off.

Length does the most against guessing; kinds of characters are not asked for (OWASP ASVS 5, 6.2).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from imaging.errors import MalformedError
from imaging.problems import Problem

# Where a second factor stands beside it; where it stands alone it must be longer.
SHORTEST_BESIDE_FACTOR: Final = 8
SHORTEST_ALONE: Final = 12
LONGEST_PASSWORD: Final = 128
_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
_FEWEST_DIFFERENT: Final = 5
# A name of one or two letters is in many good passwords by chance.
_SHORTEST_NAME: Final = 3


def check_new_password(password: str, login: str, name: str, *, is_alone: bool) -> None:
    """Refuse a password that would be guessed.

    Raises
    ------
    MalformedError
        With the problem's word, for whoever chooses it.
    """
    shortest = SHORTEST_ALONE if is_alone else SHORTEST_BESIDE_FACTOR
    if not shortest <= len(password) <= LONGEST_PASSWORD:
        raise MalformedError(
            f"A password has {shortest} to {LONGEST_PASSWORD} characters.",
            Problem.PASSWORD_LENGTH,
            shortest=shortest,
            longest=LONGEST_PASSWORD,
        )
    if is_common(password):
        raise MalformedError("This password is one of those that are guessed first.", Problem.PASSWORD_COMMON)
    folded = password.casefold()
    names = [login.partition("@")[0], *re.split(r"\W+", name)]
    if any(len(part) >= _SHORTEST_NAME and part.casefold() in folded for part in names):
        raise MalformedError("A password must not hold the login or the name.", Problem.PASSWORD_NAMES)


def is_common(password: str) -> bool:
    """Whether many people have it, perhaps with digits and signs around it."""
    folded = password.casefold()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return len(set(folded)) < _FEWEST_DIFFERENT or not {folded, core}.isdisjoint(_common())


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
