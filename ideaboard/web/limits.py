"""TABLE: how often one may. Per person (signed in) and per address; what is read is not limited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from ideaboard.web.me import me


def address() -> str:
    """Where the request comes from (behind as many proxies as were configured)."""
    return f"address:{get_remote_address()}"


def person() -> str:
    """Who asks, or from where."""
    who = me()
    return f"person:{who.id}" if who is not None else address()


def account() -> str:
    """Which account is tried: guessing from many addresses is guessing too."""
    return f"account:{request.form.get('email', '').strip().lower()[:254]}"


CHANGES = ["POST", "PUT", "PATCH", "DELETE"]
BY_ADDRESS = "600/hour"  # an office behind one address

RATES: dict[str, tuple[tuple[str, Callable[[], str]], ...]] = {
    "signin": (("20/minute;200/hour", address), ("10/15minutes", account)),
    "signup": (("5/minute;40/hour", address),),
    "forgot": (("5/minute;30/hour", address), ("3/15minutes", account)),
    "forgot_code": (("10/minute;60/hour", address), ("10/15minutes", account)),
    "welcome": (("20/minute;120/hour", address),),
    "welcome_board": (("20/minute;120/hour", person),),
    "second_step": (("10/minute;60/hour", address),),
    "passkey_options": (("30/minute;300/hour", address),),
    "passkey_signin": (("20/minute;200/hour", address),),
    "provider_signin": (("20/minute;200/hour", address),),
    "provider_link": (("10/minute;60/hour", person),),
    "provider_test": (("5/minute;30/hour", person),),
    "account_address": (("5/minute;20/hour", person),),
    "account_address_code": (("10/minute;60/hour", person),),
    "join_team": (("10/minute;60/hour", address),),
    "passkey_offer": (("10/minute;60/hour", person),),
    "passkey_add": (("10/minute;60/hour", person),),
    "app_begin": (("10/minute;60/hour", person),),
    "app_confirm": (("10/minute;60/hour", person),),
    "recovery_codes": (("5/minute;30/hour", person),),
    "prove_again": (("5/minute;30/hour", person),),
    "confirm": (("10/minute;60/hour", person),),
    "confirm_again": (("2/minute;10/hour", person),),
    "confirm_link": (("10/minute;60/hour", address),),
    "account_data": (("5/hour;20/day", person),),
    "account_leave": (("10/hour", person),),
    "mail_test": (("5/minute;30/hour", person),),
    "account_password": (("5/minute;20/hour", person),),
    "account_tokens": (("10/minute;60/hour", person),),
    "vote": (("60/minute;600/hour", person),),
    "vote_in_round": (("60/minute;600/hour", person),),
    "plan_round": (("20/minute;120/hour", person),),
    "round_ideas": (("60/minute;600/hour", person),),
    "share": (("20/minute;120/hour", person), (BY_ADDRESS, address)),
    "edit": (("30/minute;240/hour", person),),
    "add_picture": (("30/minute;200/hour", person),),
    "remove_file": (("30/minute;200/hour", person),),
    "add_link": (("20/minute;120/hour", person),),
    "remove_link": (("20/minute;120/hour", person),),
    "change_team": (("20/minute;120/hour", person), (BY_ADDRESS, address)),
    "invitation": (("20/minute;120/hour", person),),
    "credit": (("20/minute;120/hour", person),),
    "agreement": (("20/minute;120/hour", person),),
    "membership": (("10/minute;60/hour", person),),
    "join_by_link": (("10/minute;60/hour", person), (BY_ADDRESS, address)),
    "change_members": (("60/minute;600/hour", person),),
    "post_comment": (("10/minute;120/hour", person), (BY_ADDRESS, address)),
    "change_comment": (("20/minute;200/hour", person),),
    "heart": (("60/minute;600/hour", person),),
    "follow": (("60/minute;600/hour", person),),
    "flag": (("10/minute;60/hour", person),),
    "preview": (("60/minute", person),),
}


def prepare(app: Flask) -> None:
    """Put the rates before the views they are for; each app has counters of its own, or Redis has them for all."""
    storage = app.config["REDIS_URL"] or "memory://"
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=storage,
        strategy="moving-window",
        enabled=app.config["LIMITS"],
        in_memory_fallback_enabled=bool(app.config["REDIS_URL"]),
    )
    if not app.config["LIMITS"]:
        return
    for name, rates in RATES.items():
        if f"pages.{name}" not in app.view_functions:
            continue
        view: Any = app.view_functions[f"pages.{name}"]
        for rate, key in rates:
            view = limiter.limit(rate, key_func=key, methods=CHANGES, scope=name)(view)
        app.view_functions[f"pages.{name}"] = view
