"""Does another study show the same patient? A pure rule that says yes only when the numbers prove it.

Within a hospital its own Patient ID is the proof, if nothing that both say differs, and name or birth date agrees. A
Patient ID of another hospital proves nothing: there an issuer must have given the same ID, and name, birth date
and sex must be said and agree. What is only alike is told apart, for a person to judge, and never mixed in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from imaging.orders.fitting import Identity
from imaging.orders.names import is_said, names_differ

_SEXES = frozenset({"M", "F"})


class Likeness(StrEnum):
    """How sure it is."""

    SAME = "same"
    # Name and birth date agree, but no number proves it.
    PERHAPS = "perhaps"
    # The hospital's own number is the same, and something says that it is somebody else.
    CONTRADICTS = "contradicts"
    OTHER = "other"


@dataclass(frozen=True)
class Shown:
    """Whom a study shows: all that its instances say, in which hospital."""

    hospital_id: int
    said: tuple[Identity, ...]


def likeness(one: Shown, other: Shown) -> Likeness:
    """Judge two studies by all that both say; one that contradicts itself is never sure."""
    is_same_hospital = one.hospital_id == other.hospital_id
    found = {_of_pair(ours, theirs, is_same_hospital) for ours in one.said for theirs in other.said}
    if len(found) == 1:
        return found.pop()
    return Likeness.PERHAPS if found & {Likeness.SAME, Likeness.PERHAPS} else _worst(found)


def _worst(found: Collection[Likeness]) -> Likeness:
    return Likeness.CONTRADICTS if Likeness.CONTRADICTS in found else Likeness.OTHER


def _of_pair(one: Identity, other: Identity, is_same_hospital: bool) -> Likeness:
    shares_id = bool(one.patient_id.strip()) and one.patient_id.strip() == other.patient_id.strip()
    issuers = {one.issuer_of_patient_id.strip(), other.issuer_of_patient_id.strip()}
    differs = _differs(one, other)
    if is_same_hospital and shares_id and (len(issuers) == 1 or "" in issuers):
        if differs:
            return Likeness.CONTRADICTS
        if _has_same_name(one, other) or _has_same_birth_date(one, other):
            return Likeness.SAME
    if differs or not (_has_same_name(one, other) and _has_same_birth_date(one, other)):
        return Likeness.OTHER
    is_issued = shares_id and len(issuers) == 1 and "" not in issuers
    return Likeness.SAME if is_issued and _sex(one) == _sex(other) != "" else Likeness.PERHAPS


def _differs(one: Identity, other: Identity) -> bool:
    dates = {one.patient_birth_date.strip(), other.patient_birth_date.strip()} - {""}
    sexes = {_sex(one), _sex(other)} - {""}
    return len(dates) > 1 or len(sexes) > 1 or names_differ(one.patient_name, other.patient_name)


def _has_same_name(one: Identity, other: Identity) -> bool:
    both = is_said(one.patient_name) and is_said(other.patient_name)
    return both and not names_differ(one.patient_name, other.patient_name)


def _has_same_birth_date(one: Identity, other: Identity) -> bool:
    return one.patient_birth_date.strip() == other.patient_birth_date.strip() != ""


def _sex(of: Identity) -> str:
    sex = of.patient_sex.strip().upper()
    return sex if sex in _SEXES else ""
