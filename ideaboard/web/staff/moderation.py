"""The moderators' queue, and what they do about it: each act leaves a ruling, and says how to undo it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Response, request

from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.errors import Invalid, No, NotVisible, Refused
from ideaboard.core.text import _, ngettext
from ideaboard.domain import moderation
from ideaboard.domain.comments.models import Comment
from ideaboard.domain.ideas.models import Idea
from ideaboard.domain.lifecycle import Phase
from ideaboard.domain.moderation.models import Appeal, Ruling
from ideaboard.domain.people.models import Person
from ideaboard.domain.permissions import Can
from ideaboard.web import load, respond
from ideaboard.web.blueprint import pages
from ideaboard.web.me import may, needs, signed_in
from ideaboard.web.staff import evidence, items, queue, show
from ideaboard.web.url import number_of, url

LONGEST = 3650  # days a suspension can last


@pages.get("/moderation")
def moderate() -> Response:
    """Everything that needs a human, oldest first."""
    person = show.team(Can.MODERATE)
    templates = queue.reason_templates()
    return show.page("moderation", queue=queue.of(person, now()), undoable=moderation.UNDOABLE, templates=templates)


@pages.post("/moderation")
def moderate_many() -> Response:
    """The same about everything that was ticked, in one stroke that can be undone as one."""
    person = show.team(Can.MODERATE)
    act, reason = request.form.get("act", ""), request.form.get("reason", "")
    try:
        with transaction():
            stroke = moderation.together(_ticked(), act, reason, by=person, at=now())
    except (Invalid, Refused) as no:
        db.session.rollback()
        said = next(iter(no.errors.values())) if isinstance(no, Invalid) else no.sentence
        if respond.wants_piece():
            return respond.fragment("ruled", no.status, said=said)
        return show.page("moderation", no.status, queue=queue.of(person, now()), undoable=moderation.UNDOABLE,
                         templates=queue.reason_templates(), problem=said, reason=reason,
                         ticked=request.form.getlist("subject"))  # fmt: skip
    done = ngettext("%(num)s thing is done.", "%(num)s things are done.", len(stroke.rulings))
    for sentence in dict.fromkeys(stroke.refused):
        done += f" {sentence}"
    undo = url.undo_stroke(stroke.rulings[0]) if stroke.rulings else ""
    if respond.wants_piece():
        return respond.fragment("ruled", said=done, undo=undo, done=[_key(one) for one in stroke.rulings])
    return respond.to(url.moderation(), show.linked(done, _("Undo all of it"), undo) if undo else done)


def _key(ruling: Ruling) -> str:
    return f"comment:{ruling.comment_id}" if ruling.comment_id else f"idea:{ruling.idea_id}"


def _ticked() -> list[Idea | Comment]:
    """What was ticked, through what one may see and moderate."""
    found: list[Idea | Comment] = []
    for key in dict.fromkeys(request.form.getlist("subject")[: moderation.MOST_AT_ONCE]):
        kind, _colon, number = key.partition(":")
        if not number_of(number) or kind not in ("idea", "comment"):
            raise Invalid("subject", _("Tick what you mean."))
        about = load.idea(number_of(number)) if kind == "idea" else load.comment(number_of(number))
        needs(Can.MODERATE, about)
        found.append(about)
    if not found:
        raise Invalid("subject", _("Tick what you mean."))
    return found


@pages.route("/moderation/strokes/<id:number>/undo", methods=["GET", "POST"])
def undo_stroke(number: int) -> Response:
    """Take back all that was done in one stroke."""
    person = show.team(Can.MODERATE)
    first = db.session.get(Ruling, number)
    if first is None or first.by_id != person.id or first.batch_id != number:
        raise NotVisible(_("There is nothing here to undo."))
    if request.method == "GET":
        return show.page("undo", ruling=first, subject=None)
    with transaction():
        stroke = moderation.undo_batch(number, by=signed_in(), at=now())
    said = ngettext("%(num)s decision is undone.", "%(num)s decisions are undone.", len(stroke.rulings))
    return _done(said)


@pages.post("/moderation/appeals/<id:number>")
def decide_appeal(number: int) -> Response:
    """A second look at a ruling, by somebody other than who ruled."""
    show.team(Can.MODERATE)
    with transaction():
        made = db.session.get(Appeal, number)
        if made is None:
            raise NotVisible(_("There is no such appeal."))
        outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
        moderation.decide_appeal(made, outcome, reason, by=signed_in(), at=now())
    return _done(_("The appeal is answered; they read your reason."))


@pages.route("/moderation/ideas/<id:number>", methods=["GET", "POST"])
def moderate_idea(number: int) -> Response:
    """One idea, and what can be done about it."""
    idea = load.idea(number)
    needs(Can.MODERATE, idea)
    if request.method == "POST":
        return _acted(lambda: _rule_idea(load.idea(number)), lambda: _idea_item(number))
    return _one(_idea_item(number))


@pages.route("/moderation/comments/<id:number>", methods=["GET", "POST"])
def moderate_comment(number: int) -> Response:
    """One comment, and what can be done about it."""
    needs(Can.MODERATE, load.comment(number))
    if request.method == "POST":
        return _acted(lambda: _rule_comment(load.comment(number)), lambda: _comment_item(number))
    return _one(_comment_item(number))


@pages.route("/moderation/people/<handle>", methods=["GET", "POST"])
def moderate_person(handle: str) -> Response:
    """One person: suspended with their posts, or back."""
    needs(Can.SUSPEND, load.person(handle))
    if request.method == "POST":
        return _acted(lambda: _rule_person(load.person(handle)), lambda: _person_item(handle))
    return _one(_person_item(handle))


@pages.route("/moderation/rulings/<id:number>/undo", methods=["GET", "POST"])
def undo_ruling(number: int) -> Response:
    """Take a ruling back, where there is a way back."""
    ruling, subject = _ruling(number)
    if request.method == "POST":
        person = signed_in()
        with transaction():
            ruling, subject = _ruling(number)
            moderation.undo(ruling, by=person, at=now())
        return _done(_("Undone."))
    _not_yet(ruling)
    return show.page("undo", ruling=ruling, subject=subject)


# Acts


def _rule_idea(idea: Idea) -> Ruling:
    act, reason, by = request.form.get("act", ""), request.form.get("reason", ""), signed_in()
    return moderation.act_on(idea, act, reason, by=by, at=now())


def _rule_comment(comment: Comment) -> Ruling:
    act, reason, by = request.form.get("act", ""), request.form.get("reason", ""), signed_in()
    return moderation.act_on(comment, act, reason, by=by, at=now())


def _rule_person(person: Person) -> Ruling:
    act, reason, by, at = request.form.get("act", ""), request.form.get("reason", ""), signed_in(), now()
    if act == "lift":
        return moderation.lift(person, by=by, at=at, reason=reason)
    if act == "suspend":
        until = at + timedelta(days=_days())
        hide_posts = bool(request.form.get("hide_posts"))
        return moderation.suspend(person, reason, by=by, at=at, until=until, hide_posts=hide_posts)
    raise Invalid("act", _("Choose what to do."))


def _days() -> int:
    written = request.form.get("days", "")
    if not written.isdecimal() or len(written) > 4 or not 1 <= int(written) <= LONGEST:
        raise Invalid("days", _("For how many days? From 1 to %(n)s.", n=LONGEST))
    return int(written)


def _acted(rule: Callable[[], Ruling], again: Callable[[], items.Item]) -> Response:
    """Let ``rule`` speak; what it refuses comes back with the reason that was typed."""
    signed_in()
    try:
        with transaction():
            ruling = rule()
    except (Invalid, Refused) as no:
        db.session.rollback()
        return _one(again(), no)
    return _done(told(ruling.kind), url.undo(ruling) if ruling.kind in moderation.UNDOABLE else "")


def _done(said: str, undo: str = "") -> Response:
    """What was done and how it is undone: a piece for the queue's script, else the queue anew."""
    if respond.wants_piece():
        return respond.fragment("ruled", said=said, undo=undo)
    return respond.back(url.moderation(), show.linked(said, _("Undo"), undo) if undo else said)


def told(kind: str) -> str:
    """What was done, as the next page says it."""
    return {
        "publish": _("Published."),
        "return": _("Returned: the author reads your reason."),
        "remove": _("Removed: the author reads your reason."),
        "restore": _("It is back where it was."),
        "hide": _("Hidden: the author reads your reason."),
        "show": _("The comment is in sight again."),
        "dismiss": _("The flags are settled, and it stays."),
        "suspend": _("Suspended."),
        "lift": _("The suspension is lifted."),
        "reopen": _("It waits for a look again."),
        "uphold": _("The appeal is answered: it stands."),
    }[kind]


def _ruling(number: int) -> tuple[Ruling, Idea | Comment | Person]:
    """A ruling that can be undone, and what it is about; through what one may see and do."""
    ruling = db.session.get(Ruling, number)
    if ruling is None or ruling.kind not in moderation.UNDOABLE:
        raise NotVisible(_("There is nothing here to undo."))
    if ruling.person_id is not None:
        person = db.session.get_one(Person, ruling.person_id)
        needs(Can.SUSPEND, person)
        return ruling, person
    about = load.comment(ruling.comment_id) if ruling.comment_id else load.idea(ruling.idea_id or 0)
    needs(Can.MODERATE, about)
    return ruling, about


def _not_yet(ruling: Ruling) -> None:
    if ruling.undone_at is not None:
        raise Refused(_("This was undone already."))


# One thing


def _one(item: items.Item, no: No | None = None) -> Response:
    errors = show.errors_of(no) if no else {}
    if no is not None and respond.wants_piece():
        return respond.fragment("ruled", no.status, said=next(iter(errors.values())))
    return show.page(
        "moderate", no.status if no else 200, item_=item, errors=errors, templates=queue.reason_templates()
    )


def _idea_item(number: int) -> items.Item:
    idea = load.idea(number)
    flags = queue.open_flags_on(idea)
    kind = "screening" if idea.phase == Phase.SCREENING else "flagged" if flags else "plain"
    known = evidence.look_up([idea], flags, now(), _may_suspend)
    return items.of_idea(idea, kind, known, flags=flags, hold=moderation.open_hold(idea))


def _comment_item(number: int) -> items.Item:
    comment = load.comment(number)
    flags = queue.open_flags_on(comment)
    known = evidence.look_up([comment], flags, now(), _may_suspend)
    kind = "flagged" if flags else "plain"
    return items.of_comment(comment, kind, known, flags=flags, hold=moderation.open_hold(comment))


def _may_suspend(person: Person) -> bool:
    return may(Can.SUSPEND, person) and not person.roles


def _person_item(handle: str) -> items.Item:
    person = load.person(handle)
    ruling = moderation.suspension_of(person)
    return items.of_person(person, now(), ruling.reason if ruling else "")
