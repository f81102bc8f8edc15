"""How a Chinese character is read, in the letters of pinyin without tones.

Only pypinyin's table of single characters is read, and not before a name needs it: imported whole, the library would
cost every process 60 MB and every command a second and a half, for phrases that no name is made of.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from imaging.archive.folding import fold

# ü is typed as v, left without its dots, and written YU in passports.
_U_WITH_DOTS: Final = "ü"
_WRITTEN_AS: Final = ("u", "v", "yu")


def readings(character: str) -> frozenset[str]:
    """Return all that a character may be read as; nothing for what is no Chinese character."""
    said = _table().get(str(ord(character)), "")
    return frozenset(letters for reading in said.split(",") if reading for letters in _letters(reading))


def likely_readings(character: str, most: int) -> tuple[str, ...]:
    """Return what a character may be read as, the most usual first; nothing for what is no Chinese character."""
    said = _table().get(str(ord(character)), "")
    return tuple(dict.fromkeys(letters for reading in said.split(",") if reading for letters in _letters(reading)))[
        :most
    ]


@cache
def syllables() -> frozenset[str]:
    """Return every syllable of pinyin that a name may have: with a vowel, which interjections lack."""
    readings = {reading for said in _table().values() for reading in said.split(",") if reading}
    every = {letters for reading in readings for letters in _letters(reading)}
    return frozenset(letters for letters in every if not _VOWELS.isdisjoint(letters))


def spells(letters: str, characters: Sequence[str]) -> bool:
    """Whether letters are a reading of these characters, one after the other and whole."""
    ends = {0}
    for character in characters:
        possible = readings(character)
        ends = {end + len(reading) for end in ends for reading in possible if letters.startswith(reading, end)}
    return len(letters) in ends


def _letters(reading: str) -> tuple[str, ...]:
    toneless = "".join(part for part in unicodedata.normalize("NFD", reading) if part not in _TONES)
    whole = unicodedata.normalize("NFC", toneless)
    if _U_WITH_DOTS not in whole:
        return (fold(whole),)
    return tuple(fold(whole.replace(_U_WITH_DOTS, letters)) for letters in _WRITTEN_AS)


_VOWELS: Final = frozenset("aeiouv")
# Macron, acute, caron, grave.
_TONES: Final = frozenset("\u0304\u0301\u030c\u0300")


@cache
def _table() -> dict[str, str]:
    """Readings with their tones, by the number of the character: ``{"21333": "dān,shàn,chán"}``."""
    path = Path(str(distribution("pypinyin").locate_file("pypinyin/pinyin_dict.json")))
    table: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return table
