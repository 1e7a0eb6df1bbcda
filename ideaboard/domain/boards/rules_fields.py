"""The vocabulary as a list, for the admin's form: each key with its type, default, bounds and explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ideaboard.core.text import _
from ideaboard.domain.boards import rules_labels
from ideaboard.domain.boards.rules_kinds import PROSE
from ideaboard.domain.boards.rules_tables import Rules

_PLAIN = {bool: "switch", int: "integer", float: "number", str: "text"}


@dataclass(frozen=True)
class RuleField:
    """One key of the rules as a form shows it.

    ``type`` is switch, integer, number, text, prose (many lines), choice, choices (several of ``choices``), range (two
    integers), integers, texts, rows (tables with ``columns``) or table (one optional table with ``columns``).
    ``default`` is a value of the house (a tuple of models for rows); ``description`` is in the reader's language.
    """

    table: str
    key: str
    type: str
    default: Any
    description: str
    choices: tuple[str | int, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    columns: tuple[RuleField, ...] = ()

    @property
    def path(self) -> str:
        """The dotted path that errors are told under."""
        return f"{self.table}.{self.key}"

    @property
    def label(self) -> str:
        """What people read for it, in the reader's language."""
        return rules_labels.label(self.path)

    def said(self, value: object) -> str:
        """What people read for one of its values, in the reader's language."""
        return rules_labels.said(self.path, value)


def fields() -> list[RuleField]:
    """Every key of the vocabulary, in its order."""
    return [
        field
        for table, info in Rules.model_fields.items()
        if isinstance(info.annotation, type)
        for field in _of(info.annotation, table)
    ]


def _of(model: type[BaseModel], table: str) -> Iterator[RuleField]:
    for key, info in model.model_fields.items():
        yield _field(table, key, info)


def _field(table: str, key: str, info: FieldInfo) -> RuleField:
    annotation = _bare(info.annotation)
    kind, inner = _type(annotation)
    if PROSE in info.metadata:
        kind = "prose"
    return RuleField(
        table=table,
        key=key,
        type=kind,
        default=None if info.is_required() else info.default,
        description=_(info.description) if info.description else "",
        choices=tuple(get_args(inner)) if get_origin(inner) is Literal else (),
        minimum=next((float(str(bound.ge)) for bound in info.metadata if isinstance(bound, Ge)), None),
        maximum=next((float(str(bound.le)) for bound in info.metadata if isinstance(bound, Le)), None),
        required=info.is_required(),
        columns=tuple(_of(inner, f"{table}.{key}")) if _is_model(inner) else (),
    )


def _type(annotation: Any) -> tuple[str, Any]:
    """The form's type of an annotation, and what it consists of."""
    if get_origin(annotation) is tuple:
        parts = [_bare(part) for part in get_args(annotation) if part is not Ellipsis]
        return _list_type(parts), parts[0]
    if get_origin(annotation) is Literal:
        return "choice", annotation
    if _is_model(annotation):
        return "table", annotation
    return _PLAIN.get(annotation, "text"), annotation


def _list_type(parts: list[Any]) -> str:
    if len(parts) == 2:
        return "range"
    if _is_model(parts[0]):
        return "rows"
    if get_origin(parts[0]) is Literal:
        return "choices"
    return "integers" if parts[0] is int else "texts"


def _bare(annotation: Any) -> Any:
    """``annotation`` without its checks and without "or None"."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        present = [part for part in get_args(annotation) if part is not type(None)]
        return _bare(present[0])
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
