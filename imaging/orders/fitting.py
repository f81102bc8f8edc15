"""Does this study belong to that order? A pure rule that says yes only when everything fits.

A study is bound by its accession number and its patient together, within one hospital: the Patient ID must be the
order's in every instance, and so must the birth date be; where the modality wrote none, the name. What two instances
of the study say differently is a contradiction. There is no second-best: doubt is a question for a person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from imaging.archive.folding import fold_name, name_forms
from imaging.orders.orders import Order


class Reason(StrEnum):
    """Why a person must decide."""

    NO_ACCESSION_NUMBER = "no-accession-number"
    UNKNOWN_ACCESSION_NUMBER = "unknown-accession-number"
    ORDER_CANCELLED = "order-cancelled"
    PATIENT_DIFFERS = "patient-differs"
    CONTRADICTION = "contradiction"
    # A person corrected what the rule had bound; asked again when the study says something new.
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Identity:
    """What some of a study's instances say about whom they show and why they were made."""

    accession_number: str
    patient_id: str = field(repr=False)
    patient_birth_date: str = field(repr=False)
    # Folded for comparing, as the index keeps it.
    patient_name: str = field(repr=False)


@dataclass(frozen=True)
class Fits:
    """It belongs to this order."""

    order: Order


@dataclass(frozen=True)
class Asks:
    """A person must decide, and this is why."""

    reason: Reason
    candidate: Order | None = None


def accession_numbers(said: Collection[Identity]) -> frozenset[str]:
    """Return the accession numbers that a study's instances name."""
    return frozenset(identity.accession_number.strip() for identity in said) - {""}


def fit(said: Collection[Identity], order: Order | None) -> Fits | Asks:
    """Judge a study by all that its instances say; ``order`` is the hospital's order of its one accession number."""
    numbers = accession_numbers(said)
    if len(numbers) > 1 or _contradicts({identity.patient_id.strip() for identity in said}):
        return Asks(Reason.CONTRADICTION, order)
    if _contradicts({identity.patient_birth_date.strip() for identity in said}):
        return Asks(Reason.CONTRADICTION, order)
    if not numbers:
        return Asks(Reason.NO_ACCESSION_NUMBER)
    if order is None:
        return Asks(Reason.UNKNOWN_ACCESSION_NUMBER)
    if order.cancelled_at is not None:
        return Asks(Reason.ORDER_CANCELLED, order)
    if not all(_is_patient_of(identity, order) for identity in said):
        return Asks(Reason.PATIENT_DIFFERS, order)
    return Fits(order)


def _contradicts(values: set[str]) -> bool:
    return len(values - {""}) > 1


def _is_patient_of(identity: Identity, order: Order) -> bool:
    if identity.patient_id.strip() != order.patient_id:
        return False
    if identity.patient_birth_date.strip():
        return identity.patient_birth_date.strip() == order.patient_birth_date
    return bool(name_forms(identity.patient_name) & name_forms(fold_name(order.patient_name)))
