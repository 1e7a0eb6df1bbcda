"""Which addresses may sign up, and whose names stand beside an idea."""

from __future__ import annotations

import pytest

from ideaboard.core import settings
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid
from ideaboard.domain import people
from ideaboard.domain.people import domains
from ideaboard.domain.people.domains import Domains, must_be_welcome
from ideaboard.domain.people.models import Person
from tests.make import PASSWORD


@pytest.mark.parametrize(
    ("address", "rule", "welcome"),
    [
        ("ann@example.org", Domains(), True),
        ("ann@mailinator.com", Domains(), False),
        ("ann@deep.mailinator.com", Domains(), False),
        ("ann@mailinator.com", Domains(disposable=True), True),
        ("ann@mailinator.com", Domains(allow=("mailinator.com",)), True),  # named by the site itself
        ("ann@example.org", Domains(allow=("example.com",)), False),
        ("ann@eu.example.com", Domains(allow=("example.com",)), True),
        ("ann@notexample.com", Domains(allow=("example.com",)), False),
        ("ann@example.com", Domains(allow=("example.com",), deny=("example.com",)), False),
        ("ann@a.b.example.org", Domains(deny=("b.example.org",)), False),
        ("ann@bücher.de", Domains(deny=("xn--bcher-kva.de",)), False),
        ("ann@example.org.evil.net", Domains(deny=("example.org",)), True),
    ],
)
def test_the_rule_of_domains(app, address, rule, welcome):
    if welcome:
        must_be_welcome(address, rule)
    else:
        with pytest.raises(Invalid):
            must_be_welcome(address, rule)


def test_typed_domains_come_in_one_spelling(app):
    typed = " @Example.COM \n*.example.com\n\nbücher.de\r\nexample.org"
    assert domains.listed(typed, "x") == ["example.com", "xn--bcher-kva.de", "example.org"]
    for wrong in ("nothing at all", "a@b.c", "-", "http://example.org", "x" * 300):
        with pytest.raises(Invalid):
            domains.listed(wrong, "x")


def test_an_admin_sets_the_rule_and_sign_up_says_it(client, make):
    client.sign_in(make.admin())
    typed = {"signup_allow": "Example.com\nexample.net", "signup_deny": "old.example.com", "signup_disposable": ""}
    assert client.post("/admin/signup", data=typed).status_code == 303
    assert settings.everything()["signup_allow"] == ["example.com", "example.net"]
    page = client.get("/admin/signup")
    assert "old.example.com" in page.text
    wrong = client.post("/admin/signup", data={**typed, "signup_deny": "no domain"})
    assert wrong.status_code == 422
    assert "no domain" in wrong.text
    client.sign_out()

    join = {"name": "Ann Lee", "password": PASSWORD}
    refused = client.post("/signup", data={**join, "email": "ann@example.org"})
    assert refused.status_code == 422
    assert "Only addresses at example.com, example.net can sign up here." in refused.text
    assert "ann@example.org" in refused.text
    assert client.post("/signup", data={**join, "email": "ann@old.example.com"}).status_code == 422
    assert client.post("/signup", data={**join, "email": "ann@example.net"}).status_code == 303


def test_only_admins_of_the_site_set_the_rule(client, make):
    for person in (make.person(), make.moderator(), make.person(role="admin", board=make.board())):
        assert client.sign_in(person).get("/admin/signup").status_code == 403


def test_the_rule_binds_who_signs_up_and_nobody_an_admin_makes(app, make):
    with transaction():
        settings.put("signup_deny", ["example.org"])
    assert make.person().email.endswith("@example.org")
    db.session.rollback()
    with pytest.raises(Invalid):
        people.check_welcome("somebody@example.org")


def test_supporters_are_named_only_if_they_say_so(client, make):
    idea, shown, silent = make.idea(), make.person("Nora Named"), make.person("Sam Silent")
    for person in (shown, silent):
        make.vote(idea, by=person)
    address = f"/ideas/{idea.id}/{idea.slug}"
    assert "Nora Named" not in client.get(address).text
    client.sign_in(shown)
    assert client.post("/account/support", data={"shown": "y"}).status_code == 303
    client.sign_out()
    page = client.get(address).text
    assert "Nora Named" in page
    for path in (address, f"/ideas/{idea.id}/ledger", "/", "/feeds/ideas.atom", f"/api/v1/ideas/{idea.id}",
                 f"/api/v1/ideas/{idea.id}/ledger", "/api/v1/facts", f"/people/{silent.handle}?x=1"):  # fmt: skip
        text = client.get(path).text
        assert "Sam Silent" not in text or path.startswith("/people")
        assert idea.title not in text or not path.startswith("/people")

    client.sign_in(shown)
    client.post("/account/support", data={})
    client.sign_out()
    assert "Nora Named" not in client.get(address).text
    assert db.session.query(Person).filter_by(support_shown=True).count() == 0


def test_nobody_is_named_while_the_tally_is_hidden_or_the_vote_held(client, make):
    rules = {"ballot": {"kind": "score", "range": [0, 5], "reveal": "after_close"}, "gate": {"metric": "none"}}
    idea, person = make.idea(rules=rules), make.person("Nora Named")
    with transaction():
        people.show_support(make.here(person), by=make.here(person), shown=True)
    make.vote(idea, by=person, value=4)
    assert "Nora Named" not in client.get(f"/ideas/{idea.id}/{idea.slug}").text
