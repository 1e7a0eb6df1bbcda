"""Links into the team: who makes them, what they give, and that they give it once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.jobs import work_off
from ideaboard.domain import people
from ideaboard.domain.people.models import Role, TeamInvitation
from tests.effects.test_notify import words

JOIN = {"name": "Rosa Lind", "email": "rosa@example.org", "password": "harbour lamp velvet 77"}


def invited(client, make, **typed) -> str:
    client.sign_in(make.admin())
    form = {"role": "moderator", "email": "", "board": "", **typed}
    assert client.post("/admin/people/invitations", data=form).status_code == 303
    link = f"/team/{people.team_key(db.session.query(TeamInvitation).order_by(TeamInvitation.id.desc()).first())}"
    assert link in client.get("/admin/people").text
    client.sign_out()
    return link


def test_a_colleague_without_an_account_comes_in_by_the_link(client, make):
    board = make.board()
    link = invited(client, make, role="reviewer", board=board.slug)
    page = client.get(link)
    assert "asks you to be reviewer of the board" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.post(link).status_code in (302, 401)
    there = client.post("/signup", data={**JOIN, "next": link})
    assert there.location == link
    assert client.post(link).location == "/"
    rosa = people.by_email("rosa@example.org")
    assert [(role.role, role.board_id) for role in rosa.roles] == [("reviewer", board.id)]


def test_it_works_once(client, make):
    link = invited(client, make)
    client.sign_in(make.person())
    assert client.post(link).status_code == 303
    client.sign_in(make.person())
    assert client.post(link).status_code == 409
    assert "No longer good" in client.get(link).text
    assert db.session.query(Role).filter_by(role="moderator").count() == 1


@pytest.mark.parametrize("end", ["taken back", "too old", "inviter is no admin any more"])
def test_it_gives_nothing_when_it_ended(client, make, end):
    link = invited(client, make)
    invitation = db.session.query(TeamInvitation).one()
    if end == "taken back":
        client.sign_in(make.admin())
        client.post(f"/admin/people/invitations/{invitation.id}/removal")
    elif end == "too old":
        with transaction():
            db.session.get_one(TeamInvitation, invitation.id).expires_at = now() - timedelta(seconds=1)
    else:
        other = make.admin()
        with transaction():
            people.take_role(
                db.session.get_one(people.Person, invitation.by_id), "admin", by=make.here(other), at=now()
            )
    someone = make.person()
    client.sign_in(someone)
    assert client.post(link).status_code in (403, 409)
    assert make.fresh(someone).roles == []


def test_the_letter_carries_the_link(client, make, mailbox):
    link = invited(client, make, email="Rosa@Example.org")
    work_off()
    [letter] = mailbox.messages
    assert letter["To"].addresses[0].addr_spec == "rosa@example.org"
    assert link in words(letter)


@pytest.mark.parametrize("typed", [{"role": "king"}, {"email": "nothing"}])
def test_what_is_typed_wrong_is_said(client, make, typed):
    client.sign_in(make.admin())
    assert client.post("/admin/people/invitations", data={"role": "admin", **typed}).status_code == 422
    assert db.session.query(TeamInvitation).count() == 0


def test_only_admins_invite(client, make):
    client.sign_in(make.moderator())
    assert client.post("/admin/people/invitations", data={"role": "admin"}).status_code == 403
