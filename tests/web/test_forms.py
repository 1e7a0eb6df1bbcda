"""A board's own form on the pages: fields, files, kinds, templates, and links, all without a script."""

from __future__ import annotations

from io import BytesIO

import pytest

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.domain import ideas
from tests.domain.test_forms import FIELDS, NEEDS, RESEARCH
from tests.web.test_sharing import BODY, newest

PDF = b"%PDF-1.7 a drawing"


def typed(board, **more):
    return {"board": board.slug, "title": "Refill stations", "body": BODY, "sure": "1", **more}


def test_what_was_filled_in_is_on_the_idea(client, make):
    board = make.board(rules={"form": {"fields": FIELDS}})
    client.sign_in(make.person())
    form = client.get(f"/ideas/new?board={board.slug}").text
    assert "How much work is it?" in form
    assert 'name="fields.cost"' in form
    sent = {"fields.effort": "Little", "fields.seen": "https://example.org/", "fields.plan": (BytesIO(PDF), "a b.pdf")}
    page = client.post("/ideas/new", data=typed(board, **sent), follow_redirects=True)
    assert newest().phase == "gathering"
    assert newest().fields == {"effort": "Little", "seen": "https://example.org/"}
    assert "Little" in page.text
    assert "a b.pdf" in page.text
    assert 'rel="nofollow ugc noopener"' in page.text


def test_what_a_field_said_before_is_in_the_history(client, make):
    idea = make.idea(board=make.board(rules={"form": {"fields": FIELDS[3:4]}}))
    client.sign_in(idea.author)
    for words in ("Because of the summer.", "Because of the winter."):
        client.post(f"/ideas/{idea.id}/edit", data=typed(idea.board, **{"fields.why": words}))
    assert "Because of the summer." in client.get(f"/ideas/{idea.id}/history").text


def test_what_cannot_be_taken_comes_back_with_every_word(client, make):
    board = make.board(rules={"form": {"fields": FIELDS}})
    client.sign_in(make.person())
    page = client.post("/ideas/new", data=typed(board, **{"fields.cost": "a lot", "fields.why": "Summer comes."}))
    assert page.status_code == 422
    assert "This must be a number" in page.text
    assert "a lot" in page.text
    assert "Summer comes." in page.text
    page = client.post("/ideas/new", data=typed(board, **{"fields.why": "Summer comes."}))
    assert page.status_code == 422
    assert newest().phase == "draft"
    assert newest().fields == {"why": "Summer comes."}
    page = client.post(f"/ideas/{newest().id}/edit", data=typed(board, **{"fields.effort": "Much"}))
    assert newest().phase == "gathering"
    assert newest().fields == {"why": "Summer comes.", "effort": "Much"}


def test_what_a_visitor_filled_in_survives_sign_up(client, make):
    board = make.board(rules={"form": {"fields": FIELDS}})
    to = client.post("/ideas/new", data=typed(board, **{"fields.why": "Summer comes."})).location
    token = client.get(to).text.split('name="intent" type="hidden" value="')[1].split('"')[0]
    data = {"name": "Ada", "email": "ada@example.org", "password": "correct horse battery", "intent": token}
    client.post("/signup", data=data)
    assert newest().fields == {"why": "Summer comes."}


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.svg", b"<svg/>"), ("a.html", b"<p>"), ("a.pdf", b"<script>"), ("a.txt", b"a\0b"), ("a", b"a"), ("a.pdf", b"")],
)
def test_files_of_other_kinds_are_refused(client, make, name, data):
    board = make.board(rules={"form": {"fields": FIELDS}})
    client.sign_in(make.person())
    page = client.post(
        "/ideas/new", data=typed(board, **{"fields.effort": "Much", "fields.plan": (BytesIO(data), name)})
    )
    assert page.status_code == 422
    assert BODY in page.text


def test_a_file_is_a_download_for_those_who_see_the_idea(client, make):
    board = make.board(rules={"form": {"fields": FIELDS}, "ranking": {"visibility": "private"}})
    author = make.person()
    client.sign_in(author)
    sent = {"fields.effort": "Much", "fields.plan": (BytesIO(PDF), "evil\u202e.pdf")}
    page = client.post("/ideas/new", data=typed(board, **sent), follow_redirects=True)
    address = page.text.split('href="/attachments/')[1].split('"')[0]
    answer = client.get(f"/attachments/{address}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client.get(f"/uploads/{address}").status_code == 404
    client.sign_in(make.person())
    assert client.get(f"/attachments/{address}").status_code == 404
    client.sign_out()
    assert client.get(f"/attachments/{address}").status_code == 404
    client.sign_in(author)
    client.post(f"/ideas/{newest().id}/files/plan/removal")
    assert client.get(f"/attachments/{address}").status_code == 404


def test_a_template_begins_the_text_and_can_be_cleared(client, make):
    board = make.board(rules={"form": {"template": ["What is wrong?"], "guidance": "One trouble at a time."}})
    client.sign_in(make.person())
    page = client.get(f"/ideas/new?board={board.slug}").text
    assert "## What is wrong?" in page
    assert "One trouble at a time." in page
    client.post("/ideas/new", data=typed(board))
    assert newest().body == BODY


def test_a_kind_of_entry_is_chosen_without_losing_a_word(client, make):
    board = make.board(rules=RESEARCH)
    client.sign_in(make.person())
    page = client.post("/ideas/new", data=typed(board, turn="research"))
    assert page.status_code == 200
    assert BODY in page.text
    assert '<input type="hidden" name="kind" value="research">' in page.text
    page = client.post("/ideas/new", data=typed(board, kind="research"), follow_redirects=True)
    assert newest().kind == "research"
    assert "Research" in page.text
    assert client.get(f"/ideas/new?board={board.slug}&kind=poem").status_code == 404


def test_kinds_fields_and_terms_are_set_in_the_form_of_the_rules(client, make):
    board = make.board()
    client.sign_in(make.admin())
    sent = {
        "table": ["form", "terms"], "form.title_max": "120", "form.template": "What is wrong?\r\nWhat would help?",
        "form.kinds.0.key": "idea", "form.kinds.0.name": "Idea", "form.kinds.1.key": "research",
        "form.kinds.1.name": "Research", "form.kinds.1.role": "background", "form.kinds.1.template": "Who said it?",
        "form.fields.0.key": "why", "form.fields.0.label": "Why now?", "form.fields.0.entry": "research",
        "form.fields.0.required": "y", "terms.key": "ours", "terms.text": "Be kind.\r\n\r\nBe brief.",
    }  # fmt: skip
    client.post(f"/admin/boards/{board.slug}/rules", data=sent)
    form, terms = make.fresh(board).rules.form, make.fresh(board).rules.terms
    assert form.template == ("What is wrong?", "What would help?")
    assert [(kind.key, kind.role, kind.template) for kind in form.kinds] == [
        ("idea", "idea", ()),
        ("research", "background", ("Who said it?",)),
    ]
    assert [(field.key, field.entry, field.required) for field in form.fields] == [("why", "research", True)]
    assert terms.text == "Be kind.\n\nBe brief."
    page = client.get(f"/admin/boards/{board.slug}/rules").text
    assert "Be kind.\n\nBe brief.</textarea>" in page
    wrong = client.post(f"/admin/boards/{board.slug}/rules", data={**sent, "form.fields.0.entry": "poem"})
    assert wrong.status_code == 422
    assert "There is no kind of entry" in wrong.text


def test_a_submission_is_begun_on_the_page_of_its_need(client, make):
    board, staff = make.board(rules=NEEDS), make.reviewer()
    with transaction():
        by = make.here(staff)
        need = ideas.draft(
            make.here(board),
            by=by,
            at=now(),
            title="Caps without glue",
            kind="need",
            given={"criteria": "Holds 5 bar."},
        )
        ideas.submit(need, by=by, at=now(), accept=True)
    number = need.id
    client.sign_in(make.person())
    assert (
        f"/ideas/new?board={board.slug}&amp;kind=submission&amp;answers={number}"
        in client.get(f"/ideas/{number}", follow_redirects=True).text
    )
    form = client.get(f"/ideas/new?board={board.slug}&kind=submission&answers={number}").text
    assert "Holds 5 bar." in form
    page = client.post("/ideas/new", data=typed(board, kind="submission"))
    assert page.status_code == 422
    assert "Say what this answers" in page.text
    client.post(f"/ideas/{newest().id}/edit", data=typed(board, answers=str(number)))
    assert newest().phase == "gathering"
    assert "Refill stations" in client.get(f"/ideas/{number}", follow_redirects=True).text


def test_ideas_are_pointed_at_each_other_by_address(client, make):
    author = make.person()
    idea, other = make.idea(author=author), make.idea(title="The cup that comes back")
    client.sign_in(author)
    sent = {"kind": "extends", "idea": f"http://localhost/ideas/{other.id}/{other.slug}"}
    page = client.post(f"/ideas/{idea.id}/links", data=sent, follow_redirects=True)
    assert "The cup that comes back" in page.text
    number = page.text.split(f"/ideas/{idea.id}/links/")[1].split("/")[0]
    client.post(f"/ideas/{idea.id}/links/{number}/removal")
    assert f"/ideas/{idea.id}/links/{number}" not in client.get(f"/ideas/{idea.id}", follow_redirects=True).text
    for wrong in ("", "nothing", "9" * 19, "javascript:1"):
        assert client.post(f"/ideas/{idea.id}/links", data={"kind": "extends", "idea": wrong}).status_code in (404, 422)
