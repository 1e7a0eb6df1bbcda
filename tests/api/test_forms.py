"""A board's own form by API calls: fields, files, kinds of entries, links."""

from __future__ import annotations

from io import BytesIO

from tests.domain.test_forms import FIELDS, NEEDS


def test_fields_go_in_and_out_of_an_idea(program, make):
    board, author = make.board(rules={"form": {"fields": FIELDS}}), make.person()
    mine = program(author)
    new = {"board": board.slug, "title": "Refill stations", "body": "At every till."}
    no = mine.post("/ideas", {**new, "fields": {"cost": "a lot", "colour": "red"}})
    assert no.status_code == 422
    assert set(no.json["errors"]) == {"fields.cost", "fields.colour"}
    no = mine.post("/ideas", new)
    assert set(no.json["errors"]) == {"fields.effort"}
    made = mine.post("/ideas", {**new, "fields": {"effort": "Much", "cost": 12.5}})
    assert made.status_code == 201
    assert made.json["fields"] == {"effort": "Much", "cost": 12.5}
    there = f"/ideas/{made.json['id']}"
    changed = mine.patch(
        there, {"fields": {"cost": None, "why": "Summer."}}, headers={"If-Match": made.headers["ETag"]}
    )
    assert changed.json["fields"] == {"effort": "Much", "why": "Summer."}
    assert changed.headers["ETag"] != made.headers["ETag"]
    assert mine.patch(there, {"fields": {"why": 1}}).status_code == 422
    assert program().get(there).json["fields"] == {"effort": "Much", "why": "Summer."}


def test_a_file_is_sent_by_itself(program, make):
    board, author = make.board(rules={"form": {"fields": FIELDS}}), make.person()
    mine, other = program(author), program(make.person())
    idea = mine.post("/ideas", {"board": board.slug, "title": "Refill", "body": "", "draft": True}).json["id"]
    there = f"/ideas/{idea}/files/plan"
    form = {"file": (BytesIO(b"%PDF-1.7"), "plan.pdf")}
    assert mine.ask("POST", f"/ideas/{idea}/files/cost", data=dict(form)).status_code == 404
    assert mine.ask("POST", there, data={"file": (BytesIO(b"<svg/>"), "a.svg")}).status_code == 422
    made = mine.ask("POST", there, data={"file": (BytesIO(b"%PDF-1.7"), "plan.pdf")})
    assert made.status_code == 201
    assert (made.json["name"], made.json["size"]) == ("plan.pdf", 8)
    assert [one["key"] for one in mine.get(f"/ideas/{idea}").json["files"]] == ["plan"]
    assert other.delete(there).status_code == 404
    assert mine.delete(there).status_code == 204
    assert mine.get(f"/ideas/{idea}").json["files"] == []


def test_needs_and_their_answers(program, make):
    board = make.board(rules=NEEDS)
    mine, staff = program(make.person()), program(make.reviewer())
    need = {"board": board.slug, "title": "Caps without glue", "body": "", "kind": "need"}
    assert mine.post("/ideas", need).status_code == 403
    made = staff.post("/ideas", {**need, "fields": {"criteria": "Holds 5 bar."}})
    assert (made.status_code, made.json["kind"]) == (201, "need")
    idea = {"board": board.slug, "title": "A snap-fit cap", "body": ""}
    assert set(mine.post("/ideas", idea).json["errors"]) == {"answers"}
    answer = mine.post("/ideas", {**idea, "answers": made.json["id"]})
    assert answer.json["links"][0]["idea"] == made.json["id"]
    told = program().get(f"/ideas/{made.json['id']}/links").json["items"]
    assert [(one["kind"], one["out"], one["idea"]) for one in told] == [("answers", False, answer.json["id"])]
    assert [one["id"] for one in program().get(f"/ideas?board={board.slug}&kind=need").json["items"]] == [
        made.json["id"]
    ]


def test_links_are_made_and_taken_back(program, make):
    author = make.person()
    idea, other, mine = make.idea(author=author), make.idea(), program(author)
    made = mine.post(f"/ideas/{idea.id}/links", {"kind": "builds_on", "idea": other.id})
    assert made.status_code == 201
    number = made.json["items"][0]["id"]
    assert mine.post(f"/ideas/{idea.id}/links", {"kind": "builds_on", "idea": 10**9}).status_code == 422
    assert mine.post(f"/ideas/{other.id}/links", {"kind": "builds_on", "idea": idea.id}).status_code == 403
    assert mine.delete(f"/ideas/{other.id}/links/{number}").status_code == 404
    assert mine.delete(f"/ideas/{idea.id}/links/{number}").status_code == 204
    assert mine.get(f"/ideas/{idea.id}/links").json["items"] == []
