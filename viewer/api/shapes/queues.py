"""What waits for a person, and what they decide."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Self

from pydantic import Field

from imaging.orders.binding import Question
from imaging.orders.fitting import Attribute, Reason
from viewer.api.shapes.given import MOST_ON_A_PAGE, PAGE, Given, RowNumber
from viewer.shape import Shape


class PageQuery(Shape):
    """Which part of a list."""

    limit: int = Field(PAGE, ge=1, le=MOST_ON_A_PAGE)
    offset: int = Field(0, ge=0, le=1_000_000)


class SaidOut(Given):
    """One of the different things that a study's instances say."""

    accession_number: str
    patient_id: str
    issuer_of_patient_id: str
    patient_name: str
    patient_birth_date: str
    patient_sex: str
    study_date: str
    study_description: str


class QuestionOut(Given):
    """A study that waits for a person."""

    study_id: int
    study_instance_uid: str
    reason: Reason
    candidate_order_id: int | None
    asked_at: datetime
    attributes: list[Attribute] = Field(
        description="What differs from the candidate, contradicts itself or is missing, as the reason says."
    )
    accession_number: str
    patient_id: str
    issuer_of_patient_id: str
    patient_name: str
    patient_birth_date: str
    patient_sex: str
    study_date: str
    study_description: str
    variants: int = Field(description="How many different things its instances say; goes back as seen_variants.")
    said: list[SaidOut] = Field(description="All of them; the fields above are the first one's.")

    @classmethod
    def of(cls, question: Question) -> Self:
        """Tell a question."""
        values = asdict(question)
        return cls(**{name: values[name] for name in cls.model_fields})


class QuestionsOut(Given):
    """What waits, the oldest first."""

    questions: list[QuestionOut]


class DecisionIn(Shape):
    """A person's decision."""

    order_id: RowNumber | None = Field(description="The order that the study belongs to; null: to none.")
    seen_variants: RowNumber = Field(description="The question's variants; 409 if the study says more by now.")


class QuarantinedOut(Given):
    """An object that was kept aside."""

    id: int
    sop_instance_uid: str
    reason: str
    detail: str
    size_bytes: int
    received_at: datetime
    settled_at: datetime | None


class QuarantineOut(Given):
    """What was kept aside, the latest first."""

    objects: list[QuarantinedOut]
