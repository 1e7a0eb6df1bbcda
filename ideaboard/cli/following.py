"""Which events a verb can record: read from its source, through the functions of the domain that it calls."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from ideaboard.core.events import Event

ROOM = "ideaboard.domain."


def events_of(verb: Callable[..., Any]) -> list[type[Event]]:
    """The events that ``verb``, or a function of the domain it mentions, makes; in the order of their names."""
    found: set[type[Event]] = set()
    seen: set[FunctionType] = set()
    ahead = [_plain(verb)]
    while ahead:
        function = ahead.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        made, mentioned = _mentions(function)
        found |= made
        ahead += mentioned
    return sorted(found, key=lambda event: event.kind)


@cache
def _mentions(function: FunctionType) -> tuple[frozenset[type[Event]], tuple[FunctionType, ...]]:
    """Events that ``function`` makes, and functions of the domain that it names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    around = function.__globals__
    made = {thing for node in ast.walk(tree) if isinstance(node, ast.Call) for thing in _named(node.func, around)}
    events = frozenset(thing for thing in made if isinstance(thing, type) and issubclass(thing, Event))
    named = [thing for node in ast.walk(tree) for thing in _named(node, around)]
    return events, tuple(plain for thing in named if (plain := _plain(thing)) is not None)


def _named(node: ast.AST, around: Mapping[str, Any]) -> Iterator[Any]:
    """What a name, or a name in a module, stands for; for a table of functions, all of them."""
    thing: Any = None
    if isinstance(node, ast.Name):
        thing = around.get(node.id)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = around.get(node.value.id)
        thing = getattr(module, node.attr, None) if isinstance(module, ModuleType) else None
    if isinstance(thing, dict):
        yield from (value for value in thing.values() if isinstance(value, FunctionType))
    elif isinstance(thing, type | FunctionType):
        yield thing


def _plain(thing: Any) -> FunctionType | None:
    """The function itself, without ``@action`` around it; None for what is not the domain's."""
    function = inspect.unwrap(thing) if callable(thing) and not isinstance(thing, type) else None
    ours = isinstance(function, FunctionType) and function.__module__.startswith(ROOM)
    return function if ours else None
