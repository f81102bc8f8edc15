"""The shapes of what the API takes and gives; the OpenAPI document is made of them, so that it is true."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from imaging.orders.binding import Question
from imaging.orders.fitting import Attribute, Reason
from imaging.orders.orders import NewOrder, Order, Received
from imaging.orders.progress import Progress, Step
from imaging.orders.reports import Report, ReportState
from imaging.problems import Problem
from imaging.sharing.appointments import Correction, CorrectionReason
from imaging.sharing.factors import Factor
from imaging.sharing.links import IssuedLink, Link
from imaging.sharing.slips import Paper
from viewer.row_numbers import LARGEST_ROW_NUMBER
from viewer.shape import Shape

PAGE = 100
MOST_ON_A_PAGE = 500
# What a problem tells beside its word.
Told = Annotated[dict[str, str | int], Field(description="What the sentence tells, by name.")]
# SQLite's and PostgreSQL's largest row number.
RowNumber = Annotated[int, Field(ge=1, le=LARGEST_ROW_NUMBER)]


class _Given(BaseModel):
    """What is given: it says what the index holds, whatever that is."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class IssuedLinkOut(_Given):
    """A link at the only moment that it can be told."""

    id: int
    url: str = Field(description="What the QR code says.")
    secret: str = Field(description="Print it, then forget it: it can't be asked for again.")
    code: str = Field(description="The short code for people without a camera.")
    factor: Factor
    factor_code: str | None = Field(description="Six digits to hand out by another way than the slip.")
    expires_at: datetime

    @classmethod
    def of(cls, link: IssuedLink, base_url: str) -> Self:
        """Tell a link."""
        return cls(
            id=link.id,
            url=link.url(base_url),
            secret=link.secret.text,
            code=link.printed_code,
            factor=link.factor,
            factor_code=link.factor_code,
            expires_at=link.expires_at,
        )


class LinkOut(_Given):
    """What is known of a link later."""

    id: int
    factor: Factor
    tries: int = Field(description="Wrong answers so far.")
    openings: int
    max_openings: int | None
    created_at: datetime
    not_before: datetime | None
    expires_at: datetime
    first_opened_at: datetime | None
    revoked_at: datetime | None
    revoked_because: str

    @classmethod
    def of(cls, link: Link) -> Self:
        """Tell a link."""
        return cls(**{name: getattr(link, name) for name in cls.model_fields})


class OrderOut(_Given):
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


class BookingOut(_Given):
    """What became of an order that was sent."""

    received: Received
    order: OrderOut
    link: IssuedLinkOut | None = Field(description="Only for a new order; a reprint makes another.")
    changed: list[str] = Field(
        description="The fields that were taken over; second_factor if the link asks for something else from now on."
    )


class OrderWithLinksOut(_Given):
    """An order with all its links, the latest first."""

    order: OrderOut
    links: list[LinkOut]


class OrdersOut(_Given):
    """A page of orders, the latest first."""

    orders: list[OrderOut]


class LineOut(_Given):
    """What became of a line of a CSV file."""

    line: int
    error: str | None = Field(description="One sentence for a person.")
    problem: Problem | None = Field(description="The same as a word that never changes.")
    told: Told
    booking: BookingOut | None


class LinesOut(_Given):
    """What became of a CSV file."""

    created: int
    updated: int
    unchanged: int
    failed: int
    lines: list[LineOut]


class PrintedLinkIn(Shape):
    """A link that was just made, to print it; without one a new link is made and the former slip voided.

    What opens the link stays then, a code that was handed out too; another code is drawn only with POST …/link.
    """

    secret: str = Field(max_length=100)
    code: str = Field(max_length=40)


class ReprintIn(Shape):
    """What opens the new link, if it is to be said anew; without it what opened the former one stays."""

    phone: str = Field("", max_length=32)
    id_number: str = Field("", max_length=32)


class SlipIn(PrintedLinkIn):
    """A slip of a sheet: of the link whose secret and code are sent, or a new one in place of the former."""

    order_id: RowNumber
    secret: str = Field("", max_length=100)
    code: str = Field("", max_length=40)
    is_reprint: bool = Field(
        default=False,
        description="Prints a new slip although the former one, which somebody may hold, opens nothing any more then."
        " Without it, and without secret and code, a slip that opens something still is not touched: 409.",
    )


class SlipsIn(Shape):
    """The slips of one print job."""

    slips: list[SlipIn] = Field(min_length=1, max_length=200)


class SlipQuery(Shape):
    """How a slip is printed."""

    format: Paper = Paper.A6


class ReportIn(Shape):
    """A report as plain text; nothing in it is markup."""

    state: ReportState
    text: str = Field("", max_length=200_000)
    author: str = Field("", max_length=200)


class ReportQuery(Shape):
    """What stands beside a PDF that is the whole body; text and author go into a body of their own kind."""

    state: ReportState = Field(description="Of a report sent as application/pdf; otherwise the body says it.")


class ReportOut(_Given):
    """A version of a report."""

    version: int
    state: ReportState
    author: str
    text: str
    has_pdf: bool
    issued_at: datetime

    @classmethod
    def of(cls, report: Report) -> Self:
        """Tell a version."""
        return cls(**{name: getattr(report, name) for name in cls.model_fields})


class ReportsOut(_Given):
    """All versions, the latest first."""

    reports: list[ReportOut]


class VersionQuery(Shape):
    """Which version."""

    version: int | None = Field(None, ge=1, description="Default: the latest.")


class PageQuery(Shape):
    """Which part of a list."""

    limit: int = Field(PAGE, ge=1, le=MOST_ON_A_PAGE)
    offset: int = Field(0, ge=0, le=1_000_000)


class SaidOut(_Given):
    """One of the different things that a study's instances say."""

    accession_number: str
    patient_id: str
    issuer_of_patient_id: str
    patient_name: str
    patient_birth_date: str
    patient_sex: str
    study_date: str
    study_description: str


class QuestionOut(_Given):
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


class QuestionsOut(_Given):
    """What waits, the oldest first."""

    questions: list[QuestionOut]


class DecisionIn(Shape):
    """A person's decision."""

    order_id: RowNumber | None = Field(description="The order that the study belongs to; null: to none.")
    seen_variants: RowNumber = Field(description="The question's variants; 409 if the study says more by now.")


class QuarantinedOut(_Given):
    """An object that was kept aside."""

    id: int
    sop_instance_uid: str
    reason: str
    detail: str
    size_bytes: int
    received_at: datetime
    settled_at: datetime | None


class QuarantineOut(_Given):
    """What was kept aside, the latest first."""

    objects: list[QuarantinedOut]


class ProblemOut(_Given):
    """What went wrong."""

    error: str
    message: str = Field(description="One sentence for a person.")
    problem: Problem = Field(description="The same as a word that never changes, for programs and translators.")
    told: Told
    correlation_id: str = Field(description="The number under which the log keeps the request.")
