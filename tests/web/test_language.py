"""The language of pages: chosen by address, kept in a cookie, else the browser's, else the house's."""

from __future__ import annotations

import re

import pytest

from ideaboard.core import languages
from ideaboard.core.languages import PSEUDO
from ideaboard.core.pseudo import OPEN
from ideaboard.domain import people


@pytest.fixture(autouse=True)
def every_language(monkeypatch):
    """As if all of them were translated: which one is spoken is another question than whether it is well said."""
    monkeypatch.setattr(languages, "offered", lambda: languages.LANGUAGES)


def language_of(page):
    return re.search(r'<html lang="([^"]+)" dir="([^"]+)"', page.text).groups()


def test_an_address_that_begins_with_a_language_leads_to_the_page_in_it(client, make):
    idea = make.idea()
    moved = client.get(f"/ar/ideas/{idea.id}/{idea.slug}?a=1")
    assert (moved.status_code, moved.location) == (302, f"/ideas/{idea.id}/{idea.slug}?a=1")
    assert "no-store" in moved.headers["Cache-Control"]
    assert language_of(client.get(moved.location)) == ("ar", "rtl")
    assert language_of(client.get("/boards")) == ("ar", "rtl")


@pytest.mark.parametrize(
    "path", ["/de//elsewhere.example/", "/de/%5C%5Celsewhere.example", "/de/%2F%2Felsewhere.example"]
)
def test_it_leads_nowhere_else(client, path):
    moved = client.get(path)
    assert moved.status_code in (302, 308)
    assert not moved.location.startswith(("//", "/\\", "https:")) or moved.location.startswith("http://localhost/")


def test_an_unknown_language_is_no_address(client):
    assert client.get("/xx/boards").status_code == 404


def test_the_browser_is_asked_and_the_choice_goes_first(client):
    german = {"Accept-Language": "de-AT, en;q=0.5"}
    assert language_of(client.get("/", headers=german)) == ("de", "ltr")
    assert language_of(client.get("/", headers={"Accept-Language": "tlh"})) == ("en", "ltr")
    client.get("/fr/")
    assert language_of(client.get("/", headers=german)) == ("fr", "ltr")


def test_visitors_of_two_languages_do_not_get_the_same_kept_page(client):
    pages = {client.get("/", headers={"Accept-Language": one}).headers["ETag"] for one in ("de", "fr", "en")}
    assert len(pages) == 3


def test_where_nobody_asks_the_house_speaks_its_own(client, make):
    client.sign_in(make.admin())
    sent = {"name": "Maison", "question": "Quoi ?", "privacy": "", "terms": "", "language": "fr"}
    assert client.post("/admin/site", data=sent).status_code == 303
    assert client.post("/admin/site", data=sent | {"language": "tlh"}).status_code == 422
    assert language_of(client.sign_out().get("/")) == ("fr", "ltr")


def test_whoever_signs_up_gets_letters_in_the_language_they_read(client):
    client.get("/es/")
    client.post("/signup", data={"name": "Inés", "email": "ines@example.org", "password": "caballo grapa batería"})
    assert people.by_email("ines@example.org").language == "es"


def test_the_language_of_an_account_is_changed_on_its_page(client, make):
    person = make.person()
    client.sign_in(person)
    assert client.post("/account/language", data={"language": "de"}).status_code == 303
    assert people.by_email(person.email).language == "de"
    assert language_of(client.get("/account")) == ("de", "ltr")
    assert client.post("/account/language", data={"language": "tlh"}).status_code == 422
    assert people.by_email(person.email).language == "de"


def test_programs_choose_by_header_alone(client):
    client.set_cookie("language", PSEUDO)
    assert OPEN in client.get("/ideas/999").text
    assert OPEN not in client.get("/api/v1/ideas/999").get_json()["detail"]


def test_only_languages_that_somebody_translated_are_offered(client, monkeypatch):
    monkeypatch.setattr(languages, "offered", lambda: {"en": "English", "fr": "Français"})
    german = {"Accept-Language": "de-AT, fr;q=0.5"}
    page = client.get("/", headers=german)
    assert language_of(page) == ("fr", "ltr")
    assert "Deutsch" not in page.text
    assert client.get("/de/boards").location == "/boards"
    assert language_of(client.get("/boards", headers=german)) == ("fr", "ltr")
