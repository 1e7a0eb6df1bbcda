"""Whatever somebody sends, the house answers in words: never a 500."""

from __future__ import annotations

import pytest

NONSENSE = [
    "\x00",
    "a\x00b",
    "'",
    "%",
    "💥" * 50,
    "x" * 5_000,
    "-1",
    "9" * 30,
    "../..",
    "<b>",
    "{{7*7}}",
    "\ud7ff",
    "[]",
]
ADDRESSES = [
    "/", "/boards/{0}", "/people/{0}", "/ideas/{0}", "/ideas/{0}/{0}", "/uploads/{0}", "/faces/{0}", "/comments/{0}",
]  # fmt: skip
ASKED = [
    ("/", ("sort", "board", "phase", "tag", "after")), ("/search", ("q", "board", "phase", "sort", "after")),
    ("/similar", ("title", "body", "board")), ("/search/suggestions", ("q",)), ("/in-action", ("phase", "after")),
    ("/inbox", ("after",)), ("/ideas/new", ("board", "title", "body")), ("/flags/new", ("subject",)),
    ("/theme", ("to",)), ("/signup", ("next", "intent", "email")), ("/signin", ("next", "intent", "email")),
]  # fmt: skip
SENT = [
    ("/signup", ("name", "email", "password", "next", "intent")), ("/signin", ("email", "password", "next", "intent")),
    ("/forgot", ("email",)), ("/forgot/code", ("email", "code", "password")), ("/preview", ("body",)),
]  # fmt: skip
SENT_BY_MEMBERS = [
    ("/ideas/new", ("board", "title", "body", "tags")), ("/account", ("name", "handle", "bio")),
    ("/account/tokens", ("name", "scopes")), ("/account/password", ("current", "password")),
    ("/ideas/{idea}/vote", ("value", "size", "withdraw")), ("/ideas/{idea}/comments", ("body", "parent_id")),
    ("/ideas/{idea}/edit", ("title", "body", "tags")), ("/flags/new", ("subject", "reason", "note")),
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_answered(app, make, nonsense):
    idea = make.idea()
    visitor, member = app.test_client(), app.test_client().sign_in(idea.author)
    answers = []
    for client in (visitor, member):
        answers += [client.get(address.format(nonsense.replace("/", "%2F"))) for address in ADDRESSES]
        answers += [client.get(address, query_string=dict.fromkeys(names, nonsense)) for address, names in ASKED]
    answers += [visitor.post(address, data=dict.fromkeys(names, nonsense)) for address, names in SENT]
    for address, names in SENT_BY_MEMBERS:
        answers.append(member.post(address.format(idea=idea.id), data=dict.fromkeys(names, nonsense)))
    worst = [(answer.request.path, answer.status_code) for answer in answers if answer.status_code >= 500]
    assert worst == []
