"""What programs write."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import ideas, people, votes
from tests.api.conftest import BASE, Programs
from tests.make import Make

BODY = "Because it would make everybody's day a little better, and costs next to nothing."
MONEY = {
    "reward": {
        "on": "accepted", "split": "single",
        "grants": [{"kind": "cash", "amount": "49.50", "currency": "EUR"}, {"kind": "royalty", "percent": "2.5"},
                   {"kind": "credit"}],
    },
}  # fmt: skip


def png() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "PNG")
    return out.getvalue()


def test_boards_are_opened_and_changed(program: Programs, make: Make) -> None:
    admin = program(make.admin())
    new = {"slug": "kits", "title": "Kits", "preset": "lego-ideas", "rules": {"gate": {"at_least": 100}}}

    made = admin.post("/boards", new)
    changed = admin.patch("/boards/kits", {"title": "All kits", "rules": {"gate": {"at_least": 50}}})
    same = admin.patch("/boards/kits", {"rules": {"gate": {"at_least": 50}}})
    restored = admin.patch("/boards/kits", {"rules": {"gate": {"at_least": None}}})

    assert (made.status_code, made.headers["Location"]) == (201, f"{BASE}/boards/kits")
    assert (made.json["rules_version"], made.json["rules"]["gate"]["at_least"]) == (1, 100)
    assert (changed.json["title"], changed.json["rules_version"]) == ("All kits", 2)
    assert same.json["rules_version"] == 2
    assert (restored.json["rules_version"], restored.json["rules"]["gate"]["at_least"]) == (3, 10_000)
    assert set(admin.post("/boards", new).json["errors"]) == {"slug"}
    assert set(admin.post("/boards", {**new, "slug": "x", "preset": "none"}).json["errors"]) == {"preset"}
    assert set(admin.patch("/boards/kits", {"rules": {"gate": {"at": 1}}}).json["errors"]) == {"gate.at"}
    assert admin.patch("/boards/kits", {"state": "gone"}).status_code == 422


def test_an_idea_is_shared(program: Programs, make: Make) -> None:
    board, ada = make.board("here"), make.person()

    made = program(ada).post("/ideas", {"board": "here", "title": "Doors", "body": f"**{BODY}**", "tags": ["a", "B"]})

    assert made.status_code == 201
    assert made.headers["Location"] == f"{BASE}/ideas/{made.json['id']}"
    assert (made.json["board"], made.json["phase"], made.json["tags"]) == (board.slug, "gathering", ["a", "b"])
    assert made.json["body_html"].startswith("<p><strong>")
    assert program().get(f"/ideas/{made.json['id']}").headers["ETag"] == made.headers["ETag"]
    assert not made.headers["ETag"].startswith("W/")


def test_terms_are_accepted_with_the_idea(program: Programs, make: Make) -> None:
    make.board("kits", preset="lego-ideas", rules={"form": {"images": [0, 5]}})
    ada = program(make.person())
    idea = {"board": "kits", "title": "A lighthouse", "body": BODY}

    without = ada.post("/ideas", idea)
    with_them = ada.post("/ideas", {**idea, "accept_terms": True})
    again = ada.post("/ideas", idea)

    assert (without.status_code, set(without.json["errors"])) == (422, {"accept_terms"})
    assert (with_them.status_code, with_them.json["phase"]) == (201, "screening")
    assert again.status_code == 201  # accepted once is accepted


def test_a_draft_gets_its_pictures_and_is_handed_in(program: Programs, make: Make) -> None:
    make.board("kits", preset="lego-ideas")
    ada = program(make.person())
    draft = {"board": "kits", "title": "A lighthouse", "body": BODY}

    assert set(ada.post("/ideas", {**draft, "accept_terms": True}).json["errors"]) == {"pictures"}
    made = ada.post("/ideas", {**draft, "draft": True})
    where = f"/ideas/{made.json['id']}"
    early = ada.post(f"{where}/submission", {"accept_terms": True})
    picture = ada.post(f"{where}/pictures", data={"file": (BytesIO(png()), "a.png"), "alt": "A tower"})
    terms = ada.post(f"{where}/submission")
    done = ada.post(f"{where}/submission", {"accept_terms": True})

    assert (made.status_code, made.json["phase"]) == (201, "draft")
    assert program().get(where).status_code == 404
    assert set(early.json["errors"]) == {"pictures"}
    assert picture.status_code == 201
    assert {"number", "url", "width", "height", "alt"} == set(picture.json)
    assert (picture.json["number"], picture.json["width"], picture.json["alt"]) == (1, 30, "A tower")
    assert set(terms.json["errors"]) == {"accept_terms"}
    assert (done.status_code, done.json["phase"]) == (200, "screening")
    assert done.json["pictures"] == [picture.json]
    assert ada.post(f"{where}/submission", {}).status_code == 409
    assert ada.delete(f"{where}/pictures/1").status_code == 409  # the board asks for one


def test_pictures_are_refused_and_taken_away(program: Programs, make: Make, app: object) -> None:
    ada = make.person()
    idea = make.idea(author=ada)
    mine = program(ada)

    assert set(mine.post(f"/ideas/{idea.id}/pictures", data={"alt": "x"}).json["errors"]) == {"file"}
    nonsense = mine.post(f"/ideas/{idea.id}/pictures", data={"file": (BytesIO(b"nonsense"), "a.png")})
    assert set(nonsense.json["errors"]) == {"file"}
    assert mine.post(f"/ideas/{idea.id}/pictures", data={"file": (BytesIO(png()), "a.png")}).status_code == 201
    assert mine.delete(f"/ideas/{idea.id}/pictures/1").status_code == 204
    assert mine.delete(f"/ideas/{idea.id}/pictures/1").status_code == 404


def test_an_idea_is_changed_and_a_lost_update_refused(program: Programs, make: Make) -> None:
    idea = make.idea()
    ada, mod = program(idea.author), program(make.moderator())
    where = f"/ideas/{idea.id}"
    read = ada.get(where).headers["ETag"]

    first = ada.patch(where, {"title": "A better title"}, headers={"If-Match": read})
    stale = mod.patch(where, {"title": "Another"}, headers={"If-Match": read})
    any_ = mod.patch(where, {"tags": ["x"]}, headers={"If-Match": "*"})
    none = ada.patch(where, {"body": "Another body."})

    assert (first.status_code, first.json["title"], first.json["slug"]) == (200, "A better title", "a-better-title")
    assert first.headers["ETag"] not in (read, any_.headers["ETag"])
    assert (stale.status_code, stale.mimetype) == (412, "application/problem+json")
    assert ada.patch(where, {"title": "x"}, headers={"If-Match": f"W/{none.headers['ETag']}"}).status_code == 422
    assert ada.patch(where, {"title": "xyz"}, headers={"If-Match": f"W/{none.headers['ETag']}"}).status_code == 412
    assert ada.patch(where, {"title": "xyz"}, headers={"If-Match": "nonsense"}).status_code == 412
    assert (none.status_code, none.json["title"], none.json["tags"]) == (200, "A better title", ["x"])
    assert ada.get(where).json["title"] == "A better title"
    assert set(ada.patch(where, {"titel": "x"}).json["errors"]) == {"titel"}
    make.vote(idea)
    assert ada.get(where).headers["ETag"] == none.headers["ETag"]  # of edits, not of votes


def test_stale_comes_after_the_state(program: Programs, make: Make) -> None:
    idea = make.idea(phase="review")
    answer = program(idea.author).patch(f"/ideas/{idea.id}", {"title": "New"}, headers={"If-Match": '"0"'})
    assert answer.status_code == 409


def test_an_idea_is_withdrawn(program: Programs, make: Make) -> None:
    idea = make.idea()
    assert program(idea.author).delete(f"/ideas/{idea.id}").status_code == 204
    assert program().get(f"/ideas/{idea.id}").status_code == 404
    assert program(idea.author).get(f"/ideas/{idea.id}").json["phase"] == "withdrawn"


def test_votes(program: Programs, make: Make) -> None:
    board = make.board(rules={"ballot": {"kind": "updown", "points": 10}, "gate": {"metric": "points", "at_least": 20}})
    idea = make.idea(board=board)
    ada, bob = program(make.person()), program(make.person())
    where = f"/ideas/{idea.id}/vote"

    up = ada.put(where, {"value": 1})
    down = ada.put(where, {"value": -1})
    gone = ada.delete(where)
    ada.put(where, {"value": 1})
    last = bob.put(where, {"value": 1})

    assert {"my_vote", "supporters", "points", "votes_up", "votes_down", "mean", "phase"} <= set(up.json)
    assert (up.status_code, up.json["my_vote"], up.json["points"]) == (200, 1, 10)
    assert (down.json["my_vote"], down.json["points"], down.json["supporters"]) == (-1, -10, 0)
    assert (gone.status_code, gone.json["my_vote"], gone.json["points"]) == (200, None, 0)
    assert (last.json["phase"], last.json["points"]) == ("review", 20)
    assert ada.delete(where).status_code == 409
    assert program(make.person()).put(where, {"value": 1}).status_code == 409


def test_following(program: Programs, make: Make) -> None:
    idea, ada = make.idea(), make.person()
    where = f"/ideas/{idea.id}/follow"
    assert [program(ada).put(where).status_code for _ in range(2)] == [204, 204]
    assert ideas.follows(make.fresh(idea), make.fresh(ada))
    assert program(ada).delete(where).status_code == 204
    assert not ideas.follows(make.fresh(idea), make.fresh(ada))


def test_comments(program: Programs, make: Make) -> None:
    idea = make.idea()
    ada, staff = program(make.person("Ada")), program(make.reviewer())
    where = f"/ideas/{idea.id}/comments"

    root = ada.post(where, {"body": "*Yes!*"})
    answer = staff.post(where, {"body": "We look into it.", "parent_id": root.json["id"], "official": True})
    edited = ada.patch(f"/comments/{root.json['id']}", {"body": "No!"})
    hearts = [staff.put(f"/comments/{root.json['id']}/heart").json["hearts"] for _ in range(2)]
    unheart = staff.delete(f"/comments/{root.json['id']}/heart")
    gone = ada.delete(f"/comments/{root.json['id']}")
    listed = program().get(where).json["items"]

    assert root.status_code == 201
    assert set(root.json) >= {"id", "author", "body_html", "parent_id", "created_at", "official", "hearts"}
    assert (root.json["author"]["name"], root.json["body_html"]) == ("Ada", "<p><em>Yes!</em></p>\n")
    assert (answer.json["official"], answer.json["parent_id"]) == (True, root.json["id"])
    assert (edited.status_code, edited.json["body_html"]) == (200, "<p>No!</p>\n")
    assert (hearts, unheart.json["hearts"]) == ([1, 1], 0)
    assert gone.status_code == 204
    assert [(one["id"], one["state"]) for one in listed] == [(root.json["id"], "deleted"), (answer.json["id"], "shown")]
    assert (listed[0]["author"], listed[0]["body_html"]) == (None, "")
    assert set(ada.post(where, {"body": " "}).json["errors"]) == {"body"}
    assert set(ada.post(where, {"body": "x", "parent_id": 99_999}).json["errors"]) == {"parent_id"}
    other = make.comment(make.idea())
    assert set(ada.post(where, {"body": "x", "parent_id": other.id}).json["errors"]) == {"parent_id"}
    assert ada.put(f"/comments/{root.json['id']}/heart").status_code == 409
    assert ada.post(where, {"body": "x", "parent_id": root.json["id"]}).status_code == 409


def test_ideas_are_merged_and_parted(program: Programs, make: Make) -> None:
    board = make.board()
    one, two = make.idea(board=board, supporters=1), make.idea(board=board, supporters=2)
    mod = program(make.moderator())
    where = f"/ideas/{one.id}/merge"

    merged = mod.post(where, {"into": two.id})
    together = program().get(f"/ideas/{two.id}").json["supporters"]
    again = mod.post(where, {"into": two.id})
    parted = program(make.reviewer()).delete(where)

    assert (merged.status_code, merged.json["phase"], merged.json["merged_into"]) == (200, "merged", two.id)
    assert together == 3
    assert again.status_code == 409
    assert (parted.status_code, parted.json["phase"], parted.json["merged_into"]) == (200, "gathering", None)
    assert set(mod.post(where, {"into": one.id}).json["errors"]) == {"into"}
    assert set(mod.post(where, {"into": 99_999}).json["errors"]) == {"into"}
    assert set(mod.post(where, {"into": make.idea().id}).json["errors"]) == {"into"}


def test_screening(program: Programs, make: Make) -> None:
    board = make.board(rules={"screening": {"before": True}})
    first, second = make.idea(board=board, phase="screening"), make.idea(board=board, phase="screening")
    mod = program(make.moderator(board))

    waiting = mod.get("/screening").json["items"]
    published = mod.put(f"/ideas/{first.id}/screening", {"outcome": "publish"})
    bare = mod.put(f"/ideas/{second.id}/screening", {"outcome": "return"})
    returned = mod.put(f"/ideas/{second.id}/screening", {"outcome": "return", "reason": "Tell more."})
    once_more = mod.put(f"/ideas/{second.id}/screening", {"outcome": "publish"})
    resubmitted = program(second.author).post(f"/ideas/{second.id}/submission")

    assert [item["id"] for item in waiting] == [first.id, second.id]
    assert (published.status_code, published.json["phase"]) == (200, "gathering")
    assert set(bare.json["errors"]) == {"reason"}
    assert (returned.status_code, returned.json["phase"]) == (200, "returned")
    assert once_more.status_code == 409
    assert (resubmitted.status_code, resubmitted.json["phase"]) == (200, "screening")
    elsewhere = program(make.moderator(make.board()))
    assert elsewhere.get("/screening").json["items"] == []


def test_the_way_through_review(program: Programs, make: Make) -> None:
    board = make.board(rules={"review": {"reviewers": 2, "answer_days": 30}, **MONEY})
    idea = make.idea(board=board, supporters=1)
    one, two = program(make.reviewer(board)), program(make.reviewer())
    criteria = [criterion.key for criterion in idea.rules.review.criteria]
    card = {"scores": dict.fromkeys(criteria, 4), "recommendation": "accept", "note": "Fine."}
    verdict = {"outcome": "accept", "reason": "other", "statement": "**Yes.**"}
    where = f"/ideas/{idea.id}"

    picked = one.post(f"{where}/pick", {"reason": "We like it."})
    (case,) = one.get("/review?state=open").json["items"]
    early = one.put(f"{where}/decision", verdict)
    assessed = one.put(f"{where}/assessment", card)
    blind = two.get("/review").json["items"][0]
    seeing = one.get("/review").json["items"][0]
    wrong = two.put(f"{where}/assessment", {**card, "scores": {"nonsense": 1}})
    two.put(f"{where}/assessment", card)
    decided = one.put(f"{where}/decision", verdict)
    twice = one.put(f"{where}/decision", verdict)
    making = one.put(f"{where}/progress", {"phase": "making", "note": "Soon."})
    whole = program().get(where).json

    assert (picked.status_code, picked.json["phase"]) == (200, "review")
    assert set(case) >= {"idea", "entered_at", "due_at", "supporters", "assessments", "mean_score", "round"}
    assert (case["idea"], case["supporters"], case["assessments"]) == (idea.id, 1, 0)
    assert early.status_code == 409
    assert (assessed.status_code, assessed.json["recommendation"]) == (200, "accept")
    assert (blind["assessments"], blind["mean_score"]) == (1, None)
    assert (seeing["assessments"], seeing["mean_score"]) == (1, 4.0)
    assert "scores.nonsense" in wrong.json["errors"]
    assert (decided.status_code, decided.json["phase"]) == (200, "accepted")
    assert decided.json["statement_html"] == "<p><strong>Yes.</strong></p>\n"
    assert twice.status_code == 409
    assert (making.status_code, making.json["phase"]) == (200, "making")
    assert whole["phase"] == "making"
    assert (whole["decision"]["outcome"], whole["decision"]["reason"]) == ("accept", "other")
    assert {"idea.picked", "idea.decided", "idea.progressed"} <= {moment["kind"] for moment in whole["timeline"]}
    assert one.get("/review").json["items"] == []
    assert [case["state"] for case in one.get("/review?state=decided").json["items"]] == ["decided"]
    assert program(make.reviewer(make.board())).get("/review?state=all").json["items"] == []


def test_cases_come_in_pages_those_due_first(program: Programs, make: Make) -> None:
    timeless = make.idea(phase="review", board=make.board(rules={"review": {"answer_days": 0}}))
    slow = make.idea(phase="review", board=make.board(rules={"review": {"answer_days": 90}}))
    quick = make.idea(phase="review", board=make.board(rules={"review": {"answer_days": 9}}))
    reviewer = program(make.reviewer())

    seen, cursor = [], ""
    for _ in range(3):
        page = reviewer.get(f"/review?limit=1&cursor={cursor}").json
        seen += [case["idea"] for case in page["items"]]
        cursor = page["next"] or ""

    assert (seen, cursor) == ([quick.id, slow.id, timeless.id], "")


def test_a_conflict_of_interest(program: Programs, make: Make) -> None:
    idea = make.idea(phase="review")
    reviewer = program(make.reviewer())
    said = reviewer.put(f"/ideas/{idea.id}/assessment", {"conflict": "My sister's idea."})
    assert (said.status_code, said.json["conflict"], said.json["scores"]) == (200, "My sister's idea.", {})
    assert reviewer.get("/review").json["items"][0]["assessments"] == 0


def test_rewards_are_approved_claimed_and_paid(program: Programs, make: Make) -> None:
    board = make.board(rules=MONEY)
    idea = make.idea(board=board, phase="review")
    proposer, other, maker = make.admin(), program(make.admin()), program(idea.author)
    with transaction():
        make.decide(make.here(idea), "accept", make.here(proposer), now())

    cash, royalty, credit = maker.get("/rewards").json["items"]
    where = f"/rewards/{cash['id']}"
    own = program(proposer).post(f"{where}/approve")
    steps = [
        maker.post(f"{where}/claim"),
        other.post(f"{where}/approve"),
        other.post(f"{where}/approve"),
        other.post(f"{where}/claim"),
        maker.post(f"{where}/claim"),
        maker.post(f"{where}/pay"),
        other.post(f"{where}/pay"),
        other.post(f"{where}/pay"),
    ]

    assert set(cash) >= {"id", "idea", "person", "kind", "amount", "currency", "percent", "number", "state"}
    assert (cash["amount"], cash["currency"], cash["state"]) == ("49.50", "EUR", "proposed")
    assert (royalty["percent"], royalty["amount"]) == ("2.5", None)
    assert credit["state"] == "paid"
    assert cash["person"]["handle"] == idea.author.handle
    assert own.status_code == 403
    assert [step.status_code for step in steps] == [409, 200, 409, 403, 200, 403, 200, 409]
    assert steps[-2].json["state"] == "paid"
    assert program(make.person()).post(f"{where}/claim").status_code == 404
    assert program(make.person()).get("/rewards").json["items"] == []
    assert len(other.get("/rewards").json["items"]) == 3


def test_flags(program: Programs, make: Make) -> None:
    idea = make.idea()
    comment = make.comment(idea)
    ada = program(make.person())

    flag = ada.post("/flags", {"subject": f"idea:{idea.id}", "reason": "spam", "note": "Look."})

    assert flag.status_code == 201
    assert flag.json["subject"] == f"idea:{idea.id}"
    assert ada.post("/flags", {"subject": f"idea:{idea.id}", "reason": "spam"}).status_code == 409
    assert ada.post("/flags", {"subject": f"comment:{comment.id}", "reason": "abusive"}).status_code == 201
    assert set(ada.post("/flags", {"subject": "idea 5", "reason": "boring"}).json["errors"]) == {"subject", "reason"}


def test_reading_writes_nothing(program: Programs, make: Make, queries: Callable[[], Any]) -> None:
    idea = make.idea(supporters=1)
    reader = program(make.admin())
    paths = ("/me", "/boards", "/ideas", f"/ideas/{idea.id}", f"/ideas/{idea.id}/ledger", f"/ideas/{idea.id}/comments")
    for path in (*paths, "/review", "/screening", "/rewards", "/facts", "/search?q=a"):
        with queries() as seen:
            assert reader.get(path).status_code == 200
        assert [said for said in seen if not said.lstrip().startswith(("SELECT", "WITH"))] == []


def test_a_held_vote_says_so_and_the_ledger_shows_what_counts(
    program: Programs, make: Make, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:9")
    idea, newcomer, moderator = make.idea(), make.person(confirmed=False), make.moderator()
    thrown = make.vote(idea)

    held = program(newcomer).put(f"/ideas/{idea.id}/vote", json={"value": 1}).json
    assert (held["my_vote"], held["held"], held["supporters"]) == (1, True, 1)
    assert program(newcomer).get(f"/ideas/{idea.id}").json["held"] is True
    with transaction():
        votes.discard(make.here(idea), [thrown.id], by=make.here(moderator), at=now())
        people.prove_address(make.here(newcomer), at=now())

    entries = program().get(f"/ideas/{idea.id}/ledger").json["items"]
    assert [(one.get("held"), one["ended_at"] is None, one.get("discarded_by")) for one in entries] == [
        (None, False, {"handle": moderator.handle, "name": moderator.name}),
        (True, False, None),
        (None, True, None),
    ]
    counting = [one["value"] for one in entries if one["ended_at"] is None and not one.get("held")]
    assert sum(counting) == program().get(f"/ideas/{idea.id}").json["supporters"] == 1
