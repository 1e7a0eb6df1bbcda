"""What programs send, read carefully: 400 where it is not JSON, 422 with a sentence for each field that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest

from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

M = TypeVar("M", bound=BaseModel)
JSON_MAX = 1_000_000  # bytes; the longest body that is kept is 30,000 characters
FILES_MAX = 16_000_000
DEEPEST = 32


def json_body() -> Any:
    """The request's JSON; an empty request is an empty document. Raises ``BadRequest`` (400)."""
    request.max_content_length = JSON_MAX
    sent = request.get_data()
    if not sent.strip():
        return {}
    try:
        return storable(json.loads(sent, parse_constant=_no_number))
    except (ValueError, RecursionError) as wrong:
        raise BadRequest(_("This is not JSON, or nested too deeply.")) from wrong


def form_body() -> dict[str, Any]:
    """The fields of a multipart form, files among them."""
    request.max_content_length = FILES_MAX
    return {**storable(request.form.to_dict()), **request.files.to_dict()}


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def storable(value: Any, depth: int = 0) -> Any:
    """``value`` without characters that no database can hold (NUL, halves of surrogate pairs), which no one means."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [storable(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {storable(key): storable(part, depth + 1) for key, part in value.items()}
    return value


def asked() -> dict[str, str]:
    """The query of the address; what is left empty was not asked."""
    return {key: value for key, value in storable(request.args.to_dict()).items() if value != ""}


def fitted(model: type[M], value: Any) -> M:
    """``value`` as ``model``; raises ``Invalid`` with a sentence for each field that does not fit."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid.many(sentences(error)) from None


def sentences(error: ValidationError) -> dict[str, str]:
    """Field (dotted path) → what is wrong with it; the first for each."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False):
        path = ".".join(str(step) for step in fault["loc"]) or "body"
        found.setdefault(path, _sentence(fault["type"], fault.get("ctx", {})))
    return found


def _sentence(kind: str, about: Mapping[str, Any]) -> str:
    if kind == "literal_error" or kind == "enum":
        return _("Choose one of these: %(choices)s.", choices=str(about["expected"]).replace(" or ", ", "))
    if kind == "greater_than_equal":
        return _("This must be at least %(limit)s.", limit=about["ge"])
    if kind == "less_than_equal":
        return _("This can be at most %(limit)s.", limit=about["le"])
    if kind == "value_error":
        return str(about["error"])
    if kind in ("string_too_long", "too_long"):
        return _("This is too long: at most %(limit)s.", limit=about["max_length"])
    return _shape(kind)


def _shape(kind: str) -> str:
    if kind in ("missing", "string_too_short"):
        return _("This is needed here.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    if kind.startswith("int_"):
        return _("This must be a whole number.")
    if kind.startswith("bool_"):
        return _("This must be true or false.")
    if kind == "string_type":
        return _("This must be text.")
    if kind == "list_type":
        return _("This must be a list.")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return _("This must be an object.")
    return _("This value cannot be taken here.")
