"""Links and slips."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field

from imaging.sharing.factors import Factor
from imaging.sharing.links import IssuedLink, Link
from imaging.sharing.slips import Paper
from viewer.api.shapes.given import Given, RowNumber
from viewer.shape import Shape


class IssuedLinkOut(Given):
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


class LinkOut(Given):
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
