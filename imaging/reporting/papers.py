"""Puts together what stands on a report beside what was written."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from PIL import Image
from sqlalchemy import func, select

from imaging.access.hospitals import Hospitals
from imaging.errors import LimitError, MalformedError
from imaging.index.engine import Index
from imaging.index.tables import study_variants
from imaging.orders.orders import Orders
from imaging.orders.report_rules import RulesOfHospitals
from imaging.orders.visibility import visible_study_ids
from imaging.problems import Problem
from imaging.reporting.content import Content
from imaging.reporting.report_pdf import KeyPicture, Paper, report_pdf
from imaging.reporting.signing import ToBeSigned

MOST_LOGO_BYTES: Final = 1024 * 1024
_MOST_LOGO_PIXELS: Final = 4_000_000
_LOGO_SIDE: Final = 600
# Key images that a content refers to, drawn; given by whoever keeps them.
Pictures = Callable[[int, Content], Sequence[KeyPicture]]


def no_pictures(order_id: int, content: Content) -> Sequence[KeyPicture]:  # noqa: ARG001  (as whoever keeps them)
    """Give none."""
    return ()


@dataclass(frozen=True)
class Papers:
    """Sets reports with the heading of their hospital."""

    index: Index
    orders: Orders
    hospitals: Hospitals
    rules: RulesOfHospitals
    # None: the machine's own.
    time_zone: tzinfo | None
    pictures: Pictures = field(default=no_pictures)

    def typeset(self, new: ToBeSigned) -> bytes:
        """Return a version as a PDF."""
        order = self.orders.by_id(new.order_id)
        rules, logo = self.rules.of(order.hospital_id), self.rules.logo(order.hospital_id)
        paper = Paper(
            rules.heading or self.hospitals.by_id(order.hospital_id).name,
            rules.department,
            order,
            self._study_date(new.order_id),
            self.time_zone,
            Image.open(io.BytesIO(logo), formats=("PNG",)) if logo else None,
            self.pictures(new.order_id, new.content),
        )
        return report_pdf(new, paper)

    def _study_date(self, order_id: int) -> str:
        """Return the first date that the order's images say."""
        with self.index.read() as connection:
            study_ids = visible_study_ids(connection, order_id)
            query = select(func.min(study_variants.c.study_date))
            found: str | None = connection.scalar(
                query.where(study_variants.c.study_id.in_(study_ids), study_variants.c.study_date != "")
            )
        return found or ""


def logo_of(uploaded: bytes) -> bytes:
    """Return a picture that somebody uploaded as a PNG of a size that fits; nothing else of the file is kept."""
    if len(uploaded) > MOST_LOGO_BYTES:
        raise LimitError("The picture has at most 1 MB.", limit=MOST_LOGO_BYTES)
    try:
        with Image.open(io.BytesIO(uploaded), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > _MOST_LOGO_PIXELS:
                raise LimitError("The picture has too many pixels.", limit=_MOST_LOGO_PIXELS)
            small = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise MalformedError("This is no PNG, JPEG or WebP.", Problem.MALFORMED) from error
    small.thumbnail((_LOGO_SIDE, _LOGO_SIDE))
    buffer = io.BytesIO()
    small.save(buffer, "PNG")
    return buffer.getvalue()
