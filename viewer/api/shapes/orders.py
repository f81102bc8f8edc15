"""Orders, one by one and as files."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, Field

from imaging.orders.orders import NewOrder, Order, Received
from imaging.orders.progress import Progress, Step
from imaging.orders.reports import ReportState
from imaging.problems import Problem
from imaging.sharing.appointments import Correction, CorrectionReason
from viewer.api.shapes.given import MOST_ON_A_PAGE, PAGE, Given, Told
from viewer.api.shapes.links import IssuedLinkOut, LinkOut
from viewer.shape import Shape


class OrderIn(Shape):
    """An order as a hospital's system sends it; sent again, only what it says anew is taken over."""

    accession_number: str = Field(max_length=64, description="The number the modality will write into the images.")
    patient_id: str = Field(max_length=64)
    patient_name: str = Field(max_length=200)
    patient_birth_date: str = Field(max_length=32, description="1990-01-31 or 19900131.")
    procedure_description: str = Field(max_length=200)
    patient_sex: str = Field("", max_length=1, description="M, F, O or empty.")
    modality: str = Field("", max_length=16)
    scheduled_at: AwareDatetime | None = None
    place: str = Field("", max_length=200)
    preparation: str = Field("", max_length=2000, description="What to bring and how to prepare.")
    phone: str = Field(
        "",
        max_length=32,
        description="Its last four digits become the second factor; never kept. Needed when the birth date changes.",
    )
    id_number: str = Field("", max_length=32, description="Likewise, where there is no phone.")
    not_before: AwareDatetime | None = Field(None, description="The link opens nothing before.")
    max_openings: int | None = Field(None, ge=1, le=1_000_000)
    is_another_exam: bool = Field(
        False,
        description="After 409 number-corrected: this is not the order that had the number until it was corrected.",
    )

    def order(self) -> NewOrder:
        """Return the order in it."""
        beside = {"phone", "id_number", "not_before", "max_openings", "is_another_exam"}
        return NewOrder(**self.model_dump(exclude=beside))


class CorrectionIn(Shape):
    """What is right, as far as something was wrong: only what is named here is set, and sent again it stays so."""

    reason: CorrectionReason
    accession_number: str | None = Field(None, max_length=64)
    patient_id: str | None = Field(None, max_length=64)
    patient_name: str | None = Field(None, max_length=200)
    patient_birth_date: str | None = Field(None, max_length=32, description="1990-01-31 or 19900131.")
    patient_sex: str | None = Field(None, max_length=1, description="M, F, O or empty.")
    procedure_description: str | None = Field(None, max_length=200)
    modality: str | None = Field(None, max_length=16)
    scheduled_at: AwareDatetime | None = Field(None, description="null: at no time.")
    place: str | None = Field(None, max_length=200)
    preparation: str | None = Field(None, max_length=2000)
    phone: str = Field("", max_length=32, description="Needed where the birth date changes; never kept.")
    id_number: str = Field("", max_length=32, description="Likewise, where there is no phone.")

    def correction(self) -> Correction:
        """Return what was said."""
        said = self.model_dump(exclude={"reason", "phone", "id_number"}, exclude_unset=True)
        fields = {name: value for name, value in said.items() if value is not None or name == "scheduled_at"}
        return Correction(self.reason, fields, self.phone, self.id_number)


class OrderFilter(Shape):
    """Which orders are listed; nothing here names anybody, for it stands in an address."""

    scheduled_from: AwareDatetime | None = None
    scheduled_before: AwareDatetime | None = None
    limit: int = Field(PAGE, ge=1, le=MOST_ON_A_PAGE)
    offset: int = Field(0, ge=0, le=1_000_000)


class OrderSearchIn(OrderFilter):
    """Which orders are searched for: by a text that may be a patient's name, so that it stands in the body."""

    text: str = Field(
        "", max_length=200, pattern=r"^[^\x00-\x1f]*$", description="Beginning of a number, or part of a name."
    )


class OrderOut(Given):
    """An order and how far it is."""

    id: int
    accession_number: str
    patient_id: str
    patient_name: str
    patient_birth_date: str = Field(description="YYYYMMDD")
    patient_sex: str
    modality: str
    procedure_description: str
    scheduled_at: datetime | None
    place: str
    preparation: str
    created_at: datetime
    cancelled_at: datetime | None
    step: Step
    studies: int = Field(description="Studies that are here and visible.")
    questions: int = Field(description="Studies that wait for a person's decision.")
    documents: int = Field(description="Documents that came with the images and may be the report: a person says so.")
    report_state: ReportState | None

    @classmethod
    def of(cls, order: Order, progress: Progress) -> Self:
        """Tell an order."""
        told = {"step", "studies", "questions", "documents", "report_state"}
        return cls(
            **{name: getattr(order, name) for name in cls.model_fields if name not in told},
            step=progress.step,
            studies=len(progress.study_ids),
            questions=progress.questions,
            documents=progress.documents,
            report_state=progress.report_state,
        )


class BookingOut(Given):
    """What became of an order that was sent."""

    received: Received
    order: OrderOut
    link: IssuedLinkOut | None = Field(description="Only for a new order; a reprint makes another.")
    changed: list[str] = Field(
        description="The fields that were taken over; second_factor if the link asks for something else from now on."
    )


class OrderWithLinksOut(Given):
    """An order with all its links, the latest first."""

    order: OrderOut
    links: list[LinkOut]


class OrdersOut(Given):
    """A page of orders, the latest first."""

    orders: list[OrderOut]


class LineOut(Given):
    """What became of a line of a CSV file."""

    line: int
    error: str | None = Field(description="One sentence for a person.")
    problem: Problem | None = Field(description="The same as a word that never changes.")
    told: Told
    booking: BookingOut | None


class LinesOut(Given):
    """What became of a CSV file."""

    created: int
    updated: int
    unchanged: int
    failed: int
    lines: list[LineOut]
