"""Boards and their rules through the admins' pages."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from ideaboard.domain import boards
from ideaboard.domain.boards import rules
from ideaboard.domain.boards.models import Board
from ideaboard.web.staff import rules_form
from tests.clients import PageClient
from tests.make import Make

FIELD = re.compile(r"<(input)\b([^>]*)>()|<(select|textarea)\b([^>]*)>(.*?)</\4>", re.DOTALL)


def form_of(page: str) -> MultiDict[str, str]:
    """Every field of the rules' form as a browser would send it unchanged."""
    sent: MultiDict[str, str] = MultiDict()
    begin = page.index('class="form rules"')
    for found in FIELD.findall(page[begin : page.index('id="history"')]):
        kind, attributes, inside = found[:3] if found[0] else found[3:]
        said = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)}
        if "name" not in said:
            continue
        if kind == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', inside)
            first = re.search(r'<option value="([^"]*)"', inside)
            sent.add(said["name"], unescape((chosen or first)[1]))  # type: ignore[index]
        elif kind == "textarea":
            sent.add(said["name"], unescape(inside).removeprefix("\n"))
        elif said.get("type") != "checkbox" or re.search(r"\bchecked\b", attributes):
            sent.add(said["name"], said.get("value", ""))
    return sent


@pytest.mark.parametrize(
    "address", ["/admin", "/admin/boards/new", "/admin/boards/{slug}", "/admin/boards/{slug}/rules"]
)
def test_administration_is_for_admins(client: PageClient, make: Make, address: str) -> None:
    address = address.format(slug=make.board().slug)
    assert client.get(address).status_code == 302
    for person in (make.person(), make.moderator(), make.reviewer()):
        assert client.sign_in(person).get(address).status_code == 403
    assert client.sign_in(make.admin()).get(address).status_code == 200


def test_an_admin_of_one_board_runs_that_board_only(client: PageClient, make: Make) -> None:
    mine, other = make.board(title="Mine"), make.board(title="The other")
    client.sign_in(make.person(role="admin", board=mine))
    page = client.get("/admin").text
    assert "Mine" in page
    assert "The other" not in page
    assert "New board" not in page
    assert client.get(f"/admin/boards/{mine.slug}/rules").status_code == 200
    assert client.get(f"/admin/boards/{other.slug}").status_code == 403
    assert client.get("/admin/boards/new").status_code == 403


@pytest.mark.parametrize("preset", [info.name for info in rules.presets()])
def test_a_board_is_opened_from_each_preset(client: PageClient, make: Make, preset: str) -> None:
    client.sign_in(make.admin())
    answer = client.post("/admin/boards/new", data={"title": "What is next?", "preset": preset})
    assert answer.headers["Location"] == "/admin/boards/what-is-next/rules"
    board = boards.by_slug("what-is-next")
    assert board is not None
    assert board.preset == preset
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"slug": "Not a slug"}, {"preset": "nothing"}, {"slug": "taken"}, {"title": "x" * 200}]
)
def test_a_board_that_cannot_be_comes_back_with_what_was_typed(
    client: PageClient, make: Make, wrong: dict[str, str]
) -> None:
    make.board("taken")
    client.sign_in(make.admin())
    sent = {"title": "A good title", "slug": "fine", "preset": "lego-ideas"} | wrong
    answer = client.post("/admin/boards/new", data=sent)
    assert answer.status_code == 422
    assert sent["title"] in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_board_is_renamed_introduced_and_closed(client: PageClient, make: Make) -> None:
    board = make.board()
    client.sign_in(make.admin())
    sent = {"title": "Better bikes", "intro": "Tell us **all**.", "state": "closed"}
    assert client.post(f"/admin/boards/{board.slug}", data=sent).status_code == 303
    changed = make.fresh(board)
    assert (changed.title, changed.state) == ("Better bikes", "closed")
    assert "<strong>all</strong>" in changed.intro_html
    answer = client.post(f"/admin/boards/{board.slug}", data=sent | {"title": "", "intro": "Keep my words"})
    assert answer.status_code == 422
    assert "Keep my words" in answer.text


@pytest.mark.parametrize("preset", [info.name for info in rules.presets()])
def test_the_form_sent_unchanged_changes_nothing(client: PageClient, make: Make, preset: str) -> None:
    board = make.board(preset=preset)
    address = f"/admin/boards/{board.slug}/rules"
    client.sign_in(make.admin())
    answer = client.post(address, data=form_of(client.get(address).text))
    assert answer.status_code == 303, re.findall(r"<code>(.*?)</code></a>: (.*?)</li>", answer.text)
    assert make.fresh(board).rules_number == 1


def changed(client: PageClient, board: Board, changes: dict[str, Any]) -> Any:
    """Open the form, change some fields, send it."""
    address = f"/admin/boards/{board.slug}/rules"
    sent = form_of(client.get(address).text)
    for name, value in changes.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return client.post(address, data=sent)


def test_changed_rules_are_a_new_version_with_a_readable_difference(client: PageClient, make: Make) -> None:
    board = make.board(preset="lego-ideas")
    make.idea(board=make.board(), phase="draft")
    client.sign_in(make.admin())
    rows = {
        "review.criteria.2.key": "cost", "review.criteria.2.name": "Cost", "review.criteria.2.weight": "25",
        "reward.grants.1.kind": "", "reward.grants.1.number": "",
    }  # fmt: skip
    answer = changed(client, board, {"form.title_max": "100", "ballot.own_idea": "y"} | rows)
    assert answer.status_code == 303
    fresh = make.fresh(board).rules
    assert fresh.form.title_max == 100
    assert fresh.ballot.own_idea
    assert [criterion.key for criterion in fresh.review.criteria] == ["fit", "play", "cost"]
    assert [grant.kind for grant in fresh.reward.grants] == ["royalty", "credit"]
    page = client.get(f"/admin/boards/{board.slug}/rules").text
    assert "<del>120</del>" in page
    assert "<ins>100</ins>" in page


def test_running_ideas_keep_their_version_and_the_page_says_so(client: PageClient, make: Make) -> None:
    board = make.board()
    make.idea(board=board)
    client.sign_in(make.admin())
    changed(client, board, {"gate.at_least": "50"})
    page = client.get(f"/admin/boards/{board.slug}/rules").text
    assert "1 idea on its way keeps to this version" in page


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"form.title_max": "many"}, "form.title_max"),
        ({"form.title_max": "9999"}, "form.title_max"),
        ({"form.title_max": ""}, "form.title_max"),
        ({"clock.timezone": "Middle/Earth"}, "clock.timezone"),
        ({"review.criteria.0.weight": "-3"}, "review.criteria.0.weight"),
        ({"review.criteria.5.name": "No key"}, "review.criteria"),
        ({"reward.grants.3.kind": "cash"}, "reward.grants"),
        ({"gate.milestones": "1, two"}, "gate.milestones"),
        ({"rounds.ballot": "not toml ="}, "rounds.ballot"),
    ],
)
def test_what_cannot_be_is_said_at_its_place(
    client: PageClient, make: Make, changes: dict[str, str], path: str
) -> None:
    board = make.board(preset="lego-ideas")
    client.sign_in(make.admin())
    answer = changed(client, board, changes | {"stages.launched": "Kept words"})
    assert answer.status_code == 422
    assert f'href="#f-{path}' in answer.text or path in answer.text
    assert 'class="field-error"' in answer.text
    assert "Kept words" in answer.text
    assert next(iter(changes.values())) in unescape(answer.text)
    assert make.fresh(board).rules_number == 1


@pytest.mark.parametrize("preset", [info.name for info in rules.presets()])
def test_every_key_is_on_the_form(preset: str) -> None:
    shown = rules_form.sections(rules.preset(preset), {})
    assert [widget.name for section in shown for widget in section.widgets] == [one.path for one in rules.fields()]


def test_a_board_is_opened_like_another(client: PageClient, make: Make) -> None:
    model = make.board("model", rules={"form": {"title_max": 77}})
    client.sign_in(make.admin())
    assert "How people read its rules" in client.get("/admin/boards/new?like=model").text
    sent = {"title": "A second one", "slug": "second", "like": "model"}
    assert client.post("/admin/boards/new", data=sent).status_code == 303
    assert boards.by_slug("second").rules == make.fresh(model).rules
    assert client.get("/admin/boards/new?like=nowhere").status_code == 404


def test_rules_go_out_and_come_in_as_a_file(client: PageClient, make: Make) -> None:
    make.board("giver", rules={"form": {"title_max": 77}, "gate": {"at_least": 12}})
    taker = make.board("taker")
    client.sign_in(make.admin())
    given = client.get("/admin/boards/giver/rules.toml")
    assert given.mimetype == "application/toml"
    assert "attachment" in given.headers["Content-Disposition"]
    file = (BytesIO(given.get_data()), "rules.toml")
    filled = client.post("/admin/boards/taker/rules/file", data={"file": file})
    assert filled.status_code == 200
    assert 'name="form.title_max" type="text" value="77"' in filled.text or 'value="77"' in filled.text
    assert make.fresh(taker).rules_number == 1


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"not = toml = at all", b"[gate]\nat_least = -4", b"x" * 100_001]
)
def test_a_file_that_is_no_rules_is_refused_in_words(client: PageClient, make: Make, content: bytes) -> None:
    make.board("taker")
    client.sign_in(make.admin())
    data = {"file": (BytesIO(content), "rules.toml" if content else "")}
    answer = client.post("/admin/boards/taker/rules/file", data=data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_rules_are_rehearsed_and_nothing_is_saved(client: PageClient, make: Make) -> None:
    board = make.board("stage")
    passed = make.idea(board=board, supporters=3, title="Would have passed")
    client.sign_in(make.admin())
    answer = client.post("/admin/boards/stage/rules", data={"table": "gate", **GATE, "rehearse": "1"})
    assert answer.status_code == 200
    assert "Rehearsal: nothing is saved" in answer.text
    assert passed.title in answer.text
    assert make.fresh(board).rules_number == 1
    wrong = client.post("/admin/boards/stage/rules", data={"table": "gate", **GATE, "gate.top": "-1", "rehearse": "1"})
    assert wrong.status_code == 422


GATE = {
    "gate.metric": "supporters", "gate.at_least": "3", "gate.min_votes": "0", "gate.top": "0", "gate.closes": "gate",
    "gate.milestones": "",
}  # fmt: skip


def test_everybody_reads_the_rules_of_each_version_and_what_it_changed(client: PageClient, make: Make) -> None:
    board = make.board("open")
    idea = make.idea(board=board)
    client.sign_in(make.admin())
    client.post("/admin/boards/open/rules", data={"table": "gate", **GATE})
    client.sign_out()
    first, second = (unescape(client.get(f"/boards/open/rules/{number}").text) for number in (1, 2))
    assert "At 10 supporters" in first
    assert "At 3 supporters" in second
    assert "What this version changed" in second
    assert "<del>10" in second
    assert "What this version changed" not in first
    assert 'href="/boards/open/rules/1"' in client.get(f"/ideas/{idea.id}/{idea.slug}").text
    assert client.get("/boards/open/rules").status_code == 200
    assert client.get("/boards/open/rules/9").status_code == 404
