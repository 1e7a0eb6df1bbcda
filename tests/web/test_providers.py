"""Signing in by a provider: the whole way, who is linked to whom, and every lie a provider could tell."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.domain import people
from ideaboard.domain.people.credentials import Identity, Passkey, Provider, SignIn
from ideaboard.domain.people.models import Person
from tests.make import PASSWORD
from tests.openid_provider import CLIENT, SECRET, OpenIDProvider
from tests.web.test_two_steps import set_up_app

RETURN = "http://localhost/signin/provider/return"
ANA = {"sub": "ana-1", "email": "ana@example.org", "email_verified": True, "name": "Ana Ruiz"}


@pytest.fixture
def there() -> Iterator[OpenIDProvider]:
    """A provider, running."""
    provider = OpenIDProvider()
    provider.redirects, provider.person = {RETURN}, dict(ANA)
    yield provider
    provider.close()


@pytest.fixture
def company(app, make, there, monkeypatch) -> int:
    """The same, as an admin set it up; its number."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], private_urls=(there.url,)))
    return set_up(make, there.url)


def set_up(make, issuer: str, *, makes_accounts: bool = True, offered: bool = True, secret: str = SECRET) -> int:
    said = people.ProviderForm("Company", issuer, CLIENT, secret, makes_accounts, offered)
    admin = make.admin()
    with transaction():
        return people.write_provider(None, said, by=make.here(admin), at=now()).id


def go(client, number: int, path: str = "/signin/provider", **form: str):
    """From the button to the provider and back: the answer of our return address."""
    page = client.post(f"{path}/{number}", data=form)
    assert page.status_code == 200, page.location
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.text)
    assert found
    back = requests.get(html.unescape(found[1]), allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return client.get(back.headers["Location"].removeprefix("http://localhost"))


def said(client) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get("/signin").text).split())


def person_of(address: str) -> Person | None:
    return people.by_email(address)


# the way


def test_who_is_new_comes_in_with_name_and_proved_address(client, company, there):
    answer = go(client, company, next="/boards")
    assert answer.location == "/boards"
    ana = person_of("ana@example.org")
    assert ana is not None
    assert (ana.name, ana.password_hash) == ("Ana Ruiz", None)
    assert ana.confirmed_at is not None
    assert db.session.query(SignIn).filter_by(person_id=ana.id).one().way == "provider"
    assert there.asked.count("/token") == 1
    client.sign_out()
    there.person = {**ANA, "email": "new@example.org", "name": "Somebody else"}
    go(client, company)
    assert person_of("new@example.org") is None  # the subject is who they are, whatever their address became
    assert db.session.query(Identity).count() == 1


def test_what_one_was_about_to_do_is_done_after_the_way(client, make, company):
    idea = make.idea()
    entry = client.get(f"/ideas/{idea.id}/vote?value=1", follow_redirects=True).text
    intent = re.search(r'name="intent"[^>]*value="([^"]+)"', entry)
    assert intent
    answer = go(client, company, intent=intent[1])
    assert answer.location.startswith(f"/ideas/{idea.id}")
    assert make.here(idea).supporters == 1


def test_address_and_name_may_be_in_the_user_info_only(client, company, there):
    there.in_token = False
    go(client, company)
    ana = person_of("ana@example.org")
    assert ana is not None
    assert ana.name == "Ana Ruiz"


def test_the_question_has_pkce_state_and_nonce(client, company):
    page = client.post(f"/signin/provider/{company}")
    address = html.unescape(re.search(r'url=([^"]+)"', page.text)[1])  # type: ignore[index]
    asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 30
    assert asked["redirect_uri"] == RETURN
    assert page.headers["Cache-Control"] == "no-store"


# who is linked to whom


def test_an_account_is_linked_by_a_verified_address(client, make, company):
    ana = make.person("Ana", email="ana@example.org", password=PASSWORD, confirmed=False)
    with transaction():
        people.prove_address(make.here(ana), at=now())
    go(client, company)
    assert db.session.query(Identity).one().person_id == ana.id
    assert make.here(ana).password_hash is not None


@pytest.mark.parametrize("verified", [False, None, "false", 1, "yes"])
def test_an_address_nobody_checked_links_nothing(client, make, company, there, verified):
    ana = make.person("Ana", email="ana@example.org", password=PASSWORD, confirmed=False)
    there.person = {**ANA, "email_verified": verified}
    answer = go(client, company)
    assert answer.location.startswith("/signin")
    assert "does not say that the address is yours" in said(client)
    assert db.session.query(Identity).count() == 0
    assert db.session.query(SignIn).filter_by(person_id=ana.id).count() == 0


def test_who_waited_with_an_account_under_a_foreign_address_is_out(client, make, company):
    """Somebody made an account with Ana's address and never proved it; then Ana comes by her company."""
    waiting = make.person("Ana", email="ana@example.org", password=PASSWORD, confirmed=False)
    other = client.application.test_client()
    other.sign_in(waiting)
    go(client, company)
    waiting = make.here(waiting)
    assert waiting.password_hash is None
    assert db.session.query(Passkey).filter_by(person_id=waiting.id).count() == 0
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_a_mailed_code_turns_out_who_waited_too(client, make, app):
    waiting = make.person("Ana", email="ana@example.org", password=PASSWORD, confirmed=False)
    other = client.application.test_client()
    other.sign_in(waiting)
    with transaction():
        code = people.ask_code("ana@example.org", by=people.house(), at=now())
    given = people.digits(code)
    assert client.post("/forgot/code", data={"email": "ana@example.org", "code": given}).status_code == 303
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert make.here(waiting).password_hash is None
    assert make.here(waiting).confirmed_at is not None


def test_new_accounts_only_where_the_admin_says_so(client, make, app, there, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], private_urls=(there.url,)))
    number = set_up(make, there.url, makes_accounts=False)
    assert go(client, number).location.startswith("/signin")
    assert "opens only those that are there" in said(client)
    assert person_of("ana@example.org") is None


@pytest.mark.parametrize("rule", [{"signup_allow": ["example.net"]}, {"signup_deny": ["example.org"]}])
def test_the_sites_rule_of_domains_holds_here_too(client, make, company, rule):
    admin = make.admin()
    with transaction():
        people.set_site(None, by=make.here(admin), values=rule)
    assert go(client, company).location.startswith("/signin")
    assert person_of("ana@example.org") is None


def test_a_provider_that_tells_no_address_makes_no_account(client, company, there):
    there.person = {"sub": "ana-1", "name": "Ana"}
    go(client, company)
    assert "tells no address" in said(client)


def test_ones_own_account_is_linked_and_unlinked(client, make, company):
    eva = make.person("Eva", password=PASSWORD)
    client.sign_in(eva)
    answer = go(client, company, "/account/providers")
    assert answer.location == "/account/security#providers"
    page = client.get("/account/security").text
    assert "ana@example.org" in page
    assert "Link your account at Company" not in page
    number = db.session.query(Identity).one().id
    assert client.post(f"/account/identities/{number}/removal").status_code == 303
    assert db.session.query(Identity).count() == 0


def test_an_account_elsewhere_opens_one_account_here(client, make, company):
    go(client, company)
    eva = make.person("Eva", password=PASSWORD)
    client.sign_in(eva)
    go(client, company, "/account/providers")
    assert "opens another account here" in client.get("/account/security").text
    assert db.session.query(Identity).one().person_id != eva.id


def test_the_last_way_in_stays(client, make, company):
    go(client, company)
    number = db.session.query(Identity).one().id
    client.post(f"/account/identities/{number}/removal")
    assert db.session.query(Identity).count() == 1
    assert "only way in" in client.get("/account/security").text


def test_nobody_unlinks_for_another(client, make, company):
    go(client, company)
    number = db.session.query(Identity).one().id
    client.sign_in(make.person("Eva", password=PASSWORD))
    client.post(f"/account/identities/{number}/removal")
    assert db.session.query(Identity).count() == 1


def test_a_second_step_is_asked_after_a_provider_too(client, make, company):
    go(client, company)
    ana = person_of("ana@example.org")
    set_up_app(client, ana)
    client.post("/signout")
    assert go(client, company).location.startswith("/signin/second")


# lies


LIES = {
    "another nonce": {"lies": {"nonce": "of somebody else"}},
    "no nonce": {"lies": {"nonce": None}},
    "for another client": {"lies": {"aud": "another"}},
    "from another issuer": {"lies": {"iss": "https://evil.example"}},
    "too old": {"lies": {"exp": 1_000_000_000, "iat": 1_000_000_000 - 300}},
    "no subject": {"lies": {"sub": None}},
    "signed by another key": {"signed_with": RSAKey.generate_key(2048, {"kid": "one"})},
    "for us, meant for another": {"lies": {"aud": [CLIENT, "another"], "azp": "another"}},
    "no time": {"lies": {"exp": None}},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_right_lets_nobody_in(client, company, there, lie):
    for name, value in LIES[lie].items():
        setattr(there, name, value)
    assert go(client, company).location.startswith("/signin")
    assert "does not work at the moment" in said(client)
    assert person_of("ana@example.org") is None


def test_what_the_user_info_says_of_somebody_else_is_not_taken(client, company, there):
    there.in_token = False
    there.lies = {"sub": "eva-2"}
    go(client, company)
    assert "tells no address" in said(client)


@pytest.mark.parametrize(
    "description",
    [{"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": "file:///etc/passwd"}],
)
def test_a_description_of_somebody_else_is_not_followed(client, company, there, description):
    there.description = description
    answer = client.post(f"/signin/provider/{company}")
    assert answer.location.startswith("/signin")
    assert "does not work at the moment" in said(client)


def test_a_provider_in_a_private_network_is_asked_only_where_the_installation_says_so(client, make, app, there):
    number = set_up(make, there.url)
    assert client.post(f"/signin/provider/{number}").location.startswith("/signin")
    assert there.asked == []


def test_an_answer_is_taken_once_and_only_where_it_was_asked(client, company):
    page = client.post(f"/signin/provider/{company}")
    address = html.unescape(re.search(r'url=([^"]+)"', page.text)[1])  # type: ignore[index]
    back = requests.get(address, allow_redirects=False, timeout=5).headers["Location"].removeprefix("http://localhost")
    other = client.application.test_client()
    assert other.get(back).location.startswith("/signin")  # a browser that did not ask
    assert other.get("/account").status_code == 302
    assert client.get(back).location == "/"
    client.sign_out()
    assert client.get(back).location.startswith("/signin")
    assert client.get("/account").status_code == 302


def test_who_says_no_there_reads_so_here(client, company, there):
    there.person = None
    go(client, company)
    assert "Company did not sign you in" in said(client)


def test_without_a_question_the_return_address_does_nothing(client, company):
    for query in ("", "?state=", "?state=x&code=y", "?code=1&state=%00", "?error=x"):
        assert client.get("/signin/provider/return" + query).location.startswith("/signin")


# admins


def test_an_admin_adds_tries_changes_and_removes_one(client, make, app, there, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], private_urls=(there.url,)))
    client.sign_in(make.admin())
    typed = {"name": "Company", "issuer": there.url + "/", "client_id": CLIENT, "secret": SECRET, "offered": "y"}
    assert client.post("/admin/signin/providers", data=typed).status_code == 303
    one = db.session.query(Provider).one()
    assert (one.issuer, one.offered, one.makes_accounts) == (there.url, True, False)
    assert SECRET not in one.secret
    assert "a secret &" not in client.get("/admin/signin").text
    tried = client.post(f"/admin/signin/providers/{one.id}/test").text
    assert "Company answers as it should" in tried
    assert "Sign in with Company" in client.application.test_client().get("/signin").text

    change = {"number": str(one.id), "name": "Works", "issuer": there.url, "client_id": CLIENT, "offered": ""}
    assert client.post("/admin/signin/providers", data=change).status_code == 303  # the secret stays
    assert "Works answers as it should" in client.post(f"/admin/signin/providers/{one.id}/test").text
    assert "Sign in with Works" not in client.application.test_client().get("/signin").text
    assert client.application.test_client().post(f"/signin/provider/{one.id}").status_code == 404

    client.post(f"/admin/signin/providers/{one.id}/removal")
    assert db.session.query(Provider).count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"description": {"issuer": "https://login.example"}}, "calls itself something else"),
        ({"description": {"jwks_uri": None}}, "is missing"),
    ],
)
def test_the_test_says_where_it_stops(client, make, company, there, change, words):
    for name, value in change.items():
        setattr(there, name, value)
    client.sign_in(make.admin())
    assert words in client.post(f"/admin/signin/providers/{company}/test").text


def test_the_test_finds_a_wrong_secret(client, make, app, there, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], private_urls=(there.url,)))
    number = set_up(make, there.url, secret="another")
    client.sign_in(make.admin())
    assert "does not know this client" in client.post(f"/admin/signin/providers/{number}/test").text


def test_nobody_answers_at_the_address(client, make, app):
    number = set_up(make, "http://127.0.0.1:9")
    client.sign_in(make.admin())
    page = client.post(f"/admin/signin/providers/{number}/test").text
    assert "Nothing readable is at this address" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "stands on the button"),
        ({"name": "x" * 61}, "at most 60"),
        ({"issuer": "login.example.com"}, "This is an address"),
        ({"issuer": "javascript:alert(1)"}, "This is an address"),
        ({"issuer": "http://[::1"}, "This is an address"),
        ({"client_id": ""}, "gives this to you"),
        ({"secret": "ü"}, "Copy the secret once more"),
    ],
)
def test_what_is_typed_wrong_is_said_at_its_field(client, make, wrong, words):
    client.sign_in(make.admin())
    typed = {"name": "Company", "issuer": "https://login.example.com", "client_id": "x", "secret": "y", **wrong}
    page = client.post("/admin/signin/providers", data=typed)
    assert page.status_code == 422
    assert words in page.text


def test_the_address_stays_once_people_sign_in_by_it(client, make, company):
    go(client, company)
    client.sign_in(make.admin())
    typed = {"number": str(company), "name": "C", "issuer": "https://login.example.com", "client_id": CLIENT}
    assert client.post("/admin/signin/providers", data=typed).status_code == 409


def test_two_steps_are_asked_of_the_team_from_the_page(client, make):
    admin = make.admin()
    client.sign_in(admin, two_steps=True)
    assert client.post("/admin/signin/team", data={"staff_two_steps": "y"}).status_code == 303
    assert settings.everything()["staff_two_steps"] is True
    assert client.post("/admin/signin/team").status_code == 303
    assert settings.everything()["staff_two_steps"] is False
