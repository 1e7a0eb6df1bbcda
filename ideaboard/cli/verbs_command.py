"""``flask verbs``: nothing is hidden: each verb, who may, what it records, and what follows from that."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ideaboard.cli.following import events_of
from ideaboard.core.actions import VERBS, Verb
from ideaboard.core.events import Event, consequences_of, name_of
from ideaboard.domain.permissions import TABLE, Can


@click.command("verbs")
@with_appcontext
def verbs() -> None:
    """Print each verb with its permission, its events and their consequences (NOW: same transaction, LATER: worker)."""
    for _name, verb in sorted(VERBS.items()):
        click.echo(_line(verb))
        for event in events_of(verb.call):
            click.echo("\n".join(_following(event)))


def _line(verb: Verb) -> str:
    conditions = ", ".join(condition.__name__ for condition in TABLE[Can(verb.can)])
    locks = f"   locks {'its subject' if verb.locks == 'self' else f'the {verb.locks}'}" if verb.locks else ""
    name = verb.name.replace("._", ".")  # merge checks its two ideas before the verb itself speaks
    return f"{name}   needs {verb.can} ({conditions}){locks}"


def _following(event: type[Event]) -> list[str]:
    at_once, later = consequences_of(event)
    lines = [f"  {event.kind}{'' if event.public else ' (not public)'}{'' if event.kept else ' (not kept)'}"]
    lines += [f"      now    {_named(consequence)}" for consequence in at_once]
    return lines + [f"      later  {name_of(consequence)}" for consequence in later]


def _named(consequence: object) -> str:
    room = consequence.__module__.split(".")[2]
    return f"{room}.{consequence.__name__}"  # type: ignore[attr-defined]
