"""TABLE: everything that can happen, by the name it has in the log. Ids and numbers only, never prose."""

from __future__ import annotations

from dataclasses import dataclass

from ideaboard.core.events import Event


@dataclass(frozen=True)
class PersonJoined(Event):
    kind, public = "person.joined", False
    person_id: int


@dataclass(frozen=True)
class CodeAsked(Event):
    kind, public = "person.code_asked", False
    code_id: int


@dataclass(frozen=True)
class AddressChanged(Event):
    """Somebody has another address; the row ``code_id`` remembers the old one while traces are kept."""

    kind, public = "person.address_changed", False
    person_id: int
    code_id: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    kind, public = "person.password_changed", False
    person_id: int


@dataclass(frozen=True)
class ConfirmationAsked(Event):
    kind, public = "person.confirmation_asked", False
    code_id: int


@dataclass(frozen=True)
class PersonConfirmed(Event):
    kind, public = "person.confirmed", False
    person_id: int


@dataclass(frozen=True)
class PersonRecognised(Event):
    """Somebody signed up with the address of ``owner_id``, and proved it: they are one."""

    kind, public = "person.recognised", False
    person_id: int
    owner_id: int


@dataclass(frozen=True)
class SessionsEnded(Event):
    kind, public = "person.sessions_ended", False
    person_id: int
    sessions: int


@dataclass(frozen=True)
class TokenMade(Event):
    kind, public = "person.token_made", False
    person_id: int
    token_id: int


@dataclass(frozen=True)
class TokenRevoked(Event):
    kind, public = "person.token_revoked", False
    person_id: int
    token_id: int


@dataclass(frozen=True)
class AppAdded(Event):
    kind, public = "person.app_added", False
    person_id: int


@dataclass(frozen=True)
class AppRemoved(Event):
    kind, public = "person.app_removed", False
    person_id: int


@dataclass(frozen=True)
class RecoveryCodesMade(Event):
    kind, public = "person.recovery_made", False
    person_id: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Event):
    kind, public = "person.recovery_used", False
    person_id: int


@dataclass(frozen=True)
class PasskeyAdded(Event):
    kind, public = "person.passkey_added", False
    person_id: int
    passkey_id: int


@dataclass(frozen=True)
class PasskeyRemoved(Event):
    kind, public = "person.passkey_removed", False
    person_id: int
    passkey_id: int


@dataclass(frozen=True)
class IdentityAdded(Event):
    """Somebody signs in by their account at a provider from now on."""

    kind, public = "person.identity_added", False
    person_id: int
    provider_id: int


@dataclass(frozen=True)
class IdentityRemoved(Event):
    kind, public = "person.identity_removed", False
    person_id: int
    provider_id: int


@dataclass(frozen=True)
class ProviderChanged(Event):
    """A provider that vouches for people was added or changed (``there``), or taken away."""

    kind, public = "site.provider_changed", False
    provider_id: int
    there: bool


@dataclass(frozen=True)
class RoleChanged(Event):
    kind, public = "person.role_changed", False
    person_id: int
    role: str
    given: bool
    board_id: int | None = None


@dataclass(frozen=True)
class PersonAccepted(Event):
    """Somebody accepted a version of the site's privacy notice or terms (``legal``)."""

    kind, public = "person.accepted", False
    person_id: int
    legal: str
    number: int


@dataclass(frozen=True)
class LegalTextWritten(Event):
    """The site's privacy notice or terms have a new version."""

    kind = "site.legal_written"
    legal: str
    number: int


@dataclass(frozen=True)
class PersonLeft(Event):
    """An account was given up; the number is all that is left to tell."""

    kind, public = "person.left", False
    person_id: int


@dataclass(frozen=True)
class PersonSuspended(Event):
    kind, public = "person.suspended", False
    person_id: int
    ruling_id: int


@dataclass(frozen=True)
class PersonReinstated(Event):
    kind, public = "person.reinstated", False
    person_id: int
    ruling_id: int


@dataclass(frozen=True)
class BoardOpened(Event):
    kind = "board.opened"
    board_id: int


@dataclass(frozen=True)
class BoardChanged(Event):
    kind = "board.changed"
    board_id: int


@dataclass(frozen=True)
class RulesChanged(Event):
    kind = "board.rules_changed"
    board_id: int
    version: int


@dataclass(frozen=True)
class TermsAccepted(Event):
    kind, public = "board.terms_accepted", False
    board_id: int
    person_id: int
    acceptance_id: int


@dataclass(frozen=True)
class MembershipAsked(Event):
    kind, public = "board.membership_asked", False
    board_id: int
    person_id: int


@dataclass(frozen=True)
class MemberAdmitted(Event):
    kind, public = "board.member_admitted", False
    board_id: int
    person_id: int


@dataclass(frozen=True)
class BoardLeft(Event):
    kind, public = "board.left", False
    board_id: int
    person_id: int


@dataclass(frozen=True)
class BoardInvited(Event):
    kind, public = "board.invited", False
    board_id: int
    invitation_id: int
    person_id: int | None


@dataclass(frozen=True)
class TeamInvited(Event):
    kind, public = "team.invited", False
    invitation_id: int
    board_id: int | None


@dataclass(frozen=True)
class RoundCut(Event):
    kind = "round.cut"
    board_id: int
    round_id: int
    ideas: int


@dataclass(frozen=True)
class RoundPlanned(Event):
    kind = "round.planned"
    board_id: int
    round_id: int


@dataclass(frozen=True)
class RoundOpened(Event):
    kind = "round.opened"
    board_id: int
    round_id: int
    ideas: int


@dataclass(frozen=True)
class RoundClosed(Event):
    kind = "round.closed"
    board_id: int
    round_id: int
    ideas: int


@dataclass(frozen=True)
class About(Event):
    """Something about one idea."""

    idea_id: int
    board_id: int


@dataclass(frozen=True)
class IdeaSubmitted(About):
    kind = "idea.submitted"


@dataclass(frozen=True)
class IdeaPublished(About):
    kind = "idea.published"


@dataclass(frozen=True)
class IdeaReturned(About):
    kind = "idea.returned"


@dataclass(frozen=True)
class IdeaRevised(About):
    kind = "idea.revised"
    revision: int


@dataclass(frozen=True)
class IdeaMoved(About):
    kind = "idea.moved"
    start: str
    to: str
    ended_by: str | None = None


@dataclass(frozen=True)
class RoundEntered(About):
    kind = "round.entered"
    round_id: int


@dataclass(frozen=True)
class IdeaMilestone(About):
    kind = "idea.milestone"
    reached: int
    days: int = 0


@dataclass(frozen=True)
class IdeaQualified(About):
    kind = "idea.qualified"
    case_id: int
    value: int | None  # of the gate's metric; nothing where the tally stays hidden


@dataclass(frozen=True)
class IdeaPicked(About):
    kind = "idea.picked"
    case_id: int


@dataclass(frozen=True)
class IdeaDecided(About):
    kind = "idea.decided"
    decision_id: int
    outcome: str


@dataclass(frozen=True)
class IdeaMerged(About):
    kind = "idea.merged"
    into: int


@dataclass(frozen=True)
class IdeaUnmerged(About):
    kind = "idea.unmerged"
    out_of: int


@dataclass(frozen=True)
class IdeaLinked(About):
    kind, public = "idea.linked", False  # the other idea may not be everybody's to know of
    link_id: int


@dataclass(frozen=True)
class DuplicatesDismissed(Event):
    kind, public = "duplicates.dismissed", False
    board_id: int
    pairs: int


@dataclass(frozen=True)
class MakerInvited(About):
    kind, public = "maker.invited", False
    invitation_id: int
    person_id: int | None


@dataclass(frozen=True)
class MakerJoined(About):
    kind = "maker.joined"
    person_id: int


@dataclass(frozen=True)
class MakerRefused(About):
    kind, public = "maker.refused", False
    invitation_id: int
    person_id: int


@dataclass(frozen=True)
class MakerLeft(About):
    kind = "maker.left"
    person_id: int


@dataclass(frozen=True)
class LeaderChanged(About):
    kind = "maker.leads"
    person_id: int


@dataclass(frozen=True)
class SharesProposed(About):
    kind, public = "shares.proposed", False
    proposal_id: int


@dataclass(frozen=True)
class SharesAgreed(About):
    kind, public = "shares.agreed", False
    proposal_id: int


@dataclass(frozen=True)
class SharesRefused(About):
    kind, public = "shares.refused", False
    proposal_id: int


@dataclass(frozen=True)
class CreditOffered(About):
    kind, public = "credit.offered", False
    comment_id: int
    person_id: int


@dataclass(frozen=True)
class CreditAgreed(About):
    kind = "credit.agreed"
    comment_id: int
    person_id: int


@dataclass(frozen=True)
class IdeaProgressed(About):
    kind = "idea.progressed"
    note_id: int


@dataclass(frozen=True)
class SearchMatched(About):
    """A new idea fits a search that somebody saved."""

    kind, public = "search.matched", False
    person_id: int
    search_id: int


@dataclass(frozen=True)
class IdeaLaunched(About):
    kind = "idea.launched"


@dataclass(frozen=True)
class IdeaHidden(About):
    kind, public = "idea.hidden", False


@dataclass(frozen=True)
class IdeaShown(About):
    kind, public = "idea.shown", False


@dataclass(frozen=True)
class VoteCast(About):
    """A ballot was given, changed or taken back. The ballot is its own row; this only lets the house follow."""

    kind, kept = "vote.cast", False
    before: int = 0  # the gate's metric before and after
    after: int = 0


@dataclass(frozen=True)
class VotesHeld(About):
    """Ballots were set apart: they stand in the ledger and count nowhere."""

    kind, public = "votes.held", False
    ballots: int


@dataclass(frozen=True)
class VotesReleased(About):
    """Held ballots count from now on."""

    kind, public = "votes.released", False
    ballots: int


@dataclass(frozen=True)
class VotesDiscarded(About):
    """Ballots were ended by the team; the ledger shows which, when and by whom."""

    kind = "votes.discarded"
    ballots: int


@dataclass(frozen=True)
class VoteTooLate(About):
    """A person confirmed their address when voting was over: the ballot that waited ended without counting."""

    kind, public = "vote.too_late", False
    person_id: int


@dataclass(frozen=True)
class CommentSubmitted(About):
    """A comment was written; whether it is to be seen at once is decided now. Once it is seen, it is posted."""

    kind, kept = "comment.submitted", False
    comment_id: int


@dataclass(frozen=True)
class CommentPosted(About):
    kind = "comment.posted"
    comment_id: int
    official: bool = False


@dataclass(frozen=True)
class CommentEdited(About):
    kind, public = "comment.edited", False
    comment_id: int


@dataclass(frozen=True)
class CommentChanged(About):
    kind, public = "comment.changed", False
    comment_id: int


@dataclass(frozen=True)
class CommentDeleted(About):
    kind = "comment.deleted"
    comment_id: int


@dataclass(frozen=True)
class AssessmentGiven(About):
    kind, public = "review.assessed", False
    case_id: int


@dataclass(frozen=True)
class CaseNoted(About):
    kind, public = "review.noted", False
    note_id: int


@dataclass(frozen=True)
class RewardProposed(About):
    kind, public = "reward.proposed", False
    reward_id: int
    person_id: int


@dataclass(frozen=True)
class RewardGranted(About):
    kind = "reward.granted"
    reward_id: int
    person_id: int


@dataclass(frozen=True)
class RewardPaid(About):
    kind, public = "reward.paid", False
    reward_id: int
    person_id: int


@dataclass(frozen=True)
class FlagRaised(About):
    kind, public = "moderation.flagged", False
    flag_id: int


@dataclass(frozen=True)
class RulingMade(Event):
    kind = "moderation.ruled"
    ruling_id: int
    idea_id: int | None = None
    board_id: int | None = None


@dataclass(frozen=True)
class PostHeld(About):
    """A post waits out of sight until somebody has looked at it."""

    kind, public = "moderation.held", False
    hold_id: int
    comment_id: int | None = None
    reported: bool = False  # by so many that it went out of sight


@dataclass(frozen=True)
class FlagsSettled(Event):
    """What became of reports. Without the idea: those who reported it may not see it any more."""

    kind, public = "moderation.flags_settled", False
    ruling_id: int


@dataclass(frozen=True)
class AppealMade(Event):
    kind = "moderation.appealed"
    appeal_id: int
    ruling_id: int
    idea_id: int | None = None
    board_id: int | None = None


@dataclass(frozen=True)
class AppealDecided(Event):
    kind = "moderation.appeal_decided"
    appeal_id: int
    ruling_id: int
    outcome: str
    idea_id: int | None = None
    board_id: int | None = None


@dataclass(frozen=True)
class ImportFinished(Event):
    kind, public = "import.finished", False
    board_id: int
    run_id: int


@dataclass(frozen=True)
class ImportAsked(Event):
    """An admin asked for an uploaded file to be looked at, or taken."""

    kind, public = "import.asked", False
    board_id: int
    run_id: int


@dataclass(frozen=True)
class ImportUndone(Event):
    """An import was taken back; ``gone`` are the numbers of its ideas, as ``[first, last]``."""

    kind, public = "import.undone", False
    board_id: int
    run_id: int
    gone: list[list[int]]


EVENTS: dict[str, type[Event]] = {
    event.kind: event for event in list(globals().values())
    if isinstance(event, type) and issubclass(event, Event) and "kind" in vars(event)
}  # fmt: skip
