"""One request to the API as a value, and the endpoint that makes it.

An endpoint is a plain function from `Call` to an answer; it runs in a thread, because everything it does waits for the
index. It raises, and never catches: the table in ``viewer.answers`` does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imaging.access.actors import Action, Machine, Person
from imaging.access.reader import Reader
from imaging.errors import ForbiddenError
from imaging.house import House
from viewer.callers import Callers, address_of, cookie_name
from viewer.cross_site import check_own_page
from viewer.row_numbers import check_row_numbers
from viewer.wrong_field import wrong_field

Shape = TypeVar("Shape", bound=BaseModel)
FORM = "multipart/form-data"


@dataclass(frozen=True)
class Call:
    """Who calls, from where, with what."""

    house: House
    actor: Machine | Person
    address: str
    path: Mapping[str, Any]
    query: Mapping[str, str]
    content_type: str
    body: bytes = field(repr=False)
    # The parts of a form: text as it was sent, files as their content.
    form: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def hospital_id(self) -> int:
        """The hospital of whoever calls: nobody reaches another one's data here."""
        return self.actor.hospital_id

    @property
    def reader(self) -> Reader:
        """The caller before the hospital's records."""
        return Reader(self.house.access_log, self.actor, self.hospital_id, self.address)

    def require(self, action: Action) -> None:
        """Go on only if the caller may; a refusal is kept."""
        self.reader.require(action)

    def read(self, shape: type[Shape]) -> Shape:
        """Read the body as JSON of this shape."""
        if self.content_type != "application/json":
            raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON as application/json.")
        try:
            return shape.model_validate_json(self.body)
        except ValidationError as error:
            raise wrong_field(error) from error

    def read_query(self, shape: type[Shape]) -> Shape:
        """Read the parameters of the query."""
        try:
            return shape.model_validate(dict(self.query))
        except ValidationError as error:
            raise wrong_field(error) from error


@dataclass(frozen=True)
class Endpoint:
    """Makes a call of a request, and has it answered in a thread."""

    house: House
    answer: Callable[[Call], Response]

    async def respond(self, request: Request) -> Response:
        """Answer a request."""
        check_row_numbers(request.path_params)
        callers = Callers(self.house.tokens, self.house.sessions)
        actor = await run_in_threadpool(callers.of, request)
        if isinstance(actor, Person):
            check_own_page(request, request.cookies.get(cookie_name(request), ""))
        if not isinstance(actor, Machine | Person):
            raise ForbiddenError("This is for machines and for people who signed in.")
        content_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        form = await _form(request) if content_type == FORM else {}
        call = Call(
            house=self.house,
            actor=actor,
            address=address_of(request),
            path=request.path_params,
            query=request.query_params,
            content_type=content_type,
            body=b"" if form else await request.body(),
            form=form,
        )
        return await run_in_threadpool(self.answer, call)


def answer_json(shape: BaseModel, status: int = HTTPStatus.OK) -> Response:
    """Return a shape as JSON; it may hold a secret, and is never kept by anybody."""
    return JSONResponse(json.loads(shape.model_dump_json()), status, {"Cache-Control": "no-store"})


async def _form(request: Request) -> dict[str, bytes]:
    async with request.form(max_files=1, max_fields=8) as form:
        return {
            name: await value.read() if isinstance(value, UploadFile) else value.encode()
            for name, value in form.items()
        }
