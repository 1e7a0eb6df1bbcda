"""Making an idea together on the pages: from an invitation by mail to a share that all agreed to."""

from __future__ import annotations

import re

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.jobs import work_off
from ideaboard.domain import ideas
from tests.domain.test_makers import TEAM, joined
from tests.effects.test_notify import outbox


def test_a_co_creator_is_invited_by_handle_and_accepts(client, make):
    idea, person = make.idea(rules=TEAM, title="Refill stations"), make.person("Mara Weiss")
    client.sign_in(idea.author)
    assert f"/ideas/{idea.id}/team" in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    there = f"/ideas/{idea.id}/team"
    page = client.post(there, data={"act": "invite", "whom": "nobody-like-this", "share": "20"})
    assert page.status_code == 422
    assert "nobody-like-this" in page.text
    page = client.post(there, data={"act": "invite", "whom": person.handle, "share": "20"}, follow_redirects=True)
    assert "Mara Weiss" in page.text
    client.sign_in(person)
    assert client.get(there).status_code == 403
    mine = client.get("/invitations").text
    link = re.search(r'href="(/invitations/[^"]+)"', mine)
    assert link is not None
    page = client.get(link[1]).text
    assert "20 per cent" in page
    client.post(link[1], data={"answer": "accept"})
    page = client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    assert "Mara Weiss" in page
    assert "80 %" in client.get(there).text


def test_an_invitation_by_mail_outlasts_a_sign_up(app, client, make):
    idea = make.idea(rules=TEAM, title="Refill stations")
    client.sign_in(idea.author)
    client.post(f"/ideas/{idea.id}/team", data={"act": "invite", "whom": "new@example.org"})
    client.sign_out()
    work_off()
    mail = next(one for one in outbox(app) if "new@example.org" in one["To"])
    link = re.search(r"/invitations/\S+", mail.get_body(("plain",)).get_content())
    assert link is not None
    page = client.get(link[0]).text
    assert "Refill stations" in page
    assert f"next={link[0].replace('/', '%2F')}" in page
    newcomer, other = make.person(), make.person()
    client.sign_in(newcomer)
    client.post(link[0], data={"answer": "accept"})
    assert newcomer.id in make.fresh(idea).maker_ids
    client.sign_in(other)
    assert client.post(link[0], data={"answer": "accept"}).status_code in (403, 409)
    assert client.get("/invitations/1-forged").status_code == 404


def test_shares_are_proposed_and_agreed_on_the_page(client, make):
    idea = make.idea(rules=TEAM)
    (ada,) = joined(make, idea, 30)
    there = f"/ideas/{idea.id}/team"
    client.sign_in(idea.author)
    wrong = client.post(there, data={"act": "shares", f"share-{idea.author_id}": "50", f"share-{ada.id}": "40"})
    assert wrong.status_code == 422
    assert "90 per cent" in wrong.text
    client.post(there, data={"act": "equal"})
    assert "not yet" in client.get(there).text
    client.sign_in(ada)
    page = client.post(there, data={"act": "agree"}, follow_redirects=True)
    assert "Everybody agreed" in page.text
    assert [maker.share for maker in make.fresh(idea).makers] == [5000, 5000]
    client.post(there, data={"act": "leave"})
    assert client.get(there).status_code == 403
    assert client.post(there, data={"act": "dance"}).status_code == 403


def test_a_comment_is_credited_on_the_page(client, make):
    idea, helper = make.idea(), make.person("Helen Helper")
    comment = make.comment(idea, "Make it foldable.", by=helper)
    where = f"/comments/{comment.id}/credit"
    client.sign_in(idea.author)
    assert where in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    client.post(where)
    client.sign_in(helper)
    assert "would like to name you" in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    client.post(where, data={"answer": "agree"})
    page = client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    assert "With contributions by" in page
    client.sign_in(make.person())
    assert client.post(where, data={"answer": "agree"}).status_code == 403


def test_who_is_invited_sees_nothing_of_a_private_idea_before_they_accept(client, make):
    idea = make.idea(rules={**TEAM, "ranking": {"visibility": "private"}}, body="The secret is soap.")
    person = make.person()
    with transaction():
        here = make.here(idea)
        asked = ideas.invite(here, person.handle, by=here.author, at=now())
        key = ideas.invitation_key(asked)
    client.sign_in(person)
    assert client.get(f"/ideas/{idea.id}").status_code == 404
    assert "soap" not in client.get(f"/invitations/{key}").text
    client.post(f"/invitations/{key}", data={"answer": "accept"})
    assert "soap" in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
