"""What a work list shows, as a value: it can be kept under a name, sent, and asked again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from imaging.errors import MalformedError
from imaging.problems import Problem
from imaging.reading.search_text import LONGEST_TEXT

MOST_VALUES: Final = 32


class Order(StrEnum):
    """What stands first: the latest exam, or what came last, whenever it was made."""

    EXAM = "exam"
    ARRIVAL = "arrival"


class ReportFilter(StrEnum):
    """How far the report of an exam is."""

    NONE = "none"
    DRAFT = "draft"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    # Whatever its state: something in it is critical, and nobody has said yet that they know.
    CRITICAL = "critical"


@dataclass(frozen=True)
class Criteria:
    """Which studies a list shows; empty: all within reach."""

    text: str = field(default="", repr=False)
    modalities: tuple[str, ...] = ()
    # Words that the search box understands too: `today`, `7d`, `2026-11`.
    period: str = ""
    reports: tuple[ReportFilter, ...] = ()
    hospital_ids: tuple[int, ...] = ()
    # Departments of the own hospital: the exams that they read there.
    department_ids: tuple[int, ...] = ()
    unread_only: bool = False
    order: Order = Order.EXAM

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_TEXT or len(self.period) > LONGEST_TEXT:
            raise MalformedError(
                "What is searched for is too long.", Problem.FIELD_TOO_LONG, name="text", longest=LONGEST_TEXT
            )
        if max(map(len, (self.modalities, self.reports, self.hospital_ids, self.department_ids))) > MOST_VALUES:
            raise MalformedError("Too many values of one filter.", Problem.FIELD_WRONG, name="text")

    def encode(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def decode(cls, kept: str) -> Self:
        """Read what was kept, perhaps by another version; what this one does not know is left out."""
        said: dict[str, Any] = json.loads(kept)
        known = {name: value for name, value in said.items() if name in cls.__dataclass_fields__}
        known["modalities"] = tuple(known.get("modalities", ()))
        known["reports"] = tuple(ReportFilter(each) for each in known.get("reports", ()) if each in set(ReportFilter))
        known["hospital_ids"] = tuple(known.get("hospital_ids", ()))
        known["department_ids"] = tuple(known.get("department_ids", ()))
        known["order"] = Order(known.get("order", Order.EXAM))
        return cls(**known)

    def names(self) -> dict[str, str]:
        """Return what the list was chosen by, for the audit, which keeps the names alone."""
        said = asdict(self) | {"order": ""}
        return {name: str(value) for name, value in said.items() if value}
