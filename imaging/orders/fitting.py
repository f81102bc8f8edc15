"""Does this study belong to that order? A pure rule that says yes only when everything fits.

A study is bound by its accession number and its patient together, within one hospital. Patient ID, name, birth date and
sex must be the order's wherever both say them, in every instance; the Patient ID must be said, and birth date or name
with it. Where the numbers prove less, both must be: in an instance that lacks the accession number which others of its
study say, and where the Patient ID was given by an issuer, of which no order knows. What two instances of the study
say differently is a contradiction. There is no second-best: doubt is a question for a person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from imaging.orders.names import is_said, names_differ
from imaging.orders.orders import Order

# O is what many write who do not know.
_SEXES = frozenset({"M", "F"})


class Reason(StrEnum):
    """Why a person must decide."""

    NO_ACCESSION_NUMBER = "no-accession-number"
    UNKNOWN_ACCESSION_NUMBER = "unknown-accession-number"
    ORDER_CANCELLED = "order-cancelled"
    PATIENT_DIFFERS = "patient-differs"
    PATIENT_INCOMPLETE = "patient-incomplete"
    CONTRADICTION = "contradiction"
    # A person corrected what the rule had bound; asked again when the study says something new.
    CORRECTED = "corrected"


class Attribute(StrEnum):
    """What is compared, by the names of the fields."""

    ACCESSION_NUMBER = "accession_number"
    PATIENT_ID = "patient_id"
    ISSUER_OF_PATIENT_ID = "issuer_of_patient_id"
    PATIENT_NAME = "patient_name"
    PATIENT_BIRTH_DATE = "patient_birth_date"
    PATIENT_SEX = "patient_sex"


@dataclass(frozen=True)
class Identity:
    """What some of a study's instances say about whom they show and why they were made."""

    accession_number: str
    patient_id: str = field(repr=False)
    issuer_of_patient_id: str = field(repr=False)
    patient_name: str = field(repr=False)
    patient_birth_date: str = field(repr=False)
    patient_sex: str = field(repr=False)


@dataclass(frozen=True)
class Fits:
    """It belongs to this order."""

    order: Order


@dataclass(frozen=True)
class Asks:
    """A person must decide, and this is why; ``attributes`` are those that differ, contradict or are missing."""

    reason: Reason
    candidate: Order | None = None
    attributes: tuple[Attribute, ...] = ()


def accession_numbers(said: Collection[Identity]) -> frozenset[str]:
    """Return the accession numbers that a study's instances name."""
    return frozenset(_value(identity, Attribute.ACCESSION_NUMBER) for identity in said) - {""}


def fit(said: Collection[Identity], order: Order | None) -> Fits | Asks:
    """Judge a study by all that its instances say; ``order`` is the hospital's order of its one accession number."""
    if contradictory := contradictions(said):
        return Asks(Reason.CONTRADICTION, order, contradictory)
    if not accession_numbers(said):
        return Asks(Reason.NO_ACCESSION_NUMBER)
    if order is None:
        return Asks(Reason.UNKNOWN_ACCESSION_NUMBER)
    if order.cancelled_at is not None:
        return Asks(Reason.ORDER_CANCELLED, order)
    if differing := differences(said, order):
        return Asks(Reason.PATIENT_DIFFERS, order, differing)
    if unsaid := missing(said):
        return Asks(Reason.PATIENT_INCOMPLETE, order, unsaid)
    return Fits(order)


def concerned(reason: Reason, said: Collection[Identity], order: Order | None) -> tuple[Attribute, ...]:
    """Return the attributes because of which a question with this reason is asked."""
    match reason:
        case Reason.CONTRADICTION:
            return contradictions(said)
        case Reason.PATIENT_DIFFERS if order is not None:
            return differences(said, order)
        case Reason.PATIENT_INCOMPLETE:
            return missing(said)
    return ()


def contradictions(said: Collection[Identity]) -> tuple[Attribute, ...]:
    """Return what instances of a study say differently."""
    return tuple(attribute for attribute in Attribute if _contradicts(attribute, said))


def differences(said: Collection[Identity], order: Order) -> tuple[Attribute, ...]:
    """Return what some instance of a study says differently than an order; what one of the two leaves out is none."""
    return tuple(
        attribute
        for attribute in Attribute
        if any(_differ(attribute, value, _value(order, attribute)) for value in _values(attribute, said))
    )


def missing(said: Collection[Identity]) -> tuple[Attribute, ...]:
    """Return what would have to be said of the patient."""
    unsaid = {attribute for identity in said for attribute in _unsaid(identity)}
    return tuple(attribute for attribute in Attribute if attribute in unsaid)


def _unsaid(identity: Identity) -> Iterator[Attribute]:
    if not _value(identity, Attribute.PATIENT_ID):
        yield Attribute.PATIENT_ID
    proofs = Attribute.PATIENT_NAME, Attribute.PATIENT_BIRTH_DATE
    unsaid = [attribute for attribute in proofs if not _value(identity, attribute)]
    is_issued = bool(_value(identity, Attribute.ISSUER_OF_PATIENT_ID))
    needs_both = is_issued or not _value(identity, Attribute.ACCESSION_NUMBER)
    if needs_both or len(unsaid) == len(proofs):
        yield from unsaid


def _contradicts(attribute: Attribute, said: Collection[Identity]) -> bool:
    return any(_differ(attribute, one, other) for one, other in combinations(_values(attribute, said), 2))


def _differ(attribute: Attribute, one: str, other: str) -> bool:
    if not one or not other:
        return False
    return names_differ(one, other) if attribute is Attribute.PATIENT_NAME else one != other


def _values(attribute: Attribute, said: Collection[Identity]) -> Collection[str]:
    """Return the different values that are said, the first first."""
    return dict.fromkeys(_value(identity, attribute) for identity in said)


def _value(of: Identity | Order, attribute: Attribute) -> str:
    """Return a value as it is compared; empty where it says nothing, as an order does of the issuer."""
    value: str = getattr(of, attribute.value, "").strip()
    if attribute is Attribute.PATIENT_NAME:
        return value if is_said(value) else ""
    if attribute is Attribute.PATIENT_SEX:
        return value.upper() if value.upper() in _SEXES else ""
    return value
