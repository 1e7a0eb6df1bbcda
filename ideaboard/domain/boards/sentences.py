"""A board's rules in plain sentences, as customers read them; every sentence is generated from the document."""

from __future__ import annotations

from collections.abc import Iterator

from ideaboard.core.text import _, ngettext
from ideaboard.domain.boards.phrases import cut_day, days, describe_grant, field_label, kind_name, listed, number
from ideaboard.domain.boards.rules_tables import Ballot, Drop, Rules


def describe(rules: Rules) -> list[str]:
    """What a customer should know before sharing or voting, most important first."""
    return [sentence for sentences in rule_sentences(rules).values() for sentence in sentences]


def rule_sentences(rules: Rules) -> dict[str, list[str]]:
    """The same by table of the vocabulary (gate, clock, …), in the order of reading; empty tables left out."""
    told = {
        "gate": _gate(rules),
        "clock": _clock(rules),
        "ballot": _ballot(rules.ballot),
        "rounds": _rounds(rules),
        "form": _form(rules),
        "screening": _screening(rules),
        "review": _review(rules),
        "reward": _reward(rules),
        "terms": _terms(rules),
        "ranking": _visibility(rules),
    }
    listed_ = {table: list(sentences) for table, sentences in told.items()}
    return {table: sentences for table, sentences in listed_.items() if sentences}


# Into review


def _gate(rules: Rules) -> Iterator[str]:
    gate = rules.gate
    if gate.metric == "none":
        yield _("Our team picks the ideas it reviews.")
        return
    if gate.top:
        yield _top(rules)
    elif gate.metric == "mean":
        yield _("With a mean score of %(score)s our team reviews it.", score=number(gate.at_least))
    else:
        yield _("At %(count)s our team reviews it.", count=_counted(gate.metric, gate.at_least))
    if gate.min_votes:
        yield ngettext(
            "It needs at least %(count)s vote.", "It needs at least %(count)s votes.", gate.min_votes,
            count=number(gate.min_votes),
        )  # fmt: skip
    if gate.closes != "gate":
        yield _("Voting goes on until we decide.") if gate.closes == "decision" else _("Voting never closes.")


def _top(rules: Rules) -> str:
    gate = rules.gate
    if not gate.at_least:
        return _("At the deadline the best %(top)s go to our team for review.", top=number(gate.top))
    return _(
        "At the deadline the best %(top)s with at least %(count)s go to our team for review.",
        top=number(gate.top), count=_counted(gate.metric, gate.at_least),
    )  # fmt: skip


def _counted(metric: str, count: float) -> str:
    """ "10,000 supporters"."""
    whole = int(count) if float(count).is_integer() else 2
    if metric == "supporters":
        return ngettext("%(count)s supporter", "%(count)s supporters", whole, count=number(count))
    if metric == "points":
        return ngettext("%(count)s point", "%(count)s points", whole, count=number(count))
    return _("a mean score of %(score)s", score=number(count))


# Time


def _clock(rules: Rules) -> Iterator[str]:
    clock = rules.clock
    if clock.gather_days:
        yield from _gathering(rules)
    if clock.silence_days:
        yield _("An idea ends after %(days)s without news of it.", days=days(clock.silence_days))
    if clock.phases:
        yield _("This board goes through phases: %(phases)s.", phases=listed([phase.name for phase in clock.phases]))
    for drop in clock.drop:
        yield _drop(drop)


def _gathering(rules: Rules) -> Iterator[str]:
    clock = rules.clock
    if not clock.extend:
        yield _("An idea has %(days)s.", days=days(clock.gather_days))
        return
    earned = sorted(clock.extend, key=lambda extension: extension.at)
    metric = rules.gate.metric if rules.gate.metric != "none" else "supporters"
    yield _(
        "You have %(days)s to find %(count)s; each milestone adds time.",
        days=days(clock.gather_days), count=_counted(metric, earned[0].at),
    )  # fmt: skip
    yield _("Time is added: %(list)s.", list=listed([
        _("%(days)s at %(count)s", days=days(extension.days), count=number(extension.at)) for extension in earned
    ]))  # fmt: skip


def _drop(drop: Drop) -> str:
    if not drop.min_votes:
        return ngettext(
            "After %(hours)s hour ideas below %(below)s drop out.",
            "After %(hours)s hours ideas below %(below)s drop out.", drop.after_hours,
            hours=number(drop.after_hours), below=_counted(drop.metric, drop.below),
        )  # fmt: skip
    return ngettext(
        "After %(hours)s hour ideas below %(below)s drop out, if they have at least %(votes)s votes.",
        "After %(hours)s hours ideas below %(below)s drop out, if they have at least %(votes)s votes.",
        drop.after_hours, hours=number(drop.after_hours), below=_counted(drop.metric, drop.below),
        votes=number(drop.min_votes),
    )  # fmt: skip


# Voting


def _ballot(ballot: Ballot) -> Iterator[str]:
    yield _way_to_vote(ballot)
    if ballot.kind == "none":
        return
    if ballot.retractable:
        yield _("You can take your vote back while voting is open.")
    else:
        yield _("A vote is final.")
    if not ballot.own_idea:
        yield _("You cannot vote on your own idea.")
    if ballot.reveal != "live":
        yield _reveal(ballot.reveal)


def _way_to_vote(ballot: Ballot) -> str:
    if ballot.kind == "support":
        return _("You can support every idea you like.")
    if ballot.kind == "updown":
        return _(
            "You can vote for or against an idea; a vote is worth %(points)s.", points=_counted("points", ballot.points)
        )
    if ballot.kind == "score":
        lowest, highest = ballot.range
        return _("You give each idea a score from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest)
    if ballot.kind == "budget":
        return _budget(ballot)
    return _("There is no vote here: our team judges every idea.")


def _budget(ballot: Ballot) -> str:
    steps = listed([number(step) for step in ballot.steps], "or")
    return _(
        "You have %(points)s to give, %(steps)s to an idea.", points=_counted("points", ballot.budget), steps=steps
    )


def _reveal(reveal: str) -> str:
    if reveal == "after_own_vote":
        return _("You see the count once you have voted.")
    if reveal == "after_close":
        return _("The count is shown when voting has closed.")
    return _("Only our team sees the count.")


def _rounds(rules: Rules) -> Iterator[str]:
    rounds = rules.rounds
    if rounds.every_days:
        yield _("A new round opens every %(days)s.", days=days(rounds.every_days))
    if rounds.ballot and rounds.ballot.kind != "none":
        yield _("In a round: %(vote)s", vote=_way_to_vote(rounds.ballot))


# Sharing, judging


def _form(rules: Rules) -> Iterator[str]:
    if rules.form.kinds:
        kinds = listed([kind_name(kind) for kind in rules.form.kinds])
        yield _("What is shared here comes in kinds: %(kinds)s.", kinds=kinds)
    for kind in rules.form.kinds:
        if need := rules.form.kind(kind.answers):
            yield _("Each “%(kind)s” answers a “%(need)s”.", kind=kind_name(kind), need=kind_name(need))
    if asked := [_("“%(field)s”", field=field_label(field)) for field in rules.form.fields if field.required]:
        yield _("Besides a title and a text we ask for: %(fields)s.", fields=listed(asked))
    fewest = rules.form.images[0]
    if fewest:
        yield ngettext(
            "An idea needs at least %(count)s picture.",
            "An idea needs at least %(count)s pictures.",
            fewest,
            count=number(fewest),
        )
    if rules.form.team:
        yield _("You can make an idea together with others and share its reward.")


def _screening(rules: Rules) -> Iterator[str]:
    newcomers = rules.screening.newcomers
    if rules.screening.before:
        yield _("Our team looks at every idea before it is public.")
    elif newcomers:
        yield ngettext(
            "Our team looks at a newcomer's first post before it is public.",
            "Our team looks at a newcomer's first %(count)s posts before they are public.",
            newcomers, count=number(newcomers),
        )  # fmt: skip


def _review(rules: Rules) -> Iterator[str]:
    review = rules.review
    if review.batches:
        yield _("Reviews begin: %(days)s.", days=listed([cut_day(batch) for batch in review.batches]))
    if review.anonymous:
        yield _("Who made an idea is not told before it is decided.")
    if review.answer_days:
        yield _("We answer within %(days)s, and a “no” always comes with its reason.", days=days(review.answer_days))
    else:
        yield _("A “no” always comes with its reason.")


# Afterwards


def _reward(rules: Rules) -> Iterator[str]:
    reward = rules.reward
    if not reward.grants:
        return
    given = listed([describe_grant(grant) for grant in reward.grants])
    if reward.on == "launched":
        yield _("When an idea is launched, its makers get %(rewards)s.", rewards=given)
    else:
        yield _("When an idea is accepted, its makers get %(rewards)s.", rewards=given)
    if rules.form.team:
        yield _split(reward.split)


def _split(split: str) -> str:
    if split == "equal":
        return _("Makers share alike.")
    if split == "declared":
        return _("Makers share as they declared.")
    if split == "leader":
        return _("The reward goes to the leader, who divides it.")
    return _("The reward goes to the author.")


def _terms(rules: Rules) -> Iterator[str]:
    terms = rules.terms
    if not terms.key:
        return
    if terms.accept_at == "join":
        yield _("You accept the terms when you join.")
    elif terms.accept_at == "view":
        yield _("You accept the terms before you see the details.")
    else:
        yield _("You accept the terms before you submit an idea.")
    yield _rights(terms.rights)
    if "expired" in terms.release_on:
        yield _("If an idea ends before it passes, all rights go back to its makers.")
    if "declined" in terms.release_on:
        yield _("If we say no, all rights go back to its makers.")


def _rights(rights: str) -> str:
    if rights == "licence":
        return _("You keep your rights and give us a licence to make it.")
    if rights == "exclusive":
        return _("You give us the exclusive right to make it.")
    if rights == "assign_on_award":
        return _("The rights become ours when you are awarded, and not before.")
    if rights == "non_confidential":
        return _("What you submit is not confidential.")
    return _("Ideas here are open for everybody to build on.")


def _visibility(rules: Rules) -> Iterator[str]:
    if rules.ranking.visibility == "members":
        yield _("Only members see the ideas.")
        if rules.ranking.join == "approval":
            yield _("You ask to join, and our team decides.")
        elif rules.ranking.join == "invitation":
            yield _("One joins by invitation.")
    elif rules.ranking.visibility == "private":
        yield _("Only you, your team and our staff see your idea.")
