"""What a page asked for, read once: who, where, and a body that is JSON of exactly the wanted form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import Field, ValidationError
from starlette.datastructures import Headers

from imaging.access.actors import Person
from imaging.access.reader import Reader
from imaging.errors import ForbiddenError, MalformedError
from imaging.problems import Problem
from viewer.shape import Shape
from viewer.wrong_field import wrong_field


class Body(Shape):
    """Base of all bodies at the desk."""


class Wanted(Body):
    """What is searched for; it may be a patient's name, and addresses are written into logs."""

    text: str = Field(max_length=200, repr=False)


B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class Sent:
    """A request of somebody who may make it."""

    # Whoever it is, before the records.
    reader: Reader
    path: Mapping[str, Any]
    query: Mapping[str, str]
    media_type: str
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)

    def form(self, form: type[B]) -> B:
        """Return the body, read as this form."""
        return read_json(self.media_type, self.body, form)

    def moment(self, name: str) -> datetime | None:
        """Return a moment of the query."""
        text = self.query.get(name)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise MalformedError(
                f"{name} is a moment such as 2026-03-01T00:00:00+08:00.", Problem.FIELD_NOT_A_MOMENT, name=name
            ) from error
        if moment.tzinfo is None:
            raise MalformedError(f"{name} needs a time zone.", Problem.FIELD_WITHOUT_TIME_ZONE, name=name)
        return moment

    def number(self, name: str) -> int | None:
        """Return a whole number of the query."""
        text = self.query.get(name, "")
        if text and not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise MalformedError(f"{name} is a whole number.", Problem.FIELD_WRONG, name=name)
        return int(text) if text else None


@dataclass(frozen=True)
class Asked(Sent):
    """A request of somebody who is signed in and may make it."""

    person: Person
    # Under which they are signed in, for what they do to their own account.
    session: str = field(default="", repr=False)
    # What the browser calls itself.
    browser: str = ""

    @property
    def hospital_id(self) -> int:
        """The hospital that everything asked for must belong to."""
        return self.person.hospital_id


def read_json(content_type: str, body: bytes, form: type[B]) -> B:
    """Read a body of this form."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        # Forms of other sites can send text/plain, but not this without being asked first.
        raise ForbiddenError("The body must be sent as application/json.", Problem.WRONG_MEDIA_TYPE)
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        raise wrong_field(error) from error
