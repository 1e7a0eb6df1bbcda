"""How the house says no: with a sentence a customer understands. Doors turn these into pages and problem+json."""

from __future__ import annotations

from collections.abc import Mapping


class No(Exception):
    """A refusal with its sentence and its HTTP status."""

    status = 400
    title = "Refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(No):
    """The state does not allow it (any more): 409."""

    status = 409
    title = "Not possible now"


class Clash(Refused):
    """A constraint of the database said no: somebody else was quicker, or what was written cannot be."""


class Invalid(No):
    """What was typed cannot be taken: 422, with a sentence for each field."""

    status = 422
    title = "Please check what you wrote"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.errors: dict[str, str] = {field: sentence}

    @classmethod
    def many(cls, errors: Mapping[str, str]) -> Invalid:
        """Several fields at once; the first sentence speaks for all."""
        field, sentence = next(iter(errors.items()))
        made = cls(field, sentence)
        made.errors = dict(errors)
        return made


class SignInNeeded(No):
    """Nobody is signed in: 401."""

    status = 401
    title = "Please sign in"


class ProofNeeded(SignInNeeded):
    """Somebody is signed in, and proves it once more before something dangerous: 401."""

    title = "Please confirm that it is you"


class Denied(No):
    """Somebody is signed in and may not: 403."""

    status = 403
    title = "Not yours to do"


class NotVisible(No):
    """There is nothing here for this visitor: 404."""

    status = 404
    title = "Not found"


class Stale(No):
    """Somebody else changed it meanwhile: 412."""

    status = 412
    title = "Changed meanwhile"


class TooMany(No):
    """Too often: 429, to be tried again after ``retry_after`` seconds."""

    status = 429
    title = "Too often"

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
