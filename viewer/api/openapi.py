"""The OpenAPI document, made of the same operations that the routes are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from viewer.api.operations import Operation
from viewer.api.shapes import ProblemOut

JSON = "application/json"
_REFERENCES = "#/components/schemas/{model}"
_PATH_PARAMETER = re.compile(r"\{(\w+):int\}")


def openapi_document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """Return the document."""
    shapes = {shape for operation in operations for shape in operation.shapes} | {ProblemOut}
    ordered = sorted(shapes, key=lambda shape: shape.__name__)
    _, definitions = models_json_schema(
        [(shape, "serialization" if shape.__name__.endswith("Out") else "validation") for shape in ordered],
        ref_template=_REFERENCES,
    )
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = paths.setdefault(_PATH_PARAMETER.sub(r"{\1}", operation.path), {})
        path[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Filmless",
            "version": version,
            "summary": "Orders, slips, reports, and what waits for a person.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {"session": [], "page": []}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "filmless-session"},
                "page": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            **{str(status): _answer(operation) for status in operation.statuses},
            "default": {"description": "What went wrong.", "content": _content({JSON: ProblemOut})},
        },
    }
    if operation.takes:
        described["requestBody"] = {"required": operation.body_is_required, "content": _content(operation.takes)}
    return described


def _answer(operation: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": operation.summary}
    if operation.gives:
        answer["content"] = _content(operation.gives)
    return answer


def _content(forms: Any) -> dict[str, Any]:
    """Describe bodies: a shape by its schema, anything else as bytes."""
    return {media_type: _schema(media_type, shape) for media_type, shape in forms.items()}


def _schema(media_type: str, shape: type[BaseModel] | None) -> dict[str, Any]:
    if shape is None:
        return {}
    if media_type == "multipart/form-data":
        return {"schema": _form(shape)}
    return {"schema": {"$ref": _REFERENCES.format(model=shape.__name__)}}


def _form(shape: type[BaseModel]) -> dict[str, Any]:
    """Describe a form: the parts of its shape, and a PDF beside them."""
    schema = shape.model_json_schema(ref_template=_REFERENCES)
    parts = {name: _inlined(part, schema.get("$defs", {})) for name, part in schema["properties"].items()}
    file = {"type": "string", "contentMediaType": "application/pdf"}
    return {"type": "object", "properties": parts | {"pdf": file}, "required": schema.get("required", [])}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
        for name in _PATH_PARAMETER.findall(operation.path)
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema(ref_template=_REFERENCES)
    return [
        {"name": name, "in": "query", "required": False, "schema": _inlined(part, schema.get("$defs", {}))}
        for name, part in schema["properties"].items()
    ]


def _inlined(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Put a referenced enumeration in place: parameters have no shapes of their own among the components."""
    if "$ref" not in part:
        return part
    rest = {key: value for key, value in part.items() if key != "$ref"}
    return {**definitions[part["$ref"].rsplit("/", 1)[1]], **rest}
