"""Boards that are joined, agreements that are kept, names that are not told before the decision."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Denied, Invalid, Refused
from ideaboard.domain import boards, ideas, stories
from ideaboard.domain.boards import agreements, rules
from ideaboard.domain.boards.models import Acceptance
from tests.make import Make

CLOSED = {"ranking": {"visibility": "members", "join": "invitation"}}
BY_APPROVAL = {"ranking": {"visibility": "members", "join": "approval"}}
TERMS = {"terms": {"key": "ours", "accept_at": "view", "text": "Be kind."}}
ANONYMOUS = {"review": {"anonymous": True}}


# Agreements


@pytest.mark.parametrize(
    ("rights", "digest"),
    [
        ("licence", "9b7bcb"),
        ("exclusive", "1a0ce0"),
        ("assign_on_award", "0325c0"),
        ("non_confidential", "54f200"),
        ("open", "345083"),
    ],
)
def test_the_wordings_of_the_house_never_change(rights: str, digest: str) -> None:
    found = agreements.digest_of(rules.parse({"terms": {"key": "k", "rights": rights}}).terms)
    assert found is not None
    assert found[:6] == digest


def test_an_acceptance_names_the_wording_by_its_hash_and_is_kept_once(make: Make) -> None:
    board, person = make.board(rules=TERMS), make.person()
    with transaction():
        board, person = make.here(board), make.here(person)
        assert not boards.has_accepted(board, person)
        held = boards.accept_terms(board, by=person, at=now())
        assert held is not None
        assert (held.digest, held.version, held.person_id) == (hashlib.sha256(b"Be kind.").hexdigest(), 1, person.id)
        boards.accept_terms(board, by=person, at=now())
    assert db.session.scalar(select(func.count()).select_from(Acceptance)) == 1
    assert boards.text_accepted(held, make.here(board)) == "Be kind."


def test_another_wording_is_accepted_anew_and_the_old_record_stays(make: Make) -> None:
    board, person, admin = make.board(rules=TERMS), make.person(), make.admin()
    with transaction():
        board, person = make.here(board), make.here(person)
        first = boards.accept_terms(board, by=person, at=now())
        boards.change_rules(board, {"terms": {"text": "Be very kind."}}, by=make.here(admin), at=now())
        assert not boards.has_accepted(board, person)
        assert first is not None
        with pytest.raises(Refused):
            boards.accept_terms(board, by=person, at=now(), digest=first.digest)
        second = boards.accept_terms(board, by=person, at=now())
        assert second is not None
        assert second.version == 2
        assert [held.id for held, _board in boards.accepted_by(person)] == [second.id, first.id]
        assert boards.text_accepted(first, board) == "Be kind."


def test_nobody_reads_before_the_agreement_but_the_team_and_the_makers(make: Make) -> None:
    board, reader, reviewer = make.board(rules=TERMS), make.person(), make.reviewer()
    idea = make.idea(board=board)
    assert not idea.listed
    assert ideas.find(idea.id, None) is None
    assert ideas.find(idea.id, make.here(reader)) is None
    assert ideas.find(idea.id, make.here(reviewer)) is not None
    assert ideas.find(idea.id, idea.author) is not None
    with transaction():
        boards.accept_terms(make.here(board), by=make.here(reader), at=now())
    assert ideas.find(idea.id, make.here(reader)) is not None


# Members


def test_a_board_by_invitation_is_not_there_for_others(make: Make) -> None:
    board, stranger, member, admin = make.board(rules=CLOSED), make.person(), make.person(), make.admin()
    with transaction():
        boards.admit(make.here(board), make.here(member), by=make.here(admin), at=now())
    idea = make.idea(board=board, author=member)

    def there(person: Any) -> bool:
        return board.id in {one.id for one in boards.shown(person)}

    assert (there(None), there(make.here(stranger)), there(make.here(member))) == (False, False, True)
    assert ideas.find(idea.id, make.here(stranger)) is None
    with transaction():
        board, stranger = make.here(board), make.here(stranger)
        with pytest.raises(Denied):
            ideas.draft(board, by=stranger, at=now(), title="Let me in")
        with pytest.raises(Refused):
            boards.join_board(board, by=stranger, at=now())


def test_by_approval_one_asks_and_the_team_decides(make: Make) -> None:
    board, person, moderator = make.board(rules=BY_APPROVAL), make.person(), make.moderator()
    with transaction():
        board, person, moderator = make.here(board), make.here(person), make.here(moderator)
        assert boards.join_board(board, by=person, at=now()).state == "asked"
        assert not boards.may_enter(board, person)
        with pytest.raises(Denied):
            boards.admit(board, person, by=person, at=now())
        boards.admit(board, person, by=moderator, at=now())
        assert boards.may_enter(board, person)
        assert boards.join_board(board, by=person, at=now()).state == "member"
        boards.turn_away(board, person, by=moderator, at=now())
        assert not boards.may_enter(board, person)
        boards.leave_board(board, by=person, at=now())


def test_an_invitation_lets_one_person_in_once_while_it_is_good(make: Make) -> None:
    board, ada, bob, admin = make.board(rules=CLOSED), make.person(), make.person(), make.admin()
    at = now()
    with transaction():
        board, ada, bob, admin = (make.here(row) for row in (board, ada, bob, admin))
        for_ada = boards.invite_to_board(board, f"@{ada.handle}", by=admin, at=at)
        assert boards.invitation_of(boards.key_of(for_ada)) is for_ada
        assert boards.invitation_of(f"{for_ada.id}-" + "0" * 32) is None
        with pytest.raises(Refused):
            boards.join_board(board, by=bob, at=at, invitation=for_ada)
        with pytest.raises(Refused):
            boards.join_board(board, by=ada, at=at + timedelta(days=31), invitation=for_ada)
        assert boards.join_board(board, by=ada, at=at, invitation=for_ada).state == "member"
        by_mail = boards.invite_to_board(board, "new@example.org", by=admin, at=at)
        boards.withdraw_board_invitation(board, by_mail.id, by=admin, at=at)
        with pytest.raises(Refused):
            boards.join_board(board, by=bob, at=at, invitation=by_mail)
        link = boards.invite_to_board(board, "", by=admin, at=at)
        assert boards.join_board(board, by=bob, at=at, invitation=link).via == "invitation"
        assert boards.is_good(link, None, at)
        for wrong in ("nobody-of-this-name", "not an@address"):
            with pytest.raises(Invalid):
                boards.invite_to_board(board, wrong, by=admin, at=at)


def test_joining_asks_for_the_agreement_that_stands_before_the_board(make: Make) -> None:
    terms = {"terms": {"key": "ours", "accept_at": "join"}}
    board, person, admin = make.board(rules={**CLOSED, **terms}), make.person(), make.admin()
    with transaction():
        board, person = make.here(board), make.here(person)
        link = boards.invite_to_board(board, "", by=make.here(admin), at=now())
        with pytest.raises(Invalid) as no:
            boards.join_board(board, by=person, at=now(), invitation=link)
        assert set(no.value.errors) == {"accept_terms"}
        boards.join_board(board, by=person, at=now(), accept=True, invitation=link)
        assert boards.details_open(board, person)


def test_what_was_submitted_in_private_stays_private_when_its_board_opens(make: Make) -> None:
    board, admin, stranger = make.board(rules={"ranking": {"visibility": "private"}}), make.admin(), make.person()
    private = make.idea(board=board)
    with transaction():
        boards.change_rules(make.here(board), {"ranking": {"visibility": "public"}}, by=make.here(admin), at=now())
    later = make.idea(board=board)
    private = make.fresh(private)
    assert (private.listed, make.fresh(later).listed) == (False, True)
    for reader in (None, make.here(stranger)):
        assert ideas.find(private.id, reader) is None
        assert ideas.find(later.id, reader) is not None
        assert ideas.count_on(make.fresh(board), reader) == 1
    assert ideas.find(private.id, private.author) is not None


@pytest.mark.parametrize(("phase", "released"), [("declined", True), ("expired", False), ("gathering", False)])
def test_the_end_an_idea_came_to_gives_the_rights_back_as_the_terms_say(make: Make, phase: str, released: bool) -> None:
    idea = make.idea(phase=phase, rules={"terms": {"key": "ours", "release_on": ["declined"]}})
    assert idea.released == released


def test_rules_refuse_members_of_a_public_board() -> None:
    with pytest.raises(Invalid) as no:
        rules.parse({"ranking": {"join": "approval"}})
    assert set(no.value.errors) == {"ranking.join"}


def test_members_are_told_of_what_strangers_may_not_know(make: Make, at: Callable[[str], Any]) -> None:
    board, member, stranger, admin = make.board(rules=CLOSED), make.person(), make.person(), make.admin()
    with transaction():
        boards.admit(make.here(board), make.here(member), by=make.here(admin), at=now())
    assert boards.readers_among(make.here(board), {member.id, stranger.id}) == {member.id}


# Names


def test_names_of_makers_are_kept_back_until_the_decision(make: Make) -> None:
    board = make.board(rules=ANONYMOUS)
    author, reviewer, admin = make.person("Ada"), make.reviewer(), make.admin()
    moderator = make.moderator()
    idea = make.idea(board=board, author=author, phase="review")

    def named(person: Any) -> bool:
        seen_by = make.here(person) if person else None
        return stories.card(make.here(idea), seen_by, now()).author_name == "Ada"

    assert [named(person) for person in (None, reviewer, admin, moderator, author)] == [False, False, False, True, True]
    by_author = ideas.Filter(author_id=author.id)
    assert stories.cards(make.here(reviewer), by_author, at=now()).rows == []
    assert len(stories.cards(make.here(author), by_author, at=now()).rows) == 1
    decided = make.idea(board=board, author=author, phase="accepted")
    assert stories.card(make.here(decided), None, now()).author_name == "Ada"
