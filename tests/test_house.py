"""What a linter cannot see: the rules of the house, read from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ideaboard import consequences
from ideaboard.core import jobs
from ideaboard.core.actions import VERBS
from ideaboard.core.events import Event, name_of
from ideaboard.domain.events import EVENTS
from ideaboard.domain.lifecycle import NEXT, Phase
from ideaboard.domain.permissions import TABLE, Can

HOUSE = Path(__file__).resolve().parent.parent / "ideaboard"
DOORS = ("web", "api", "cli")
WRITES = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings"}

# who may write a guarded column: the file that does, and the bulk import, which says so
GUARDED = {
    "phase": {"domain/ideas/moving.py"},
    "left_phase": {"domain/ideas/moving.py"},
    "ended_by": {"domain/ideas/moving.py"},
    "shown": {"domain/ideas/moving.py"},
    "listed": {"domain/ideas/moving.py"},
    "merged_into_id": {"domain/ideas/merging.py"},
    "deadline_at": {"domain/ideas/actions.py", "domain/ideas/clock.py"},
    "heat": {"domain/votes/tallies.py"},
    "merit": {"domain/votes/tallies.py"},
    "standing": {"domain/votes/tallies.py"},
    "supporters": {"domain/votes/tallies.py"},
    "votes_up": {"domain/votes/tallies.py"},
    "votes_down": {"domain/votes/tallies.py"},
    "points": {"domain/votes/tallies.py"},
    "score_sum": {"domain/votes/tallies.py"},
    "ballots": {"domain/votes/tallies.py"},
    "followers": {"domain/ideas/actions.py"},
    "hearts": {"domain/comments/actions.py"},
    "replies": {"domain/comments/actions.py"},
    "suspended_until": {"domain/moderation/actions.py"},
    "password_hash": {"domain/people/actions.py", "domain/people/claiming.py"},
    "proved_at": {"domain/people/sessions.py"},
    "paid_at": {"domain/rewards/actions.py"},
}


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Path below ``ideaboard/`` and syntax tree of every file of ours."""
    for folder in folders or (".",):
        for path in sorted((HOUSE / folder).rglob("*.py")):
            yield str(path.relative_to(HOUSE)), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    """Calls of ``something.method(…)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node


def of_session(call: ast.Call) -> bool:
    """Whether the method is called on the session."""
    assert isinstance(call.func, ast.Attribute)
    return "session" in ast.unparse(call.func.value).split(".")


def test_there_is_one_commit() -> None:
    found = [path for path, tree in sources() for call in calls(tree, "commit") if of_session(call)]
    assert found == ["core/db.py"]


def test_doors_write_nothing() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path, tree in sources(*DOORS)
        for method in WRITES
        for call in calls(tree, method)
        if of_session(call)
    ]
    assert found == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_each_guarded_column_has_one_writer() -> None:
    found: dict[str, set[str]] = {}
    for path, tree in sources():
        if path.startswith("domain/transfer/"):  # bulk import: the one exception, told in its docstring
            continue
        for column in _assigned(tree):
            if column in GUARDED:
                found.setdefault(column, set()).add(path)
    allowed = {column: GUARDED[column] | {"domain/votes/tallies.py"} for column in found}
    assert {column: paths - allowed[column] for column, paths in found.items() if paths - allowed[column]} == {}


def _assigned(tree: ast.Module) -> Iterator[str]:
    """Names of attributes that are assigned to, except on ``self``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AugAssign):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        for part in parts:
            if (
                isinstance(part, ast.Attribute)
                and isinstance(part.ctx, ast.Store)
                and ast.unparse(part.value) != "self"
            ):
                yield part.attr


def test_every_event_has_a_sentence() -> None:
    there = {path.stem for path in (HOUSE / "templates" / "events").glob("*.html")}
    kept = {kind for kind, event in EVENTS.items() if event.kept}
    assert kept - there == set()
    assert there - kept <= {"_parts"}


def test_events_carry_ids_and_numbers_but_no_prose() -> None:
    words = {"start", "to", "ended_by", "outcome", "role", "legal"}  # names of states, from closed lists
    for event in EVENTS.values():
        types = {name: str(kind) for name, kind in event.__annotations__.items()}
        assert {name for name, kind in types.items() if "str" in kind} <= words, event


def test_every_permission_is_used() -> None:
    text = "".join(ast.unparse(tree) for path, tree in sources() if path != "domain/permissions.py")
    text += "".join(path.read_text() for path in (HOUSE / "templates").rglob("*.html"))
    assert [can.name for can in Can if f"Can.{can.name}" not in text] == []
    assert set(TABLE) == set(Can)


def test_every_verb_asks_permission_and_takes_its_actor_by_name() -> None:
    assert len(VERBS) > 40
    for verb in VERBS.values():
        assert verb.can in TABLE, verb.name


def test_every_later_consequence_has_an_effect() -> None:
    names = {name_of(consequence) for consequences_ in consequences.LATER.values() for consequence in consequences_}
    assert names - set(jobs._effects) == set()


def test_only_kept_events_have_later_consequences() -> None:
    assert [event.kind for event in consequences.LATER if not event.kept] == []


def test_now_has_no_cycle() -> None:
    """What follows at once may record events itself: no event may lead back to itself."""
    leads_to = {
        event: {other for consequence in many for other in _recorded_by(consequence.__name__)}
        for event, many in consequences.NOW.items()
    }
    for start, first in leads_to.items():
        seen, ahead = set(), set(first)
        while ahead:
            event = ahead.pop()
            assert event is not start, start.kind
            seen.add(event)
            ahead |= leads_to.get(event, set()) - seen


def _recorded_by(name: str) -> set[type[Event]]:
    """The events that the function ``name`` of the domain records, itself or by what it calls."""
    kinds = {event.__name__: event for event in EVENTS.values()}
    called, ahead = set(), {name}
    while ahead:
        here = ahead.pop()
        called.add(here)
        ahead |= _calls().get(here, set()) - called
    return {kinds[one] for one in called if one in kinds}


@cache
def _calls() -> dict[str, set[str]]:
    """Each function of the domain's inner rooms with the names it calls."""
    found: dict[str, set[str]] = {}
    for room in ("ideas", "rounds", "votes", "review", "rewards"):
        for _path, tree in sources(f"domain/{room}"):
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    names = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
                    found.setdefault(node.name, set()).update(ast.unparse(one).split(".")[-1] for one in names)
    return found


def test_the_lifecycle_names_every_phase_and_only_ends_are_ends() -> None:
    assert set(NEXT) == set(Phase)
    assert {phase for phase, after in NEXT.items() if not after} == {Phase.WITHDRAWN}


def test_no_platform_is_named_in_code() -> None:
    names = ("lego", "starbucks", "threadless", "ideastorm", "openideo", "innocentive", "ideaexchange")
    found = [
        f"{path}: {name}"
        for path in sorted(HOUSE.rglob("*.py"))
        for name in names
        if "cli/demo" not in str(path) and name in path.read_text(encoding="utf-8").lower()
    ]
    assert found == []


@pytest.mark.parametrize("floor", ["core", "domain", "effects"])
def test_floors_below_the_doors_know_no_request(floor: str) -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources(floor)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "flask"
        and {alias.name for alias in node.names} & {"request", "session"}
        and path not in ("core/logs.py", "core/limits.py")
    ]
    assert found == []


def test_every_outgoing_request_goes_through_the_one_gate() -> None:
    """Only ``core/outgoing`` speaks HTTP to others; a library that brings a session of its own has it guarded there."""
    clients = (
        "requests",
        "urllib3",
        "urllib.request",
        "http.client",
        "httpx",
        "aiohttp",
        "pycurl",
        "ftplib",
        "telnetlib",
    )
    found = [
        f"{path}: {name}"
        for path, tree in sources()
        for name in _imported(tree)
        if path != "core/outgoing.py" and name.startswith(clients) and not name.startswith("urllib3.exceptions")
    ]
    assert found == []


def test_who_brings_a_session_of_a_library_puts_the_gate_before_it() -> None:
    sessions = ("authlib.integrations.requests_client", "authlib.integrations.flask_client", "pywebpush")
    bring = {path for path, tree in sources() for name in _imported(tree) if name.startswith(sessions)}
    guarded = {path for path, tree in sources() if "guard(" in ast.unparse(tree)}
    assert bring - guarded == set()


def test_nobody_opens_a_socket_but_the_gate() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path, tree in sources()
        for method in ("socket", "create_connection", "open_connection")
        for call in calls(tree, method)
        if path != "core/outgoing.py"
    ]
    assert found == []


def _imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names a file imports: modules, and what it takes out of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_xml_is_read_and_no_csv_is_written() -> None:
    """No entities that blow up, and no cell that a spreadsheet would take for a formula (docs/security.md)."""
    readers = re.compile(r"\b(?:import|from) (?:lxml|xml|xmltodict|defusedxml)\b|csv\.(?:writer|DictWriter)|text/csv")
    assert [str(path) for path in HOUSE.rglob("*.py") if readers.search(path.read_text("utf-8"))] == []
