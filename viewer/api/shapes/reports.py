"""Reports and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field

from imaging.orders.reports import Report, ReportState
from viewer.api.shapes.given import Given
from viewer.shape import Shape


class ReportIn(Shape):
    """A report as plain text; nothing in it is markup."""

    state: ReportState
    text: str = Field("", max_length=200_000)
    author: str = Field("", max_length=200)


class ReportQuery(Shape):
    """What stands beside a PDF that is the whole body; text and author go into a body of their own kind."""

    state: ReportState = Field(description="Of a report sent as application/pdf; otherwise the body says it.")


class ReportOut(Given):
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


class ReportsOut(Given):
    """All versions, the latest first."""

    reports: list[ReportOut]


class VersionQuery(Shape):
    """Which version."""

    version: int | None = Field(None, ge=1, description="Default: the latest.")
