"""The document of the API (OpenAPI 3.1), read off the wall of calls: what is not on it does not exist."""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus
from typing import Any, cast

from flask import Response, current_app, json
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ideaboard.api.calls import BASE, CALLS, Call, api
from ideaboard.api.problems import TYPE
from ideaboard.api.schemas import MOST, Problem

REF = "#/components/schemas/{model}"
Models = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]
REPLAY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key with the same request within 24 hours is answered with the first answer.",
}  # fmt: skip
MATCH = {
    "name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The `ETag` that was read: refuses (412) to undo somebody else's edit.",
}  # fmt: skip


@api.get("/openapi.json")
def document() -> Response:
    """This document."""
    answer: Response = current_app.response_class(json.dumps(written()), mimetype="application/json")
    return answer


@lru_cache(maxsize=1)
def written() -> dict[str, Any]:
    """The whole document."""
    models, definitions = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for each in CALLS:
        paths.setdefault(BASE + each.path, {})[each.method.lower()] = _operation(each, models)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ideaboard",
            "version": "1",
            "description": "Boards on which customers share ideas, back them and see what became of each.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A token, idb_…"}},
        },
    }


def _schemas() -> tuple[Models, dict[str, Any]]:
    """Where each model's schema is, and the schemas."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for each in CALLS:
        for model, mode in ((each.takes, "validation"), (each.gives, "serialization"), (each.query, "validation")):
            if model is not None:
                wanted[model, cast(JsonSchemaMode, mode)] = None
    models, top = models_json_schema(list(wanted), ref_template=REF)
    return cast(Models, models), top["$defs"]


def _operation(each: Call, models: Models) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": each.name,
        "tags": [each.name.partition(".")[0]],
        "summary": (each.run.__doc__ or "").strip().split("\n")[0],
        "parameters": [*_in_path(each), *_in_query(each), *_in_headers(each)],
        "responses": _responses(each, models),
        "security": [{"token": []}, *([{}] if each.visitors else [])],
        "x-scopes": list(each.scopes),
    }
    if each.takes is not None:
        kind = "multipart/form-data" if each.files else "application/json"
        schema = models[each.takes, "validation"]
        found["requestBody"] = {"required": _needs_body(each.takes), "content": {kind: {"schema": schema}}}
    return found


def _needs_body(model: type[BaseModel]) -> bool:
    return any(field.is_required() for field in model.model_fields.values())


def _in_path(each: Call) -> list[dict[str, Any]]:
    number = {"type": "integer", "minimum": 1, "maximum": MOST}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"} if name in ("slug", "key", "handle") else number,
        }
        for name in re.findall(r"\{(\w+)\}", each.path)
    ]


def _in_query(each: Call) -> list[dict[str, Any]]:
    if each.query is None:
        return []
    whole = each.query.model_json_schema(ref_template=REF)
    return [
        {"name": name, "in": "query", "required": False, "schema": _unset(schema)}
        for name, schema in whole["properties"].items()
    ]


def _unset(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out, never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    if rest.get("default", 0) is None:
        del rest["default"]
    return {**rest, **kinds[0]} if kinds else rest


def _in_headers(each: Call) -> list[dict[str, Any]]:
    return [
        *([REPLAY] if each.method == "POST" and each.changes else []),
        *([MATCH] if 412 in each.refuses else []),
    ]


def _responses(each: Call, models: Models) -> dict[str, Any]:
    done: dict[str, Any] = {"description": HTTPStatus(each.status).phrase}
    if each.gives is not None:
        done["content"] = {"application/json": {"schema": models[each.gives, "serialization"]}}
    sayings = {str(status): _no(status, models) for status in sorted(refusals(each))}
    return {str(each.status): done, **sayings}


def refusals(each: Call) -> set[int]:
    """Every status with which a call may be refused."""
    found = {401, 429, 503, *each.refuses}
    if each.takes is not None:
        found |= {400, 413, 422}
    if each.query is not None or (each.method == "POST" and each.changes):
        found.add(422)
    if "{" in each.path:
        found.add(404)
    return found | {403}


def _no(status: int, models: Models) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {TYPE: {"schema": models[Problem, "serialization"]}},
    }
    if status in (429, 503):
        told["headers"] = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds."}}
    return told
