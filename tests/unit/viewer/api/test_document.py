"""The OpenAPI document."""

from __future__ import annotations

from openapi_spec_validator import validate

from tests.unit.viewer.api.clients import DOCUMENT, Http
from viewer.api.routes import PREFIX


def test_the_document_is_valid_and_served_to_everybody(http: Http) -> None:
    document = http.get(f"{PREFIX}/openapi.json").json()
    validate(document)
    assert document["paths"] == DOCUMENT["paths"]


def test_no_address_of_the_document_holds_words_about_a_patient() -> None:
    operations = [each for path in DOCUMENT["paths"].values() for each in path.values()]
    parameters = {part["name"] for each in operations for part in each["parameters"] if part["in"] == "query"}
    assert parameters == {"state", "format", "version", "limit", "offset", "scheduled_from", "scheduled_before"}


def test_the_document_says_what_a_report_sent_as_a_form_holds() -> None:
    takes = DOCUMENT["paths"]["/orders/{order}/report"]["post"]["requestBody"]["content"]
    form = takes["multipart/form-data"]["schema"]
    assert set(form["properties"]) == {"state", "text", "author", "pdf"}
    assert form["required"] == ["state"]
    assert "final" in form["properties"]["state"]["enum"]
