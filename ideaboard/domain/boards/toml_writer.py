"""A document of plain values as TOML: tables, then keys; lists of tables inline, as people write the presets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def to_toml_text(document: Mapping[str, Any]) -> str:
    """``document`` (tables of strings, numbers, booleans, lists, tables; no None) as TOML that reads back the same."""
    return "\n".join(f"[{name}]\n{_keys(table)}" for name, table in document.items())


def _keys(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_value(part)}" for key, part in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(_value(part) for part in value)}]"
    # a JSON string, number or boolean is the same in TOML, but for the letters JSON writes in two halves
    return json.dumps(value, ensure_ascii=False)
