"""Ideas and what belongs to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ideaboard.core.db import Model, Numbered
from ideaboard.domain.boards import rulebook
from ideaboard.domain.boards.models import Board, RulesVersion
from ideaboard.domain.boards.rules import Rules, stage
from ideaboard.domain.lifecycle import ENDED_BY, Phase
from ideaboard.domain.people.models import Person

_PHASES = ", ".join(f"'{phase}'" for phase in Phase)
_ENDS = ", ".join(f"'{end}'" for end in ENDED_BY)


class Idea(Numbered, Model):
    """An idea on a board. ``phase`` is written by ``ideas.move`` alone, the tallies by the room votes alone."""

    __tablename__ = "ideas"
    __table_args__ = (
        CheckConstraint(f"phase in ({_PHASES})", name="phase"),
        CheckConstraint(f"ended_by in ({_ENDS})", name="ended_by"),
        CheckConstraint("(phase = 'merged') = (merged_into_id is not null)", name="merged_leads_on"),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("visibility in ('public', 'members', 'private')", name="visibility"),
        CheckConstraint("hidden_for in ('flags', 'sanction', 'ruling', 'held')", name="hidden_for"),
        CheckConstraint("supporters >= 0 and votes_up >= 0 and votes_down >= 0 and ballots >= 0", name="tallies"),
        CheckConstraint("carried_up >= 0 and carried_down >= 0 and comments >= 0 and followers >= 0", name="counts"),
        CheckConstraint("phase = 'draft' or rules_id is not null", name="rules_frozen"),
        Index("ix_ideas_listed_heat", "listed", "heat", "id"),
        Index("ix_ideas_listed_merit", "listed", "merit", "id"),
        Index("ix_ideas_listed_published", "listed", "published_at", "id"),
        Index("ix_ideas_listed_deadline", "listed", "phase", "deadline_at", "id"),
        Index("ix_ideas_listed_phase_heat", "listed", "phase", "heat", "id"),
        Index("ix_ideas_listed_phase_moved", "listed", "phase", "moved_at", "id"),
        Index("ix_ideas_board_heat", "board_id", "listed", "heat", "id"),
        Index("ix_ideas_board_standing", "board_id", "listed", "standing", "id"),
        Index("ix_ideas_board_published", "board_id", "listed", "published_at", "id"),
        Index("ix_ideas_board_phase", "board_id", "phase", "id"),
        Index("ix_ideas_author_id", "author_id", "id"),
        Index("ix_ideas_phase_deadline", "phase", "deadline_at"),
        Index("ix_ideas_merged_into_id", "merged_into_id"),
        {"sqlite_autoincrement": True},
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    rules_id: Mapped[int | None] = mapped_column(ForeignKey("rules_versions.id"))  # frozen at submission
    title: Mapped[str]
    slug: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    excerpt: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")  # which of the board's kinds of entry; empty: an idea
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # extra fields by their key; files are rows
    phase: Mapped[str] = mapped_column(default=Phase.DRAFT)
    left_phase: Mapped[str | None]  # the phase it came from, where an undo or a resubmission leads back
    ended_by: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    visibility: Mapped[str] = mapped_column(default="public")  # of its board when it was submitted: it only narrows
    hidden_for: Mapped[str | None]
    shown: Mapped[bool] = mapped_column(default=False)  # public phase and not hidden
    listed: Mapped[bool] = mapped_column(default=False)  # shown, on a public board, and not merged
    revision: Mapped[int] = mapped_column(default=1)

    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    moved_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    drops_done: Mapped[int] = mapped_column(default=0)  # how many of clock.drop have been judged

    # written by the room votes, by deltas under the row's lock
    ballots: Mapped[int] = mapped_column(default=0)
    supporters: Mapped[int] = mapped_column(default=0)
    votes_up: Mapped[int] = mapped_column(default=0)
    votes_down: Mapped[int] = mapped_column(default=0)
    points: Mapped[int] = mapped_column(default=0)
    score_sum: Mapped[int] = mapped_column(default=0)
    carried_up: Mapped[int] = mapped_column(default=0)
    carried_down: Mapped[int] = mapped_column(default=0)
    merit: Mapped[int] = mapped_column(default=0)  # what "top" sorts by across boards; 0 while the tally is hidden
    standing: Mapped[int] = mapped_column(default=0)  # the gate's metric × 1,000; 0 while the tally is hidden
    heat: Mapped[int] = mapped_column(BigInteger, default=0)

    comments: Mapped[int] = mapped_column(default=0)
    followers: Mapped[int] = mapped_column(default=0)

    board: Mapped[Board] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    version: Mapped[RulesVersion | None] = relationship(lazy="joined")
    tags: Mapped[list["Tag"]] = relationship(order_by="Tag.tag", cascade="all, delete-orphan")
    pictures: Mapped[list["Picture"]] = relationship(order_by="Picture.number", cascade="all, delete-orphan")
    files: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id", cascade="all, delete-orphan")
    makers: Mapped[list["Maker"]] = relationship(lazy="selectin", order_by="Maker.id")

    @property
    def rules(self) -> Rules:
        """The rules this idea lives by."""
        live = self.board.version
        frozen = self.version or live
        return rulebook.in_force(frozen, live, self.kind)

    @property
    def judged(self) -> bool:
        """Whether it is on its way to a review, as ideas are; needs and background are not."""
        kind = self.rules.form.kind(self.kind)
        return kind is None or kind.role == "idea"

    @property
    def stage(self) -> str:
        """The board's own word for where the idea stands."""
        return stage(self.rules, self.phase)

    @property
    def maker_ids(self) -> frozenset[int]:
        """Its author and everybody who makes it with them."""
        return frozenset({self.author_id, *(maker.person_id for maker in self.makers if maker.accepted_at)})

    @property
    def released(self) -> bool:
        """Whether its end gave all rights back to its makers, as the terms say that it was submitted under."""
        terms = self.rules.terms
        return bool(terms.key) and self.phase in terms.release_on

    @property
    def leader_id(self) -> int:
        """Who leads its makers."""
        return next((maker.person_id for maker in self.makers if maker.leads), self.author_id)


class Tag(Model):
    """A word an idea can be found by."""

    __tablename__ = "idea_tags"
    __table_args__ = (Index("ix_idea_tags_tag_idea_id", "tag", "idea_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Picture(Numbered, Model):
    """A picture of an idea, re-encoded by us; ``file`` is its name in the uploads folder."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("idea_id", "number"), UniqueConstraint("file"), {"sqlite_autoincrement": True})

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    number: Mapped[int]  # 1, 2, 3 … as shown
    file: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str]
    added_at: Mapped[datetime]


class Attachment(Numbered, Model):
    """A file that fills one extra field of an idea; ``file`` is its name in the uploads folder, ``name`` as sent."""

    __tablename__ = "attachments"
    __table_args__ = (
        UniqueConstraint("idea_id", "key"),
        UniqueConstraint("file"),
        CheckConstraint("size >= 0", name="size"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    key: Mapped[str]
    file: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]  # bytes
    added_at: Mapped[datetime]


class Link(Numbered, Model):
    """How one idea stands to another, said by its makers or the team: it builds on it, extends it, answers it, …"""

    __tablename__ = "idea_links"
    __table_args__ = (
        UniqueConstraint("idea_id", "other_id", "kind"),
        CheckConstraint("kind in ('builds_on', 'extends', 'answers', 'duplicates')", name="kind"),
        CheckConstraint("idea_id <> other_id", name="not_to_itself"),
        Index("ix_idea_links_other_id", "other_id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    kind: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Maker(Numbered, Model):
    """Who makes an idea, and which share of its rewards is theirs, in basis points of the whole."""

    __tablename__ = "makers"
    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        CheckConstraint("share between 0 and 10000", name="share"),
        Index("ix_makers_person_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    share: Mapped[int]
    leads: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class MakerInvitation(Numbered, Model):
    """Somebody is asked to make an idea together: a person, or whoever has an address."""

    __tablename__ = "maker_invitations"
    __table_args__ = (
        CheckConstraint("share between 0 and 10000", name="share"),
        CheckConstraint("person_id is not null or email is not null", name="for_somebody"),
        Index("ix_maker_invitations_idea_id", "idea_id"),
        Index("ix_maker_invitations_person_id", "person_id"),
        Index("ix_maker_invitations_by_id_made_at", "by_id", "made_at"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    email: Mapped[str | None]
    share: Mapped[int]  # basis points, out of the leader's
    nonce: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # taken back

    idea: Mapped[Idea] = relationship(lazy="joined", innerjoin=True)

    @property
    def board_id(self) -> int:
        """So that permissions can be asked about an invitation as about anything on a board."""
        return self.idea.board_id

    def state(self, at: datetime) -> str:
        """open, accepted, refused, ended or expired."""
        if self.accepted_at is not None:
            return "accepted"
        if self.refused_at is not None:
            return "refused"
        if self.ended_at is not None:
            return "ended"
        return "open" if at < self.expires_at else "expired"


class ShareProposal(Numbered, Model):
    """Other shares for all makers of an idea; they hold once everybody has agreed."""

    __tablename__ = "share_proposals"
    __table_args__ = (
        CheckConstraint("outcome in ('agreed', 'refused', 'withdrawn', 'overtaken')", name="outcome"),
        CheckConstraint("(closed_at is null) = (outcome is null)", name="closed"),
        Index("ix_share_proposals_idea_id", "idea_id"),
        {"sqlite_autoincrement": True},
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    shares: Mapped[dict[str, int]] = mapped_column(JSON)  # person id → basis points
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class ShareConsent(Model):
    """A maker agrees to a proposal of shares."""

    __tablename__ = "share_consents"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("share_proposals.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]


class Revision(Numbered, Model):
    """What an idea said before an edit."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("idea_id", "number"), {"sqlite_autoincrement": True})

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]  # when this wording was replaced


class Follow(Model):
    """A person wants to hear what becomes of an idea."""

    __tablename__ = "follows"
    __table_args__ = (Index("ix_follows_person_id", "person_id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]
