"""Making an idea together by API calls."""

from __future__ import annotations

from tests.domain.test_makers import TEAM, joined


def test_from_an_invitation_to_shares_that_all_agreed_to(program, make):
    idea, person, stranger = make.idea(rules=TEAM), make.person(), make.person()
    author, mara, other = program(idea.author), program(person), program(stranger)
    there = f"/ideas/{idea.id}/team"
    assert other.get(there).status_code == 403
    assert other.post(f"{there}/invitations", {"whom": person.handle}).status_code == 403
    wrong = author.post(f"{there}/invitations", {"whom": person.handle, "share": "33.333"})
    assert set(wrong.json["errors"]) == {"share"}
    made = author.post(f"{there}/invitations", {"whom": person.handle, "share": "33.33"})
    assert made.status_code == 201
    number = made.json["id"]
    assert [one["id"] for one in mara.get("/invitations").json["items"]] == [number]
    assert other.put(f"/invitations/{number}", {"answer": "accept"}).status_code == 404
    assert mara.put(f"/invitations/{number}", {"answer": "accept"}).json["state"] == "accepted"
    assert mara.put(f"/invitations/{number}", {"answer": "accept"}).status_code == 409
    team = mara.get(there).json
    assert [(maker["share"], maker["leads"]) for maker in team["makers"]] == [("66.67", True), ("33.33", False)]
    handles = {idea.author.handle: "60", person.handle: "40"}
    assert mara.put(f"{there}/shares", {"shares": {person.handle: "100"}}).status_code == 422
    proposed = mara.put(f"{there}/shares", {"shares": handles}).json["proposal"]
    assert (proposed["shares"], proposed["agreed"]) == (handles, [person.handle])
    agreed = author.put(f"{there}/consent", {"agree": True}).json
    assert [maker["share"] for maker in agreed["makers"]] == ["60", "40"]
    assert author.put(f"{there}/consent", {"agree": True}).status_code == 409
    assert author.delete(f"{there}/me").status_code == 409
    assert author.put(f"{there}/leader", {"handle": person.handle}).status_code == 200
    assert [maker["handle"] for maker in program().get(f"/ideas/{idea.id}").json["makers"]] == [
        person.handle,
        idea.author.handle,
    ]
    assert author.post(f"{there}/invitations", {"whom": stranger.handle}).status_code == 403


def test_an_invitation_is_taken_back(program, make):
    idea, person = make.idea(rules=TEAM), make.person()
    author, mara = program(idea.author), program(person)
    made = author.post(f"/ideas/{idea.id}/team/invitations", {"whom": person.handle}).json
    assert author.delete(f"/ideas/{idea.id}/team/invitations/{made['id']}").status_code == 204
    assert mara.get("/invitations").json["items"] == []
    assert mara.put(f"/invitations/{made['id']}", {"answer": "accept"}).status_code == 409


def test_a_comment_is_credited(program, make):
    idea, helper = make.idea(), make.person()
    comment = make.comment(idea, "Make it foldable.", by=helper)
    author, mine = program(idea.author), program(helper)
    where = f"/comments/{comment.id}/credit"
    assert mine.put(where).status_code == 403
    assert mine.put(f"{where}/answer", {"agree": True}).status_code == 404
    assert author.put(where).json["state"] == "offered"
    assert author.put(f"{where}/answer", {"agree": True}).status_code == 403
    assert mine.put(f"{where}/answer", {"agree": True}).json["state"] == "agreed"
    assert [one["handle"] for one in program().get(f"/ideas/{idea.id}").json["contributors"]] == [helper.handle]


def test_a_maker_can_leave(program, make):
    idea = make.idea(rules=TEAM)
    (ada,) = joined(make, idea, 25)
    assert program(ada).delete(f"/ideas/{idea.id}/team/me").status_code == 204
    assert program(ada).delete(f"/ideas/{idea.id}/team/me").status_code == 403
