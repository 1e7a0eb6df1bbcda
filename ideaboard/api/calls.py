"""One call of the API: what it needs, what it takes, what it gives; and the one order in which all of them refuse.

``@call`` puts a function on the wall with everything the document (``openapi.py``) says about it. When the call comes
in, :func:`_answer` goes: JSON (400) → token (401) → subject (404) → scope and permission (403) → fields (422) → slow
work → one transaction with subject, verb (409, 412) and count (429) → JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, json, request
from pydantic import BaseModel
from werkzeug.routing import BaseConverter

from ideaboard.api import auth, limits, read
from ideaboard.api.auth import Bearer
from ideaboard.api.schemas import MOST
from ideaboard.core import idempotency
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _
from ideaboard.domain import permissions
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can

BASE = "/api/v1"
api = Blueprint("api", __name__, url_prefix=BASE)


class Number(BaseConverter):
    """A number a database can hold; anything greater is 0, which is nobody's, hence a 404.

    (A converter that refuses would make it a 405 where two methods share the address.)
    """

    regex = r"[0-9]{1,30}"

    def to_python(self, value: str) -> int:
        """The number that stands in the address."""
        return number if (number := int(value)) <= MOST else 0


@dataclass(frozen=True)
class Ask:
    """A call that has come in, as its function sees it."""

    who: Bearer | None
    raw: Any  # the body as it was sent, before it is judged: loaders may find their subject in it
    at: datetime
    where: Mapping[str, Any]  # the variable parts of the address
    subject: Any = None
    body: Any = None
    query: Any = None
    prepared: Any = None

    @property
    def by(self) -> Any:
        """Who asks, or None for a visitor."""
        return self.who.person if self.who else None

    def named(self, name: str) -> Any:
        """What the raw body says under ``name``, if it is an object at all."""
        return self.raw.get(name) if isinstance(self.raw, dict) else None


Load = Callable[..., Any]


@dataclass(frozen=True)
class Call:
    """One row of the wall."""

    method: str
    path: str  # as the document writes it: /ideas/{number}/vote
    run: Callable[[Ask], BaseModel | None]
    scopes: tuple[str, ...] = ("read",)
    visitors: bool = False  # whether one may ask without a token
    load: Load | None = None
    can: Can | None = None
    allow: Callable[[Ask], None] = lambda ask: None  # what else must be permitted, by what the body asks for
    query: type[BaseModel] | None = None
    takes: type[BaseModel] | None = None
    files: bool = False  # a multipart form instead of JSON
    gives: type[BaseModel] | None = None
    status: int = 200
    headers: Callable[[Any], dict[str, str]] = lambda made: {}
    refuses: tuple[int, ...] = ()  # beyond those that follow from the rest
    prepare: Callable[[Ask], AbstractContextManager[Any]] = lambda ask: nullcontext()
    counts: str = "read"
    reads: bool = False  # a POST that changes nothing

    @property
    def changes(self) -> bool:
        """Whether it opens a transaction."""
        return self.method != "GET" and not self.reads

    @property
    def name(self) -> str:
        """What the document calls it."""
        room = self.run.__module__.rpartition(".")[2]
        return f"{room}.{self.run.__name__}"


CALLS: list[Call] = []


def call(method: str, path: str, **said: Any) -> Callable[[Callable[[Ask], Any]], Callable[[Ask], Any]]:
    """Put a function on the wall. ``said`` are the fields of :class:`Call`."""

    def hang(run: Callable[[Ask], Any]) -> Callable[[Ask], Any]:
        made = Call(method, path, run, **said)
        CALLS.append(made)
        rule = re.sub(r"\{(number|n)\}", r"<api_number:\1>", path)
        rule = re.sub(r"\{(\w+)\}", r"<\1>", rule)

        def view(**where: Any) -> Response:
            return _answer(made, where)

        api.add_url_rule(rule, endpoint=made.name.replace(".", "_"), view_func=view, methods=[method])
        return run

    return hang


def _answer(made: Call, where: dict[str, Any]) -> Response:
    raw = _raw(made)
    who = auth.bearer() if made.visitors else auth.needed(auth.bearer())
    ask = Ask(who, raw, now(), where)
    key = _key(made, who)
    if key is not None and who is not None:
        kept = idempotency.find(who.token_id, key.name, ask.at)
        if kept is not None:
            return _again(kept, key)
    ask = replace(ask, subject=_subject(made, ask))
    auth.check_scope(who, made.scopes)
    auth.check_two_steps(who)
    if made.can is not None:
        permissions.permit(ask.by, made.can, ask.subject)
    made.allow(ask)
    ask = _judged(made, ask)
    if not made.changes:
        limits.spend(made.counts, who)
        return _told(made, made.run(ask))
    with made.prepare(ask) as prepared:
        return _change(made, replace(ask, prepared=prepared), key)


def _raw(made: Call) -> Any:
    if made.files:
        return read.form_body()
    return read.json_body() if made.takes is not None else None


def _subject(made: Call, ask: Ask) -> Any:
    return made.load(ask, **ask.where) if made.load is not None else None


def _judged(made: Call, ask: Ask) -> Ask:
    """The call with its fields as what they should be; raises ``Invalid`` for all that are not."""
    errors: dict[str, str] = {}
    query = body = None
    try:
        query = read.fitted(made.query, read.asked()) if made.query else None
    except Invalid as no:
        errors |= no.errors
    try:
        body = read.fitted(made.takes, ask.raw) if made.takes else None
    except Invalid as no:
        errors |= no.errors
    if errors:
        raise Invalid.many(errors)
    return replace(ask, query=query, body=body)


def _change(made: Call, ask: Ask, key: Key | None) -> Response:
    who = auth.needed(ask.who)
    number = who.person.id
    with transaction():
        if key is not None and (kept := idempotency.reserve(who.token_id, key.name, key.fingerprint, ask.at)):
            return _again(kept, key)
        person = db.session.get_one(Person, number, populate_existing=True)
        inside = replace(ask, who=who._replace(person=person))
        result = made.run(replace(inside, subject=_subject(made, inside)))
        limits.spend(made.counts, who)
        answer = _told(made, result)
        if key is not None:
            headers = {name: answer.headers[name] for name in ("Location", "ETag") if name in answer.headers}
            body = answer.get_json() if answer.data else None
            idempotency.keep(who.token_id, key.name, status=answer.status_code, headers=headers, body=body)
    return answer


def _told(made: Call, result: BaseModel | None) -> Response:
    if result is None:
        return current_app.response_class(status=204)
    answer: Response = current_app.response_class(
        result.model_dump_json(), status=made.status, mimetype="application/json"
    )
    answer.headers.update(made.headers(result))
    return answer


# The same request again


@dataclass(frozen=True)
class Key:
    """An ``Idempotency-Key``, and what it was sent with."""

    name: str
    fingerprint: str


def _key(made: Call, who: Bearer | None) -> Key | None:
    given = request.headers.get("Idempotency-Key")
    if given is None or request.method != "POST" or not made.changes or who is None:
        return None
    if not 0 < len(given) <= idempotency.KEY_MAX:
        raise Invalid("Idempotency-Key", _("A key has 1 to %(n)s characters.", n=idempotency.KEY_MAX))
    what = f"{request.method} {request.full_path}".encode()
    return Key(idempotency.digest(given.encode("utf-8", "replace")), idempotency.digest(what, *_sent(made)))


def _sent(made: Call) -> Iterator[bytes]:
    """What makes two requests the same: of a form its fields and files, since the boundary between them is random."""
    if not made.files:
        yield request.get_data()
        return
    for name, value in sorted(request.form.items()):
        yield f"{name}={value}".encode("utf-8", "replace")
    for name, file in sorted(request.files.items()):
        yield name.encode("utf-8", "replace")
        yield file.stream.read()
        file.stream.seek(0)


def _again(kept: idempotency.KeptAnswer, key: Key) -> Response:
    """The first answer; ``Invalid`` when the key was used for something else."""
    if kept.fingerprint != key.fingerprint:
        raise Invalid("Idempotency-Key", _("This key was used for another request. Choose a new one for each."))
    body = b"" if kept.body is None else json.dumps(kept.body)
    answer: Response = current_app.response_class(body, status=kept.status, mimetype="application/json")
    answer.headers.update(kept.headers)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
