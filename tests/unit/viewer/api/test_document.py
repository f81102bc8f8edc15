"""The OpenAPI document."""

from __future__ import annotations

from openapi_spec_validator import validate

from tests.unit.viewer.api.clients import DOCUMENT, Http
from viewer.api.routes import PREFIX


def test_the_document_is_valid_and_served_to_everybody(http: Http) -> None:
    document = http.get(f"{PREFIX}/openapi.json").json()
    validate(document)
    assert document["paths"] == DOCUMENT["paths"]
