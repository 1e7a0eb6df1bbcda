"""``flask user``: people and their API tokens, for whoever sets a site up."""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from ideaboard.core.clock import now
from ideaboard.core.db import transaction
from ideaboard.core.errors import No
from ideaboard.domain import people, transfer
from ideaboard.domain.people import Person
from ideaboard.domain.permissions import ROLES

user = AppGroup("user", help="People and their API tokens.")


@user.command("create")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--name", required=True, help="The name others see; the handle is made from it.")
@click.option("--role", type=click.Choice(["customer", *ROLES]), default="customer", show_default=True)
@click.option("--password", help="Asked for, or made up and printed, when it is not given.")
def create(email: str, name: str, role: str, password: str | None) -> None:
    """Make a person. If somebody has the address, they get the role and nothing else changes."""
    known = people.by_email(people.check_email(email))
    if known is not None:
        click.echo(_known(known, role))
        return
    given = password if password is not None else _ask()
    chosen = given or secrets.token_urlsafe(12)
    hashed = people.hash_password(chosen)  # slow, so before the transaction
    with transaction():
        person = people.join(name, email, hashed, at=now(), confirmed=True)
        _give(person, role)
    click.echo(f"Created @{person.handle} ({person.name}, {role}).")
    if not given:
        click.echo(f"Password: {chosen}")


def _ask() -> str:
    """What is typed at a terminal, twice; nothing where nobody can be asked."""
    if not sys.stdin.isatty():
        return ""
    typed = click.prompt("Password (empty: make one up)", default="", show_default=False, hide_input=True)
    if typed and click.prompt("Once more", default="", show_default=False, hide_input=True) != typed:
        raise click.ClickException("The two passwords differ.")
    return str(typed)


def _known(person: Person, role: str) -> str:
    held = any(grant.role == role and grant.board_id is None for grant in person.roles)
    if role == "customer" or held:
        return f"{person.email} is @{person.handle} already; nothing was changed."
    with transaction():
        _give(person, role)
    return f"{person.email} was @{person.handle} already, and is {role} now; nothing else was changed."


def _give(person: Person, role: str) -> None:
    if role != "customer":
        people.give_role(person, role, by=people.house(), at=now())


def _who(asked: str) -> Person:
    """Whose address it is, or whose handle after an @. An address that is only claimed is taken where one person
    claims it; where several do, their handles tell them apart."""
    if asked.startswith("@"):
        found = people.by_handle(asked[1:])
        if found is None or found.kind != "person":
            raise click.ClickException(f"Nobody has the handle {asked}.")
        return found
    owner = people.by_email(asked)
    claiming = people.claimants(asked) if owner is None else []
    if owner is None and len(claiming) > 1:
        handles = ", ".join(f"@{one.handle}" for one in claiming)
        raise click.ClickException(f"Nobody has proved {asked} yet, and several gave it. Say which: {handles}")
    if owner is None and not claiming:
        raise click.ClickException(f"Nobody has the address {asked}.")
    return owner or claiming[0]


@user.command("token")
@click.argument("address", metavar="EMAIL", required=False)
@click.option("--email", help="The same as the argument.")
@click.option("--name", required=True, help="What the token is for.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(people.SCOPES), help="May be repeated; default: all."
)
@click.option("--days", type=click.IntRange(1, 36_500), help="After how many days it ends; without this it does not.")
def token(address: str | None, email: str | None, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make an API token for EMAIL (or @HANDLE) and print it, alone, on stdout. It is shown this once."""
    wanted = address or email
    if not wanted:
        raise click.UsageError("Say whose token it is: flask user token EMAIL --name NAME")
    person = _who(wanted)
    ends = now() + timedelta(days=days) if days else None
    with transaction():
        _row, secret = people.make_token(
            person, name, by=person, at=now(), scopes=scopes or people.SCOPES, expires_at=ends
        )
    click.echo(secret)


@user.command("delete")
@click.argument("email")
@click.option("--posts", type=click.Choice(transfer.POSTS), required=True, help="Do ideas and comments stay?")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
def delete(email: str, posts: str, yes: bool) -> None:
    """Delete the account of EMAIL (or @HANDLE) for good, as its owner could: the name goes, votes stay as numbers."""
    person = _who(email)
    if not yes:
        click.confirm(f"Delete the account of @{person.handle}? This cannot be undone", abort=True)
    try:
        with transaction():
            transfer.delete_person(
                person, by=people.house(), at=now(), posts=posts, uploads=Path(current_app.config["UPLOADS"])
            )
    except No as no:
        raise click.ClickException(no.sentence) from no
    click.echo("The account is gone.")


@user.command("lost-steps")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask once more.")
def lost_steps(email: str, yes: bool) -> None:
    """Let EMAIL (or @HANDLE) in by one step again who lost phone and recovery codes: app, passkeys and codes go."""
    person = _who(email)
    if not yes:
        click.confirm(f"Forget the second step of @{person.handle}?", abort=True)
    try:
        with transaction():
            people.take_away_two_steps(person, by=people.house(), at=now())
    except No as no:
        raise click.ClickException(no.sentence) from no
    click.echo(f"@{person.handle} signs in by one step now.")
