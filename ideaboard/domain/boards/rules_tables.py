"""The vocabulary of a board's rules: one frozen model per table, every key typed, bounded and explained.

What a single key may be is said here; what keys may be together is in ``rules_checks``. Everything else asks ``rules``.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ideaboard.domain.boards import money
from ideaboard.domain.boards.rules_kinds import (
    LONG,
    Act,
    Amount,
    Count,
    Currency,
    CutDay,
    Days,
    End,
    GrantKind,
    Handle,
    Headings,
    Hint,
    Key,
    KeyOrNone,
    Label,
    Metric,
    Moment,
    Number,
    Percent,
    Positive,
    Prose,
    Signed,
    Visibility,
    Words,
    Zone,
    ascending,
    distinct,
    whole_when_it_is,
)


def N_(sentence: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark ``sentence`` for extraction; it is translated where it is shown (a model's metadata must be plain text)."""
    return sentence


class Table(BaseModel):
    """A table of the document: immutable, strict about types, closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


# Form


class FormField(Table):
    """One extra field of a board's form."""

    key: Key = Field(description=N_("Short name of the field, used in exports."))
    label: Words = Field(description=N_("What the field is called on the form."))
    kind: Literal["text", "choice", "number", "link", "file"] = Field("text", description=N_("What may be filled in."))
    required: bool = Field(False, description=N_("Whether an idea needs it."))
    options: Annotated[tuple[Words, ...], AfterValidator(distinct)] = Field(
        (), max_length=50, description=N_("The choices of a choice field.")
    )
    help: Hint = Field("", description=N_("A sentence beside the field that helps to fill it in."))
    entry: KeyOrNone = Field("", description=N_("The kind of entry that is asked for it; empty means every kind."))


class EntryKind(Table):
    """One kind of entry a board takes, where it takes more than ideas."""

    key: Key = Field(description=N_("Short name of the kind, used in exports."))
    name: Label = Field(description=N_("What one such entry is called."))
    role: Literal["idea", "need", "background"] = Field(
        "idea",
        description=N_("Judged as an idea; a need the team states and ideas answer; or background to build on."),
    )
    share: Hint = Field("", description=N_("What the button says that begins one, such as “Share research”."))
    guidance: Hint = Field("", description=N_("A sentence above the form that says what makes a good one."))
    template: Headings = Field((), max_length=20, description=N_("Headings the text begins with."))
    answers: KeyOrNone = Field("", description=N_("The kind of need that each of these answers; empty for none."))
    during: Annotated[tuple[Label, ...], AfterValidator(distinct)] = Field(
        (), max_length=30, description=N_("The board's phases that take it; empty means all that take ideas.")
    )


class Form(Table):
    """What an idea consists of."""

    title_max: int = Field(120, ge=10, le=300, description=N_("How many characters a title may have."))
    body_min: int = Field(0, ge=0, le=5000, description=N_("How many characters a description needs."))
    images: tuple[int, int] = Field((0, 5), description=N_("How many pictures an idea needs, and may have."))
    team: bool = Field(False, description=N_("Whether several makers can share an idea and its reward."))
    invite_hours: int = Field(
        168, ge=1, le=8760, description=N_("For how many hours an invitation to join an idea can be accepted.")
    )
    guidance: Hint = Field("", description=N_("A sentence above the form that says what makes a good idea."))
    template: Headings = Field(
        (), max_length=20, description=N_("Headings the text begins with; whoever writes can clear them.")
    )
    fields: tuple[FormField, ...] = Field((), max_length=30, description=N_("Extra fields the form asks for."))
    kinds: tuple[EntryKind, ...] = Field(
        (), max_length=10, description=N_("Kinds of entries, where the board takes more than ideas; none: ideas only.")
    )

    def kind(self, key: str) -> EntryKind | None:
        """The kind of entry with this key; None for a plain idea, or a kind the board no longer has."""
        return next((kind for kind in self.kinds if kind.key == key), None)

    def fields_of(self, entry: str) -> tuple[FormField, ...]:
        """The extra fields that an entry of this kind is asked for."""
        return tuple(field for field in self.fields if field.entry in ("", entry))


# Ballot


class Ballot(Table):
    """How people vote, and who sees the count."""

    kind: Literal["support", "updown", "score", "budget", "none"] = Field(
        "support",
        description=N_("How people vote: support, for and against, a score, a budget of points, or not at all."),
    )
    points: int = Field(1, ge=1, le=1000, description=N_("How many points one vote is worth."))
    range: tuple[int, int] = Field((0, 5), description=N_("The lowest and the highest score (score ballots only)."))
    budget: int = Field(100, ge=1, le=1_000_000, description=N_("Points each person can give (budget ballots only)."))
    steps: Annotated[tuple[Positive, ...], AfterValidator(ascending)] = Field(
        (5, 20, 50), max_length=20, description=N_("How many points one idea can be given (budget ballots only).")
    )
    retractable: bool = Field(True, description=N_("Whether people can take their vote back while voting is open."))
    own_idea: bool = Field(False, description=N_("Whether makers can vote on their own idea."))
    reveal: Literal["live", "after_own_vote", "after_close", "staff"] = Field(
        "live",
        description=N_("When people see the count: at once, after their own vote, after voting closes, or staff only."),
    )


# Clock


class Extension(Table):
    """Days an idea earns at a milestone."""

    at: Positive = Field(description=N_("The count that earns more time."))
    days: int = Field(ge=1, le=LONG, description=N_("How many days are added to the deadline."))


class BoardPhase(Table):
    """A stretch of the whole board's time: open at its first moment, closed at its last."""

    name: Label = Field(description=N_("What the phase is called."))
    opens: Moment = Field(description=N_("When it opens: a date, a time, or a number of days after the board opens."))
    closes: Moment = Field(description=N_("When it closes: a date (its first minute), a time, or a number of days."))
    allows: Annotated[tuple[Act, ...], AfterValidator(distinct)] = Field(
        (), description=N_("What people may do in it: submit, edit, comment, vote.")
    )


class Drop(Table):
    """An early cut."""

    after_hours: int = Field(ge=1, le=24 * LONG, description=N_("How many hours after publication the cut is made."))
    metric: Metric = Field("mean", description=N_("What is looked at."))
    below: Signed = Field(description=N_("Ideas below this number are dropped."))
    min_votes: Count = Field(0, description=N_("Ideas with fewer votes than this are spared."))


class Clock(Table):
    """How long an idea gathers votes, and what the whole board's calendar allows."""

    timezone: Zone = Field("UTC", description=N_("The board's own time zone, in which its days begin."))
    gather_days: Days = Field(0, description=N_("How many days an idea has to pass the gate; 0 means no deadline."))
    extend: tuple[Extension, ...] = Field(
        (), max_length=20, description=N_("Days added to the old deadline when an idea reaches a milestone.")
    )
    silence_days: Days = Field(
        0, description=N_("An idea ends after so many days without a change of its stage; 0 means never.")
    )
    phases: tuple[BoardPhase, ...] = Field((), max_length=30, description=N_("Phases of the whole board, with dates."))
    drop: tuple[Drop, ...] = Field((), max_length=10, description=N_("Early cuts of the weakest ideas."))


# Gate, screening


class Gate(Table):
    """What an idea must reach to be reviewed."""

    metric: Literal["supporters", "points", "mean", "none"] = Field(
        "none", description=N_("What is counted; none means that staff pick the ideas to review.")
    )
    at_least: Number = Field(0, description=N_("The number an idea must reach."))
    min_votes: Count = Field(0, description=N_("How many votes an idea needs before the number counts."))
    top: Annotated[int, Field(ge=0, le=10_000)] = Field(
        0, description=N_("At the deadline the best so many go to review; 0 means all that pass.")
    )
    closes: Literal["gate", "decision", "never"] = Field(
        "gate", description=N_("When voting on an idea ends: when it passes, when it is decided, or never.")
    )
    milestones: Annotated[tuple[Positive, ...], AfterValidator(ascending)] = Field(
        (), max_length=50, description=N_("Counts on the way that are celebrated.")
    )


class Screening(Table):
    """What staff see before everybody does."""

    before: bool = Field(False, description=N_("Whether staff look at every idea before it is public."))
    newcomers: Annotated[int, Field(ge=0, le=1000)] = Field(
        0, description=N_("Otherwise, how many of a person's first posts staff see first.")
    )
    flags_to_hide: Annotated[int, Field(ge=0, le=10_000)] = Field(
        3, description=N_("How many people's flags hide a post until staff have looked; 0 means none do.")
    )


# Review


class Criterion(Table):
    """One line of the scorecard."""

    key: Key = Field(description=N_("Short name of the criterion, used in exports."))
    name: Words = Field(description=N_("What reviewers read."))
    weight: int = Field(1, ge=1, le=10_000, description=N_("How much it counts beside the others."))


def _criterion(key: str, name: str, weight: int) -> Criterion:
    return Criterion(key=key, name=name, weight=weight)


class Review(Table):
    """How the product team judges."""

    batches: Annotated[tuple[CutDay, ...], AfterValidator(distinct)] = Field(
        (),
        max_length=60,
        description=N_("Days on which a batch is cut, such as 05-01, first-monday-01 or monday; none: at once."),
    )
    capacity: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description=N_("How many ideas one batch takes, the rest wait for the next; 0 means all.")
    )
    criteria: tuple[Criterion, ...] = Field(
        (
            _criterion("value", N_("Value to customers"), 40),
            _criterion("feasibility", N_("Feasibility"), 30),
            _criterion("fit", N_("Fit with what we do"), 30),
        ),
        max_length=30,
        description=N_("What reviewers score, and how much each counts."),
    )
    scale: int = Field(5, ge=2, le=100, description=N_("The highest score a reviewer can give; the lowest is 1."))
    reviewers: Annotated[int, Field(ge=0, le=50)] = Field(2, description=N_("How many assessments a decision needs."))
    leads: Annotated[tuple[Handle, ...], AfterValidator(distinct)] = Field(
        (), max_length=100, description=N_("Handles of those who decide; empty means every reviewer.")
    )
    anonymous: bool = Field(
        False, description=N_("Whether nobody but makers and moderators sees who made an idea until it is decided.")
    )
    blind: bool = Field(True, description=N_("Whether colleagues' scores stay hidden until one's own are in."))
    answer_days: Days = Field(90, description=N_("Within how many days we promise an answer; 0 means no promise."))
    publish: Annotated[tuple[Literal["outcome", "reason", "statement"], ...], AfterValidator(distinct)] = Field(
        ("outcome", "reason", "statement"), description=N_("What everybody reads about a decision.")
    )
    reasons: Annotated[tuple[Key, ...], AfterValidator(distinct)] = Field(
        ("does_not_fit", "too_costly", "already_planned", "not_feasible", "unsafe", "duplicate", "other"),
        max_length=50,
        description=N_("The reasons a decision can give."),
    )


class Rounds(Table):
    """Crowd rounds opened by the clock."""

    every_days: Annotated[int, Field(ge=0, le=LONG)] = Field(
        0, description=N_("A new round opens every so many days; 0 means none does by itself.")
    )
    ballot: Ballot | None = Field(None, description=N_("How people vote in a round."))


# Reward, terms, ranking


class Grant(Table):
    """One thing the makers get."""

    kind: GrantKind = Field(description=N_("What is given."))
    amount: Amount | None = Field(None, description=N_("How much money, such as 2000 or 49.50 (cash and vouchers)."))
    currency: Currency | None = Field(None, description=N_("The currency's three letters (cash and vouchers)."))
    percent: Percent | None = Field(None, description=N_("Per cent of net sales (royalties)."))
    number: Positive | None = Field(None, description=N_("How many (copies and points)."))

    @property
    def minor(self) -> int | None:
        """The amount in whole minor units of its currency (cents, yen), where this is money."""
        if self.amount is None or self.currency is None:
            return None
        return money.minor_units(self.amount, self.currency)

    @property
    def basis_points(self) -> int | None:
        """The percentage in hundredths of a per cent, where this is a royalty."""
        return None if self.percent is None else int(Decimal(self.percent) * 100)


class Reward(Table):
    """What makers get when their idea is accepted or launched."""

    on: Literal["accepted", "launched"] = Field("launched", description=N_("When the rewards are due."))
    grants: tuple[Grant, ...] = Field((Grant(kind="credit"),), max_length=20, description=N_("What the makers get."))
    split: Literal["single", "equal", "declared", "leader"] = Field(
        "single",
        description=N_("Who gets it: the author, all alike, as the makers declared, or the leader for the team."),
    )
    approvers: Literal[1, 2] = Field(
        2, description=N_("How many people of staff it takes to approve; with 2, proposer and approver differ.")
    )


class Terms(Table):
    """What people accept, and what becomes of their rights."""

    key: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]{0,39})?$")] = Field(
        "", description=N_("Which terms people accept; empty means none.")
    )
    text: Prose = Field(
        "", description=N_("What people accept, in Markdown; empty means the plain wording for these rights.")
    )
    accept_at: Literal["join", "view", "submit"] = Field("submit", description=N_("Before what they are accepted."))
    rights: Literal["licence", "exclusive", "assign_on_award", "non_confidential", "open"] = Field(
        "open", description=N_("What happens to the rights in an idea.")
    )
    release_on: Annotated[tuple[End, ...], AfterValidator(distinct)] = Field(
        (), description=N_("At which ends of an idea its rights go back to the makers.")
    )


class Ranking(Table):
    """How ideas are ordered, and who sees them."""

    half_life_days: Annotated[float, Field(ge=0.04, le=365), AfterValidator(whole_when_it_is)] = Field(
        7, description=N_("After how many days a vote counts half as much in trending.")
    )
    visibility: Visibility = Field(
        "public", description=N_("Who sees the ideas: everybody, members, or only author and staff.")
    )
    join: Literal["open", "approval", "invitation"] = Field(
        "open",
        description=N_("How one becomes a member: by signing in, when the team says yes, or by invitation only."),
    )


class Stages(Table):
    """What people read for each phase."""

    draft: Label = Field(N_("Draft"), description=N_("An idea not yet submitted."))
    screening: Label = Field(N_("Waiting for a first look"), description=N_("An idea staff look at before others do."))
    returned: Label = Field(N_("Back with its author"), description=N_("An idea its author is asked to change."))
    gathering: Label = Field(N_("Gathering support"), description=N_("An idea people can back."))
    review: Label = Field(N_("In review"), description=N_("An idea the product team judges."))
    accepted: Label = Field(N_("Accepted"), description=N_("An idea with a yes."))
    making: Label = Field(N_("In the making"), description=N_("An idea that is being made."))
    launched: Label = Field(N_("Launched"), description=N_("An idea that can be had."))
    declined: Label = Field(N_("Declined"), description=N_("An idea with a no and its reason."))
    expired: Label = Field(N_("Ended"), description=N_("An idea whose time ran out."))
    merged: Label = Field(N_("Merged"), description=N_("An idea that became part of another."))
    withdrawn: Label = Field(N_("Withdrawn"), description=N_("An idea its author took back."))
    removed: Label = Field(N_("Removed"), description=N_("An idea staff took down."))


class Rules(Table):
    """A board's rules as a whole."""

    form: Form = Form()
    ballot: Ballot = Ballot()
    clock: Clock = Clock()
    gate: Gate = Gate()
    screening: Screening = Screening()
    review: Review = Review()
    rounds: Rounds = Rounds()
    reward: Reward = Reward()
    terms: Terms = Terms()
    ranking: Ranking = Ranking()
    stages: Stages = Stages()


TABLES: dict[str, str] = {
    "form": N_("What an idea consists of"),
    "ballot": N_("Voting"),
    "clock": N_("Time"),
    "gate": N_("The way into review"),
    "screening": N_("A first look"),
    "review": N_("Review"),
    "rounds": N_("Rounds"),
    "reward": N_("Reward"),
    "terms": N_("Terms and rights"),
    "ranking": N_("Order and visibility"),
    "stages": N_("What people read for each stage"),
}
