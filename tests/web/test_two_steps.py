"""The second step: apps, recovery codes, passkeys; and sites that ask it of their team."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pyotp
import pytest

from ideaboard.core import sealed
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.jobs import work_off
from ideaboard.domain import people
from ideaboard.domain.people.credentials import AuthenticatorApp, Challenge, Passkey, RecoveryCode, SignIn
from tests.device import VERIFIED, Device
from tests.make import PASSWORD


@pytest.fixture
def ana(make):
    """Somebody with a password."""
    return make.person("Ana", password=PASSWORD)


def set_up_app(client, person) -> tuple[str, list[str]]:
    """Set up an app through the pages; gives its seed and the recovery codes."""
    client.sign_in(person)
    client.post("/account/app")
    seed = re.search(r'<code class="token">(\w+)</code>', client.get("/account/security").text)
    assert seed
    page = client.post("/account/app/confirmation", data={"code": shown(seed[1])})
    return seed[1], re.findall(r"<code>([\w-]+)</code>", page.text)


def shown(seed: str, later: int = 0) -> str:
    """What an app shows, now or ``later`` steps."""
    return pyotp.TOTP(seed).at(int(now().timestamp()) + 30 * later)


def first_step(client, person):
    client.post("/signout")
    return client.post("/signin", data={"email": person.email, "password": PASSWORD, "next": "/account"})


def passkey_of(client, person, device=None, name="My phone") -> Device:
    """A passkey made through the pages."""
    device = device or Device()
    client.sign_in(person)
    question = client.post("/account/passkeys/options").get_json()
    client.post("/account/passkeys", data={"name": name, "credential": device.make(question)})
    return device


def use(client, device, **more):
    question = client.post("/signin/passkey/options").get_json()
    return client.post("/signin/passkey", data={"credential": device.use(question), "next": "/account", **more})


# apps


def test_an_app_is_the_second_step_from_then_on(client, ana):
    seed, codes = set_up_app(client, ana)
    assert len(codes) == 10
    there = first_step(client, ana)
    assert there.location == "/signin/second?next=%2Faccount"
    assert client.get("/account").status_code == 302
    page = client.get(there.location).text
    assert "six digits" in page
    wrong = client.post("/signin/second", data={"code": "000000", "next": "/account"})
    assert wrong.status_code == 422
    assert client.post("/signin/second", data={"code": shown(seed, 1), "next": "/account"}).location == "/account"
    assert client.get("/account").status_code == 200
    assert db.session.query(SignIn).one().two_steps


def test_the_vote_that_led_here_is_cast_after_the_second_step(client, make, ana):
    idea = make.idea()
    seed, _codes = set_up_app(client, ana)
    client.post("/signout")
    entry = client.get(f"/ideas/{idea.id}/vote?value=1", follow_redirects=True).text
    intent = re.search(r'name="intent"[^>]*value="([^"]+)"', entry)
    assert intent
    there = client.post("/signin", data={"email": ana.email, "password": PASSWORD, "intent": intent[1]})
    second = client.get(there.location).text
    intent = re.search(r'name="intent"[^>]*value="([^"]+)"', second)
    assert intent
    client.post("/signin/second", data={"code": shown(seed, 1), "intent": intent[1]})
    assert make.fresh(idea).supporters == 1


def test_a_code_of_the_app_is_taken_once_and_never_an_older_one(client, ana, clock):
    clock.set("2026-03-01 12:00")
    seed, _codes = set_up_app(client, ana)
    used = shown(seed)
    with transaction():
        person = db.session.get_one(people.Person, ana.id)
        assert not people.use_app(person, used, at=now())
        assert not people.use_app(person, shown(seed, -1), at=now())
        assert not people.use_app(person, shown(seed, 3), at=now())
        assert people.use_app(person, shown(seed, 1), at=now())
        assert not people.use_app(person, shown(seed, 1), at=now())


def test_ten_wrong_codes_close_the_app_for_a_while(client, ana, clock):
    clock.set("2026-03-01 12:00")
    seed, _codes = set_up_app(client, ana)
    for _try in range(10):
        with transaction():
            people.use_app(db.session.get_one(people.Person, ana.id), "000000", at=now())
    clock.shift(minutes=2)
    with transaction():
        assert not people.use_app(db.session.get_one(people.Person, ana.id), shown(seed), at=now())
    clock.shift(minutes=14)
    with transaction():
        assert people.use_app(db.session.get_one(people.Person, ana.id), shown(seed), at=now())


def test_a_recovery_code_opens_once_and_its_loss_is_told(client, ana):
    _seed, codes = set_up_app(client, ana)
    first_step(client, ana)
    page = client.post("/signin/second", data={"code": codes[0].upper(), "next": "/account"}, follow_redirects=True)
    assert "9 recovery codes are left" in page.text
    first_step(client, ana)
    assert client.post("/signin/second", data={"code": codes[0]}).status_code == 422
    assert client.post("/signin/second", data={"code": codes[1].replace("-", "")}).status_code == 303


def test_a_mailed_code_and_a_new_password_do_not_step_round_the_app(client, ana):
    set_up_app(client, ana)
    client.post("/signout")
    client.post("/forgot", data={"email": ana.email})
    digits = people.digits(db.session.query(people.Code).one())
    new = {"email": ana.email, "code": digits, "password": "entirely another one"}
    assert client.post("/forgot/code", data=new).location == "/signin/second"
    assert client.get("/account").status_code == 302


def test_setting_up_an_app_ends_the_other_sessions_but_not_this_one(app, client, ana):
    elsewhere = app.test_client().sign_in(ana)
    set_up_app(client, ana)
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_wrong_first_code_sets_nothing_up(client, ana):
    client.sign_in(ana)
    client.post("/account/app")
    page = client.post("/account/app/confirmation", data={"code": "12345a"})
    assert page.status_code == 422
    assert "clock" in page.text
    assert first_step(client, ana).location == "/account"


def test_halfway_ends_after_ten_minutes_and_is_nothing_without_a_first_step(client, ana, clock):
    clock.set("2026-03-01 12:00")
    seed, _codes = set_up_app(client, ana)
    client.post("/signout")
    assert client.post("/signin/second", data={"code": shown(seed, 1)}).location.startswith("/signin")
    first_step(client, ana)
    clock.shift(minutes=11)
    assert client.post("/signin/second", data={"code": shown(seed)}).location.startswith("/signin")
    assert client.get("/account").status_code == 302


def test_without_the_app_the_password_is_enough_again(client, ana):
    set_up_app(client, ana)
    client.post("/account/app/removal")
    assert db.session.query(RecoveryCode).count() == 0
    assert first_step(client, ana).location == "/account"


def test_seeds_and_codes_are_not_readable_in_the_database(client, app, ana):
    seed, codes = set_up_app(client, ana)
    row = db.session.query(AuthenticatorApp).one()
    assert seed not in row.seed
    assert people.seed_of(row) == seed
    assert sealed.unseal("another secret", "authenticator app", row.seed) is None
    kept = {one.digest for one in db.session.query(RecoveryCode)}
    assert not kept & {code.replace("-", "") for code in codes}


def test_the_picture_for_the_app_is_drawn_here(client, ana):
    client.sign_in(ana)
    client.post("/account/app")
    page = client.get("/account/security").text
    assert "<svg" in page
    assert "style=" not in page
    assert client.get("/account/security").headers["Cache-Control"] == "private, no-store"


def test_the_page_of_keys_asks_for_a_fresh_sign_in(client, ana, clock):
    clock.set("2026-03-01 12:00")
    client.sign_in(ana)
    clock.shift(minutes=20)
    assert client.get("/account/security").location == "/signin/again?next=%2Faccount%2Fsecurity"
    for address in ("app", "app/confirmation", "app/removal", "recovery", "passkeys", "passkeys/1/removal"):
        assert client.post(f"/account/{address}").status_code == 401, address


# passkeys


def test_a_passkey_signs_in_with_two_steps_and_no_password(client, ana):
    device = passkey_of(client, ana)
    assert "My phone" in client.get("/account/security").text
    client.post("/signout")
    assert use(client, device).location == "/account"
    assert "Ana" in client.get("/account").text
    row = db.session.query(SignIn).one()
    assert (row.way, row.two_steps) == ("passkey", True)
    assert db.session.query(Passkey).one().used_at is not None


def test_an_answer_is_taken_once(client, ana):
    device = passkey_of(client, ana)
    client.post("/signout")
    answer = device.use(client.post("/signin/passkey/options").get_json())
    assert client.post("/signin/passkey", data={"credential": answer, "next": "/account"}).location == "/account"
    client.post("/signout")
    assert client.post("/signin/passkey", data={"credential": answer}).location.startswith("/signin")
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(
    "device",
    [
        lambda: Device(origin="https://evil.example"), lambda: Device(domain="evil.example"),
        lambda: Device(flags=VERIFIED & 0x01),
    ],
    ids=["another-page", "another-site", "not-unlocked"],
)  # fmt: skip
def test_a_device_that_was_led_astray_gives_no_passkey(client, ana, device):
    passkey_of(client, ana, device())
    assert db.session.query(Passkey).count() == 0


def test_a_copied_device_falls_behind_and_is_refused(client, ana):
    device = passkey_of(client, ana)
    use(client, device)
    use(client, device)
    device.uses = 0
    client.post("/signout")
    assert use(client, device).location.startswith("/signin")


def test_a_removed_passkey_opens_nothing(client, ana):
    device = passkey_of(client, ana)
    client.post(f"/account/passkeys/{db.session.query(Passkey).one().id}/removal")
    client.post("/signout")
    assert use(client, device).location.startswith("/signin")
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(
    "answer", ["", "{}", "null", "[]", "no json", '{"id": 3}', "{" * 5_000, "x" * 50_000, '{"response": {"a": 1}}']
)
def test_nonsense_is_no_passkey(client, ana, answer):
    assert client.post("/signin/passkey", data={"credential": answer}).status_code == 303
    client.sign_in(ana)
    assert client.post("/account/passkeys", data={"credential": answer}).status_code == 303
    assert db.session.query(Passkey).count() == 0


def test_a_question_for_one_person_is_none_for_another(client, make, ana):
    client.sign_in(ana)
    question = client.post("/account/passkeys/options").get_json()
    client.sign_in(make.person())
    client.post("/account/passkeys", data={"credential": Device().make(question)})
    assert db.session.query(Passkey).count() == 0


def test_a_passkey_is_proof_enough_before_something_dangerous(client, make, ana, clock):
    clock.set("2026-03-01 12:00")
    device, other = passkey_of(client, ana), passkey_of(client, make.person())
    client.sign_in(ana)
    clock.shift(minutes=20)

    def again(with_device):
        question = client.post("/signin/passkey/options").get_json()
        data = {"credential": with_device.use(question), "next": "/account/security"}
        return client.post("/signin/again", data=data)

    assert again(other).status_code == 422
    assert again(device).location == "/account/security"
    assert client.get("/account/security").status_code == 200


def test_questions_that_were_never_answered_are_forgotten(client, clock):
    clock.set("2026-03-01 12:00")
    question = client.post("/signin/passkey/options").get_json()
    assert json.dumps(question).count("@") == 0
    clock.shift(minutes=11)
    with transaction():
        for due in people.challenges_due(now()):
            due.run(now())
    assert db.session.query(Challenge).count() == 0


# everything lost


def test_who_lost_phone_and_codes_is_let_in_by_an_admin_and_told(app, client, make, ana):
    set_up_app(client, ana)
    passkey_of(client, ana)
    there = f"/admin/people/{ana.handle}/lost-steps"
    admin = app.test_client().sign_in(make.person("Ada Min", role="admin"))
    assert there in admin.get("/admin/people?list=all").text
    assert "Whoever runs this site" in app.test_client().post(
        "/signin", data={"email": ana.email, "password": PASSWORD}, follow_redirects=True
    ).text  # fmt: skip
    assert admin.post(there).status_code == 422
    assert admin.post(there, data={"sure": "1"}).status_code == 303

    for kind in (AuthenticatorApp, Passkey, RecoveryCode, SignIn):
        assert db.session.query(kind).filter_by(person_id=ana.id).count() == 0
    assert first_step(client, ana).location == "/account"
    work_off()
    told = client.get("/inbox").text
    assert "app for signing in with two steps was removed" in told
    assert "A passkey was removed" in told
    assert there not in admin.get("/admin/people?list=all").text
    assert admin.post(there, data={"sure": "1"}).status_code == 409


# the team


@pytest.fixture
def strict(make):
    """A site that asks its team for two steps."""
    with transaction():
        people.set_site(None, by=people.house(), values={"staff_two_steps": True})


@pytest.mark.usefixtures("strict")
def test_the_team_is_led_to_set_up_a_second_step_and_customers_are_not(client, make, ana):
    client.sign_in(make.person(role="moderator"))
    for address in ("/moderation", "/", "/admin"):
        assert client.get(address).location == "/account/security", address
    assert client.post("/moderation/rulings/1/undo").status_code == 403
    assert "two steps" in client.get("/account/security").text
    client.sign_in(ana)
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("strict")
def test_setting_up_an_app_opens_the_pages_of_the_team(client, make):
    set_up_app(client, make.person(role="moderator"))
    assert client.get("/moderation").status_code == 200


@pytest.mark.usefixtures("strict")
def test_a_session_of_one_step_is_asked_for_the_other(client, make):
    person = make.person(role="moderator", password=PASSWORD)
    seed, _codes = set_up_app(client, person)
    client.sign_in(person)
    there = client.get("/moderation")
    assert there.location == "/signin/again?second=1&next=%2Fmoderation"
    data = {"second": "1", "next": "/moderation"}
    assert client.post("/signin/again", data={**data, "password": PASSWORD}).status_code == 422
    assert client.post("/signin/again", data={**data, "app": shown(seed, 1)}).location == "/moderation"
    assert client.get("/moderation").status_code == 200


@pytest.mark.usefixtures("strict")
def test_a_password_alone_does_not_let_in_who_has_a_passkey(client, make):
    person = make.person(role="moderator", password=PASSWORD)
    device = passkey_of(client, person)
    assert first_step(client, person).location.startswith("/signin/second")
    assert use(client, device).location == "/account"
    assert client.get("/moderation").status_code == 200


@pytest.mark.usefixtures("strict")
def test_the_api_says_403_in_words_until_a_second_step_is_set_up(client, make):
    person = make.person(role="admin")
    with transaction():
        _row, secret = people.make_token(make.here(person), "script", by=make.here(person), at=now())
    header = {"Authorization": f"Bearer {secret}"}
    refused = client.get("/api/v1/me", headers=header)
    assert refused.status_code == 403
    assert "two steps" in refused.get_json()["detail"]
    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/ideas/999999", headers=header).status_code == 404
    set_up_app(client, person)
    assert client.get("/api/v1/me", headers=header).status_code == 200


def test_the_pages_are_open_to_the_team_where_nothing_is_asked(client, make):
    client.sign_in(make.person(role="moderator"))
    assert client.get("/moderation").status_code == 200


def test_a_challenge_lives_ten_minutes(client, ana, clock):
    clock.set("2026-03-01 12:00")
    device = passkey_of(client, ana)
    client.post("/signout")
    question = client.post("/signin/passkey/options").get_json()
    clock.set(now() + timedelta(minutes=10, seconds=1))
    client.post("/signin/passkey", data={"credential": device.use(question)})
    assert client.get("/account").status_code == 302
