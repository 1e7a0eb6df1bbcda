"""Ways in, in a real browser: a passkey of a virtual device, an app's code, a mailed code."""

from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest
from playwright.sync_api import Page, expect

from ideaboard.core.db import db
from ideaboard.domain import people
from ideaboard.domain.people.models import Code, Person
from tests.browser import axe, screenshot
from tests.make import PASSWORD
from tests.openid_provider import CLIENT, SECRET, OpenIDProvider

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_server")]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def sign_in(page: Page, person: Person, where: str = "/account") -> None:
    """By password, through the form."""
    page.goto(f"/signin?next={where}")
    page.get_by_label("E-mail").fill(person.email or "")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").first.click()


def look(page: Page, name: str) -> None:
    """Keep a picture, and let axe judge the page."""
    screenshot(page, f"signin-{name}")
    assert axe(page) == []


def test_a_provider_is_set_up_tried_and_signs_in(app, live_server, open_page, make):
    """An admin types what the provider said; a customer goes there by one button, and is back and in."""
    there = OpenIDProvider()
    there.redirects = {f"{live_server}/signin/provider/return"}
    there.person = {"sub": "1", "email": "rosa@example.org", "email_verified": True, "name": "Rosa Lind"}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], private_urls=(there.url,))
    try:
        page = open_page(width=1280)
        sign_in(page, make.person(role="admin", password=PASSWORD), "/admin/signin")
        page.get_by_label("Name").fill("Harbour Works")
        page.get_by_label("Issuer").fill(there.url)
        page.get_by_label("Client ID").fill(CLIENT)
        page.get_by_label("Client secret").fill(SECRET)
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_text("Try it before you tell anybody")).to_be_visible()
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_text("Harbour Works answers as it should")).to_be_visible()
        look(page, "providers")

        page = open_page(width=390)
        page.goto("/signin?next=/account")
        look(page, "provider-button")
        page.get_by_role("button", name="Sign in with Harbour Works").click()
        page.wait_for_url("**/account")
        expect(page.get_by_text("rosa@example.org").first).to_be_visible()
    finally:
        there.close()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_passkey_is_made_and_signs_in_without_typing(live_server, open_page, make, width, theme):
    person = make.person("Ana Keller", password=PASSWORD)
    page = open_page(width=width, theme=theme)
    at = live_server.replace("127.0.0.1", "localhost")  # a device knows a site by its name
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{at}/signin?next=/account/security")
    look(page, f"signin-{width}-{theme}")
    page.get_by_label("E-mail").fill(person.email or "")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    page.get_by_label("Name of this device").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("From now on this device signs you in.")).to_be_visible()
    look(page, f"passkey-{width}-{theme}")

    page.goto(f"{at}/account")
    look(page, f"account-{width}-{theme}")
    page.get_by_role("button", name="Sign out here").click()
    page.goto(f"{at}/signin?next=/account/security")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1, name="Two steps and passkeys")).to_be_visible()
    expect(page.locator("#passkeys b", has_text="My laptop")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "theme", "javascript"), [(1280, "dark", True), (390, "light", True), (1280, "light", False)]
)
def test_an_app_is_set_up_and_asked_for(open_page, make, width, theme, javascript):
    person = make.person("Ana Keller", password=PASSWORD)
    page = open_page(width=width, theme=theme, javascript=javascript)
    sign_in(page, person, "/account/security")
    page.get_by_role("button", name="Set up an app").click()
    seed = page.locator("code.token").inner_text()
    if javascript:
        look(page, f"app-{width}-{theme}")
    page.get_by_label("The six digits it shows now").fill(pyotp.TOTP(seed).now())
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1, name="Your recovery codes")).to_be_visible()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    if javascript:
        look(page, f"recovery-{width}-{theme}")
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("You have 10 codes left")).to_be_visible()
    if javascript:
        look(page, f"security-{width}-{theme}")

    page.goto("/account")
    page.get_by_role("button", name="Sign out here").click()
    sign_in(page, person)
    expect(page.get_by_role("heading", level=1, name="One more step")).to_be_visible()
    if javascript:
        look(page, f"second-{width}-{theme}")
    page.get_by_label("Code from your app").fill(codes[0])
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_a_mailed_code_signs_in(open_page, make, javascript):
    person = make.person("Olu Adeyemi")
    page = open_page(width=390, javascript=javascript)
    page.goto("/signin?next=/account")
    page.get_by_label("E-mail").fill(person.email or "")
    page.get_by_role("button", name="Mail me a code").click()
    expect(page.get_by_role("heading", level=1, name="Look into your mail")).to_be_visible()
    db.session.rollback()
    digits = people.digits(db.session.query(Code).one())
    if javascript:
        look(page, "code-390-light")
    page.get_by_label("Code from the mail").fill(digits)
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("heading", level=1, name="Account")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_session_left_open_asks_who_is_there(open_page, make, width, theme):
    person = make.person("Ana Keller", password=PASSWORD)
    page = open_page(width=width, theme=theme)
    sign_in(page, person)
    page.goto("/signin/again?next=/account/security")
    look(page, f"again-{width}-{theme}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="It is me").click()
    expect(page.get_by_role("heading", level=1, name="Two steps and passkeys")).to_be_visible()
