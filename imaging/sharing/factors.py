"""The second factor: something the patient knows and the slip does not say.

A birth date alone is one of some 36,500 days, and of far fewer if the finder of a slip guesses the age; with five tries
that is not enough, so it is possible only as a setting, and warned of. With the last four digits of a phone number or
of an identity document it is; so is a code of six digits that is handed out separately from the slip.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from imaging.errors import MalformedError
from imaging.orders.written import read_date
from imaging.settings import FactorRule


class Factor(StrEnum):
    """What is asked for."""

    BIRTH_DATE_AND_PHONE = "birth-date-and-phone"
    BIRTH_DATE_AND_ID = "birth-date-and-id"
    CODE = "code"
    BIRTH_DATE = "birth-date"


_LAST_FOUR = frozenset({Factor.BIRTH_DATE_AND_PHONE, Factor.BIRTH_DATE_AND_ID})


@dataclass(frozen=True)
class Knowledge:
    """What the hospital knows of the patient that the patient knows too; only hashed, never kept."""

    birth_date: str
    phone: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class ChosenFactor:
    """A factor and the answer that opens; ``code`` is set if it must be handed out."""

    factor: Factor
    answer: str = field(repr=False)
    code: str | None = field(default=None, repr=False)


def choose(rule: FactorRule, known: Knowledge) -> ChosenFactor:
    """Choose the factor for one link."""
    phone, id_number = _last_four(known.phone), _last_four(known.id_number)
    if rule is FactorRule.BIRTH_DATE:
        return ChosenFactor(Factor.BIRTH_DATE, _joined(known.birth_date, ""))
    if rule is FactorRule.BIRTH_DATE_AND_LAST_FOUR and phone:
        return ChosenFactor(Factor.BIRTH_DATE_AND_PHONE, _joined(known.birth_date, phone))
    if rule is FactorRule.BIRTH_DATE_AND_LAST_FOUR and id_number:
        return ChosenFactor(Factor.BIRTH_DATE_AND_ID, _joined(known.birth_date, id_number))
    code = f"{secrets.randbelow(1_000_000):06}"
    return ChosenFactor(Factor.CODE, code, code)


def renew(rule: FactorRule, former: Factor, known: Knowledge) -> ChosenFactor | None:
    """Choose the factor of a link anew from what is known by now; None: not enough is known, or nothing of it is asked.

    It never becomes a weaker one: a birth date alone is asked only where it was before.
    """
    phone, id_number = _last_four(known.phone), _last_four(known.id_number)
    asks_last_four = rule is FactorRule.BIRTH_DATE_AND_LAST_FOUR or former in _LAST_FOUR
    if asks_last_four and phone:
        return ChosenFactor(Factor.BIRTH_DATE_AND_PHONE, _joined(known.birth_date, phone))
    if asks_last_four and id_number:
        return ChosenFactor(Factor.BIRTH_DATE_AND_ID, _joined(known.birth_date, id_number))
    if former is Factor.BIRTH_DATE:
        return ChosenFactor(Factor.BIRTH_DATE, _joined(known.birth_date, ""))
    return None


def read_answer(factor: Factor, answer: Mapping[str, str]) -> str:
    """Return what is compared, from ``birth_date``, ``last_four`` and ``code`` as somebody typed them."""
    if factor is Factor.CODE:
        return re.sub(r"\D", "", _plain(answer.get("code", "")))
    last_four = "" if factor is Factor.BIRTH_DATE else _last_four(answer.get("last_four", ""))
    try:
        return _joined(answer.get("birth_date", ""), last_four)
    except MalformedError:
        return ""


def _joined(birth_date: str, last_four: str) -> str:
    return f"{read_date(birth_date, 'birth_date'):%Y%m%d} {last_four}".strip()


def _last_four(number: str) -> str:
    """Return the last four places; an identity number may end in X."""
    kept = re.sub(r"[^0-9X]", "", _plain(number).upper())
    return kept[-4:] if len(kept) >= 4 else ""


def _plain(text: str) -> str:
    """Full-width digits, as Chinese keyboards type them, are digits."""
    return unicodedata.normalize("NFKC", text)
