"""Callers of the API without a socket; every answer is compared with what the OpenAPI document promises."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from starlette.types import ASGIApp

from imaging.access.actors import TokenScope
from imaging.house import House
from viewer.api.openapi import openapi_document
from viewer.api.operations import OPERATIONS
from viewer.api.routes import PREFIX

ORDER = {
    "accession_number": "A-1",
    "patient_id": "P-1",
    "patient_name": "王小明",
    "patient_birth_date": "1960-02-29",
    "procedure_description": "胸部CT平扫",
    "scheduled_at": "2026-03-05T09:30:00+08:00",
    "phone": "13912345678",
}
DOCUMENT = openapi_document(OPERATIONS, "0")


class Http:
    """Asks the application itself, without a socket."""

    url = "http://127.0.0.1:8080"

    def __init__(self, application: ASGIApp) -> None:
        self.transport = httpx.ASGITransport(application)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=self.url) as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)


class Client:
    """Calls the API and compares every answer with the document."""

    def __init__(self, http: Http, headers: dict[str, str]) -> None:
        self.http, self.headers = http, headers

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})
        answer = self.http.request(method, PREFIX + path, headers=headers, **more)
        check(method, path.partition("?")[0], answer)
        return answer


def check(method: str, path: str, answer: httpx.Response) -> None:
    """Fail unless the document names this answer, and its body has the shape that the document gives."""
    template = re.sub(r"/questions/-?\d+", "/questions/{study}", re.sub(r"/orders/-?\d+", "/orders/{order}", path))
    promised = DOCUMENT["paths"][template][method.lower()]["responses"]
    if answer.is_error:
        content = promised["default"]["content"]
    else:
        content = promised[str(answer.status_code)].get("content", {})
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    assert (media_type in content) if answer.content else not content
    if media_type == "application/json":
        schema = {**content[media_type]["schema"], "components": DOCUMENT["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())


def machine(house: House, http: Http, *scopes: TokenScope, hospital_id: int = 1) -> Client:
    token = house.tokens.create(hospital_id, scopes or set(TokenScope), "HIS")
    return Client(http, {"Authorization": f"Bearer {token}"})
