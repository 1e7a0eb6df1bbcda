"""What is private shows on no path: every address of the pages and of the API is walked by those it is not for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import boards, people
from ideaboard.domain.ideas.models import Idea
from ideaboard.effects import search
from tests.make import Make
from tests.web.test_sharing import newest, picture

SECRETS = ("Xylophonium", "quantenschaum", "feldgeheimnis", "plauderei", "zeichnung-geheim", "bildtext-geheim")
OTHERS = {"signout", "theme", "static", "signin_by"}
QUERIES = (
    "/search?q=quantenschaum",
    "/search?q=Xylophonium",
    "/search/suggestions?q=Xylo",
    "/similar?title=Xylophonium",
)
PRIVATE = {
    "form": {"fields": [{"key": "how", "label": "How?"}, {"key": "plan", "label": "Plan", "kind": "file"}]},
    "ranking": {"visibility": "private"},
    "terms": {"key": "agreement", "accept_at": "view"},
}


def shared_in_private(client: Any, make: Make, board: Any, author: Any) -> Idea:
    """An idea with everything an idea can have, shared by its author."""
    with transaction():
        boards.accept_terms(make.here(board), by=make.here(author), at=now())
    client.sign_in(author)
    sent = {
        "board": board.slug, "title": "Xylophonium", "body": "Made of quantenschaum.", "tags": "quantenschaum",
        "sure": "1",
        "fields.how": "feldgeheimnis", "fields.plan": (BytesIO(b"%PDF-1.7"), "zeichnung-geheim.pdf"),
        "pictures": (picture(), "a.png"), "alt": "bildtext-geheim",
    }  # fmt: skip
    client.post("/ideas/new", data=sent)
    idea = newest()
    client.post(f"/ideas/{idea.id}/comments", data={"body": "plauderei"})
    client.sign_out()
    return newest()


def addresses(app: Any, idea: Idea, files: list[str], handle: str) -> Iterator[str]:
    """Every address that can be read, about this idea where it is about one."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.rpartition(".")[2] in OTHERS:
            continue
        names = files if rule.rule.startswith(("/uploads", "/attachments")) else [files[0]]
        for name in names:
            known = {"number": idea.id, "slug": idea.board.slug, "n": 1, "place": 1, "handle": handle, "name": name}
            known |= {"key": "plan", "link": 1, "filename": "x", "language": "en"}
            if rule.rule.startswith("/ideas/<id:number>/<slug>"):
                known["slug"] = idea.slug
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part, known=known: str(known.get(part[1], "x")), rule.rule)
    yield from QUERIES
    yield from (f"/api/v1{query}" for query in ("/search?q=quantenschaum", f"/ideas?board={idea.board.slug}&sort=new"))
    yield from (f"/api/v1/ideas?author={handle}", f"/?board={idea.board.slug}&sort=new", "/?tag=quantenschaum")


@pytest.mark.parametrize("preset", [None, "innocentive"])
def test_another_solver_and_a_visitor_find_nothing_anywhere(app, client, make, preset):
    rules = {"form": PRIVATE["form"]} if preset else PRIVATE
    board, author, other = make.board(preset=preset, rules=rules), make.person(), make.person()
    idea = shared_in_private(client, make, board, author)
    files = [idea.pictures[0].file, idea.files[0].file]
    with transaction():
        boards.accept_terms(make.here(board), by=make.here(other), at=now())
        mine = make.here(other)
        _token, secret = people.make_token(mine, "a program", by=mine, at=now(), scopes=people.SCOPES)
    make.idea(author=other, title="Something quite public")
    search.rebuild_all()
    number, walked = idea.id, list(addresses(app, idea, files, author.handle))
    assert len(walked) > 70
    headers = {"Authorization": f"Bearer {secret}"}
    for visitor in (True, False):
        if not visitor:
            client.sign_in(other)
        for address in walked:
            asked = headers if address.startswith("/api/") and not visitor else {}
            answer = client.get(address, headers=asked)
            text = answer.get_data().decode(errors="replace")
            assert answer.status_code < 500, address
            told = [word for word in SECRETS if word in text and word not in address]
            told = [word for word in told if f'value="{word}"' not in text]  # the words one asked with oneself
            assert told == [], (address, told)
            if f"/{number}" in address and ("/ideas/" in address or address.startswith("/review/")):
                assert answer.status_code in (302, 401, 403, 404, 405), (address, answer.status_code)
    client.sign_in(author)
    assert "Xylophonium" in client.get(f"/ideas/{number}", follow_redirects=True).text
    client.sign_in(make.reviewer())
    assert "Xylophonium" in client.get(f"/ideas/{number}", follow_redirects=True).text


@pytest.mark.parametrize("signed_in", [False, True])
def test_answers_are_the_same_before_and_after_somebody_elses_private_entry(client, make, signed_in):
    board, author, other = make.board(rules=PRIVATE), make.person(), make.person()
    make.idea(author=other, title="Something quite public", at=now())
    for _number in range(12):  # as many as a board needs to tell its odds
        make.idea(board=board)
    search.rebuild_all()
    with transaction():
        boards.accept_terms(make.here(board), by=make.here(other), at=now())
        mine = make.here(other)
        _token, secret = people.make_token(mine, "a program", by=mine, at=now(), scopes=people.SCOPES)
    headers = {"Authorization": f"Bearer {secret}"} if signed_in else {}
    told = (
        f"/api/v1/boards/{board.slug}", "/api/v1/boards", "/api/v1/ideas", f"/api/v1/ideas?board={board.slug}",
        "/api/v1/search?q=quite", f"/api/v1/ideas?author={author.handle}", "/feeds/ideas.atom", "/boards",
        f"/boards/{board.slug}", "/in-action", "/moderation/log", f"/people/{author.handle}",
    )  # fmt: skip

    def answers() -> dict[str, str]:
        client.sign_out()
        if signed_in:
            client.sign_in(other)
        texts = {address: client.get(address, headers=headers).get_data(as_text=True) for address in told}
        return {address: re.sub(r"[\w.-]{60,}", "", text) for address, text in texts.items()}

    before = answers()
    shared_in_private(client, make, board, author)
    after = answers()
    assert {address for address in told if before[address] != after[address]} == set()


def test_facts_of_a_private_board_are_not_public(client, make):
    board = make.board(rules={"ranking": {"visibility": "private"}})
    idea = make.idea(board=board)
    facts = client.get("/api/v1/facts?limit=100").json["items"]
    assert idea.id not in {fact["idea"] for fact in facts}
    assert board.slug not in {fact["board"] for fact in facts}


# Agreements and members on the pages


def test_the_details_of_a_board_come_after_the_agreement(client, make):
    board = make.board(rules=PRIVATE)
    admin = make.admin()
    client.sign_in(admin)
    client.post(f"/admin/boards/{board.slug}", data={"title": "Foam", "intro": "We need **foam**.", "state": "open"})
    solver = make.person()
    client.sign_out()
    assert client.get(f"/boards/{board.slug}").status_code == 404
    client.sign_in(solver)
    page = client.get(f"/boards/{board.slug}").text
    assert "We need" not in page
    assert "SHA-256" in page
    assert "We need" not in client.get("/boards").text
    assert client.get(f"/ideas/new?board={board.slug}").location.startswith(f"/boards/{board.slug}/agreement")
    wrong = client.post(f"/boards/{board.slug}/agreement", data={"digest": "0" * 64})
    assert wrong.status_code == 409
    client.post(f"/boards/{board.slug}/agreement", data={})
    assert "We need" in client.get(f"/boards/{board.slug}").text
    account = client.get("/account").text
    number = account.split("/account/agreements/")[1].split('"')[0]
    assert "Terms of Foam" in client.get(f"/account/agreements/{number}").text
    client.sign_in(make.person())
    assert client.get(f"/account/agreements/{number}").status_code == 404
    client.sign_in(admin)
    assert solver.name in client.get(f"/admin/boards/{board.slug}/agreements").text


def test_an_invitation_outlasts_a_sign_up(client, make, app):
    board, admin = make.board(rules={"ranking": {"visibility": "members", "join": "invitation"}}), make.admin()
    assert client.get(f"/boards/{board.slug}").status_code == 404
    client.sign_in(admin)
    page = client.post(f"/admin/boards/{board.slug}/members", data={"link": "1"}, follow_redirects=True)
    link = "/join/" + page.text.split("/join/")[1].split("<")[0]
    client.sign_out()
    page = client.get(link)
    assert "Invitation to" in page.text
    assert f"/signup?next={link.replace('/', '%2F')}" in page.text
    newcomer = make.person()
    client.sign_in(newcomer)
    assert client.get(f"/boards/{board.slug}").status_code == 404
    client.post(link)
    assert client.get(f"/boards/{board.slug}").status_code == 200
    client.post(f"/boards/{board.slug}/membership", data={"leave": "1"})
    assert client.get(f"/boards/{board.slug}").status_code == 404
    assert client.get("/join/1-forged").status_code == 404


def test_the_team_lets_people_in_on_a_page(client, make):
    board, person = make.board(rules={"ranking": {"visibility": "members", "join": "approval"}}), make.person()
    client.sign_in(person)
    assert "for its members" in client.get(f"/boards/{board.slug}").text
    client.post(f"/boards/{board.slug}/membership")
    assert "You asked to join" in client.get(f"/boards/{board.slug}").text
    assert client.get(f"/admin/boards/{board.slug}/members").status_code == 403
    client.sign_in(make.admin())
    assert person.name in client.get(f"/admin/boards/{board.slug}/members").text
    client.post(f"/admin/boards/{board.slug}/members", data={"admit": person.handle})
    wrong = client.post(f"/admin/boards/{board.slug}/members", data={"whom": "nobody-like-this"})
    assert wrong.status_code == 422
    client.sign_in(person)
    assert "You are a member" in client.get(f"/boards/{board.slug}").text


def test_who_made_an_idea_shows_nowhere_before_the_decision(app, client, make):
    board = make.board(rules={"review": {"anonymous": True}})
    author, reviewer = make.person("Wilhelmine Unverwechselbar"), make.reviewer()
    idea = make.idea(board=board, author=author, phase="review", title="The cup that comes back")
    make.comment(idea, "I made a drawing.", by=author)
    search.rebuild_all()
    with transaction():
        mine = make.here(reviewer)
        _token, secret = people.make_token(mine, "a program", by=mine, at=now(), scopes=people.SCOPES)
    handle, number = author.handle, idea.id
    walked = [one for one in addresses(app, make.here(idea), ["0" * 32 + ".webp"], "nobody") if "people" not in one]
    walked += [f"/api/v1/search?q=author:{handle}", f"/search?q=author%3A{handle}"]
    for address in (*walked, "/inbox", f"/review/{number}"):
        headers = {"Authorization": f"Bearer {secret}"} if address.startswith("/api/") else {}
        client.sign_in(reviewer)
        text = client.get(address, headers=headers).get_data().decode(errors="replace")
        client.sign_out()
        text += client.get(address).get_data().decode(errors="replace")
        assert "Unverwechselbar" not in text, address
        if handle in address:  # asked by the name itself: nothing is found
            assert "The cup that comes back" not in text, address
            continue
        assert handle not in text, address
    profile = client.get(f"/people/{handle}").text
    assert "The cup that comes back" not in profile
    assert client.get(f"/api/v1/ideas?author={handle}").json["items"] == []
