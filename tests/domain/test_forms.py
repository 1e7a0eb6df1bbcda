"""A board's own form: extra fields, kinds of entries, templates, links between ideas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import ideas, review, votes
from ideaboard.domain.boards import rules
from ideaboard.domain.ideas import fields, writing
from tests.make import Make

FIELDS = [
    {
        "key": "effort",
        "label": "How much work is it?",
        "kind": "choice",
        "options": ["Little", "Much"],
        "required": True,
    },
    {"key": "cost", "label": "What does it cost?", "kind": "number"},
    {"key": "seen", "label": "Where have you seen it?", "kind": "link"},
    {"key": "why", "label": "Why now?", "kind": "text"},
    {"key": "plan", "label": "A drawing", "kind": "file"},
]
NEEDS = {
    "form": {
        "kinds": [
            {"key": "submission", "name": "Submission", "answers": "need"},
            {"key": "need", "name": "Need", "role": "need"},
        ],
        "fields": [{"key": "criteria", "label": "What must it do?", "kind": "text", "entry": "need"}],
    }
}
RESEARCH = {
    "form": {
        "kinds": [
            {"key": "idea", "name": "Idea"},
            {"key": "research", "name": "Research", "role": "background", "during": ["Research"]},
        ]
    },
    "clock": {
        "phases": [
            {"name": "Research", "opens": 0, "closes": 10, "allows": ["submit", "vote"]},
            {"name": "Ideas", "opens": 10, "closes": 20, "allows": ["submit", "vote"]},
        ]
    },
}


def asked() -> tuple[rules.FormField, ...]:
    return rules.parse({"form": {"fields": FIELDS}}).form.fields


# Fields


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("effort", "Much", "Much"),
        ("cost", "12,5", 12.5),
        ("cost", 12, 12),
        ("cost", "-3", -3),
        ("seen", " https://example.org/a?b=c ", "https://example.org/a?b=c"),
        ("why", " Because.\r\nNow. ", "Because.\nNow."),
    ],
)
def test_what_is_filled_in_is_kept_in_one_spelling(key: str, value: Any, kept: Any) -> None:
    assert fields.check(asked(), {key: value}, before={}) == {key: kept}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("effort", "much"),
        ("effort", 1),
        ("cost", "a lot"),
        ("cost", "1e400"),
        ("cost", True),
        ("cost", float("inf")),
        ("seen", "javascript:alert(1)"),
        ("seen", "https://"),
        ("seen", "http://[::1"),
        ("seen", "https://example.org/" + "a" * 3_000),
        ("why", "a" * 5_001),
        ("why", 7),
        ("plan", "a.pdf"),
        ("colour", "red"),
    ],
)
def test_what_does_not_fit_a_field_is_refused_at_its_place(key: str, value: Any) -> None:
    with pytest.raises(Invalid) as no:
        fields.check(asked(), {key: value}, before={})
    assert set(no.value.errors) == {f"fields.{key}"}


@given(st.dictionaries(st.text(max_size=8), st.none() | st.text() | st.floats() | st.integers() | st.booleans()))
def test_whatever_is_sent_is_kept_or_refused_in_words(sent: dict[str, Any]) -> None:
    try:
        kept = fields.check(asked(), sent, before={"old": "stays"})
    except Invalid:
        return
    assert kept["old"] == "stays"


def test_an_emptied_field_is_gone_and_what_is_not_named_stays() -> None:
    assert fields.check(asked(), {"why": ""}, before={"why": "So", "cost": 3}) == {"cost": 3}


def test_a_draft_may_lack_what_a_submission_needs(make: Make) -> None:
    board, author = make.board(rules={"form": {"fields": FIELDS}}), make.person()
    with transaction():
        board, author = make.here(board), make.here(author)
        idea = ideas.draft(board, by=author, at=now(), title="Refill stations", given={"cost": 3})
        with pytest.raises(Invalid) as no:
            ideas.submit(idea, by=author, at=now())
        assert set(no.value.errors) == {"fields.effort"}
        ideas.revise(idea, by=author, at=now(), given={"effort": "Little"})
        ideas.submit(idea, by=author, at=now())
        assert idea.fields == {"cost": 3, "effort": "Little"}


def test_what_a_field_said_before_is_kept_with_the_revision(make: Make) -> None:
    idea = make.idea(board=make.board(rules={"form": {"fields": FIELDS[1:4]}}))
    with transaction():
        idea = make.here(idea)
        ideas.revise(idea, by=idea.author, at=now(), given={"why": "First"})
        ideas.revise(idea, by=idea.author, at=now(), given={"why": "Then"})
        assert [said.fields for said in ideas.revisions_of(idea, None)] == [{"why": "First"}, {}]


# Files


def test_a_file_fills_its_field_and_another_one_takes_its_place(make: Make) -> None:
    board = make.board(rules={"form": {"fields": [{"key": "plan", "label": "Plan", "kind": "file", "required": True}]}})
    author, at = make.person(), now()
    with transaction():
        board, author = make.here(board), make.here(author)
        idea = ideas.draft(board, by=author, at=at, title="Refill stations")
        with pytest.raises(Invalid):
            ideas.submit(idea, by=author, at=at)
        assert ideas.add_file(idea, "plan", by=author, at=at, file="a" * 32 + ".pdf", name="a.pdf", size=3) is None
        old = ideas.add_file(idea, "plan", by=author, at=at, file="b" * 32 + ".pdf", name="b.pdf", size=3)
        assert old == "a" * 32 + ".pdf"
        ideas.submit(idea, by=author, at=at)
        with pytest.raises(Refused):
            ideas.remove_file(idea, "plan", by=author, at=at)
        with pytest.raises(Invalid):
            ideas.add_file(idea, "other", by=author, at=at, file="c" * 32 + ".pdf", name="c.pdf", size=3)


# Kinds of entries


def test_background_is_applauded_but_never_judged(make: Make) -> None:
    board = make.board(rules={**RESEARCH, "gate": {"at_least": 1}, "clock": {**RESEARCH["clock"], "gather_days": 5}})
    author, reviewer = make.person(), make.reviewer()
    with transaction():
        board, author, reviewer = make.here(board), make.here(author), make.here(reviewer)
        found = ideas.draft(board, by=author, at=now(), title="What people told us", kind="research")
        ideas.submit(found, by=author, at=now(), accept=True)
        assert found.deadline_at is None
    make.vote(found)
    with transaction():
        found, reviewer = make.here(found), make.here(reviewer)
        assert (found.phase, found.supporters) == ("gathering", 1)
        with pytest.raises(Refused):
            review.pick(found, "It is lovely.", by=reviewer, at=now())


def test_a_kind_is_taken_in_its_phases_only(make: Make, at: Callable[[str], Any]) -> None:
    board, author = make.board(rules=RESEARCH, at=at("2026-03-01")), make.person()
    late = at("2026-03-15")
    with transaction():
        board, author = make.here(board), make.here(author)
        assert ideas.draft(board, by=author, at=late, title="A later idea").kind == "idea"
        with pytest.raises(Refused, match="Research"):
            ideas.draft(board, by=author, at=late, title="Too late for it", kind="research")
        with pytest.raises(Invalid):
            ideas.draft(board, by=author, at=late, title="What is this?", kind="poem")


def test_needs_are_stated_by_the_team_and_nobody_votes_on_them(make: Make) -> None:
    board, author, staff = make.board(rules=NEEDS), make.person(), make.reviewer()
    with transaction():
        board, author, staff = make.here(board), make.here(author), make.here(staff)
        with pytest.raises(Denied):
            ideas.draft(board, by=author, at=now(), title="I need a car", kind="need")
        need = ideas.draft(
            board, by=staff, at=now(), title="Caps without glue", kind="need", given={"criteria": "Holds 5 bar."}
        )
        ideas.submit(need, by=staff, at=now(), accept=True)
        with pytest.raises(Invalid, match="nobody votes"):
            votes.cast(need, by=author, at=now())


def test_a_submission_answers_a_need_as_soon_as_there_is_one(make: Make) -> None:
    board, author, staff = make.board(rules=NEEDS), make.person(), make.reviewer()
    with transaction():
        board, author, staff = make.here(board), make.here(author), make.here(staff)
        early = ideas.draft(board, by=author, at=now(), title="Nothing was asked")
        ideas.submit(early, by=author, at=now(), accept=True)
        need = ideas.draft(board, by=staff, at=now(), title="Caps without glue", kind="need")
        ideas.submit(need, by=staff, at=now(), accept=True)
        idea = ideas.draft(board, by=author, at=now(), title="A snap-fit cap")
        with pytest.raises(Invalid) as no:
            ideas.submit(idea, by=author, at=now(), accept=True)
        assert set(no.value.errors) == {"answers"}
        with pytest.raises(Invalid):
            ideas.link(idea, early, "answers", by=author, at=now())
        said = ideas.link(idea, need, "answers", by=author, at=now())
        ideas.submit(idea, by=author, at=now(), accept=True)
        with pytest.raises(Refused):
            ideas.unlink(idea, said.id, by=author, at=now())
        another = ideas.draft(board, by=staff, at=now(), title="Caps without plastic", kind="need")
        ideas.submit(another, by=staff, at=now(), accept=True)
        second = ideas.link(idea, another, "answers", by=author, at=now())
        ideas.unlink(idea, second.id, by=author, at=now())
        assert [(told.words, told.title) for told in ideas.links_of(need, None)] == [("Answered by", "A snap-fit cap")]


def test_rules_refuse_kinds_that_cannot_work() -> None:
    with pytest.raises(Invalid) as no:
        rules.parse({"form": {"kinds": [{"key": "need", "name": "Need", "role": "need"}]}})
    assert set(no.value.errors) == {"form.kinds"}
    with pytest.raises(Invalid) as no:
        rules.parse(
            {
                "form": {
                    "kinds": [{"key": "a", "name": "A", "answers": "a", "during": ["Never"]}],
                    "fields": [{"key": "x", "label": "X", "entry": "b"}],
                }
            }
        )
    assert set(no.value.errors) == {"form.kinds.0.answers", "form.kinds.0.during", "form.fields.0.entry"}


# Templates


def test_headings_under_which_nothing_was_written_are_left_out() -> None:
    headings = ("What is wrong?", "What would help?")
    begun = writing.scaffold(headings)
    assert writing.without_empty(begun, headings) == ""
    filled = begun.replace("## What would help?\n", "## What would help?\n\nA tap.\n")
    assert writing.without_empty(filled, headings) == "## What would help?\n\nA tap."
    assert writing.without_empty("## Mine\n\n## Other", headings) == "## Mine\n\n## Other"


def test_a_template_alone_is_no_description(make: Make) -> None:
    board, author = make.board(rules={"form": {"template": ["What is wrong?"], "body_min": 5}}), make.person()
    with transaction():
        board, author = make.here(board), make.here(author)
        body = writing.scaffold(board.rules.form.template)
        idea = ideas.draft(board, by=author, at=now(), title="Refill stations", body=body)
        assert "What is wrong?" in idea.body
        with pytest.raises(Invalid) as no:
            ideas.submit(idea, by=author, at=now())
        assert set(no.value.errors) == {"body"}


# Links


def test_links_are_told_on_both_ideas(make: Make) -> None:
    idea, other = make.idea(title="The cup that comes back"), make.idea(title="Refill stations")
    with transaction():
        idea, other = make.here(idea), make.here(other)
        first = ideas.link(idea, other, "builds_on", by=idea.author, at=now())
        assert ideas.link(idea, other, "builds_on", by=idea.author, at=now()).id == first.id
        assert [(told.words, told.out) for told in ideas.links_of(idea, None)] == [("Builds on", True)]
        assert [(told.words, told.title) for told in ideas.links_of(other, None)] == [
            ("Built on by", "The cup that comes back")
        ]


def test_a_link_to_what_one_may_not_see_is_not_told(make: Make) -> None:
    private = make.board(rules={"ranking": {"visibility": "private"}})
    author = make.person()
    hidden, idea = make.idea(board=private, author=author), make.idea(author=author)
    with transaction():
        hidden, idea, author = make.here(hidden), make.here(idea), make.here(author)
        ideas.link(idea, hidden, "extends", by=author, at=now())
    stranger = make.person()
    assert ideas.links_of(make.here(idea), make.here(stranger)) == []
    assert ideas.links_of(make.here(idea), None) == []
    assert len(ideas.links_of(make.here(idea), make.here(author))) == 1


def test_only_makers_and_the_team_point_at_other_ideas(make: Make) -> None:
    idea, other, stranger, staff = make.idea(), make.idea(), make.person(), make.reviewer()
    with transaction():
        idea, other = make.here(idea), make.here(other)
        with pytest.raises(Denied):
            ideas.link(idea, other, "extends", by=make.here(stranger), at=now())
        ideas.link(idea, other, "duplicates", by=make.here(staff), at=now())
        for wrong in (idea, other):
            with pytest.raises(Invalid):
                ideas.link(wrong, wrong, "extends", by=make.here(staff), at=now())
    db.session.rollback()
