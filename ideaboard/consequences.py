"""TABLE: what follows from what. NOW in the same transaction: the house stays consistent. LATER, after the commit, by
the worker: the world is told. DUE: what the clock makes due, asked every minute; CHORES: what is looked after then."""

from __future__ import annotations

from ideaboard.core import idempotency
from ideaboard.core.events import Consequence, Event
from ideaboard.domain import events as e
from ideaboard.domain import ideas, integrity, moderation, people, review, rewards, rounds, transfer, votes
from ideaboard.effects import imports, notify, search

NOW: dict[type[Event], tuple[Consequence, ...]] = {
    e.PersonConfirmed: (votes.count_confirmed,),
    e.PersonRecognised: (transfer.bring_along, votes.carry_recognised),
    e.RulesChanged: (ideas.relist, votes.rewarm),
    e.IdeaSubmitted: (moderation.hold_idea_if_doubtful,),
    e.IdeaRevised: (moderation.hold_idea_if_reworded,),
    e.IdeaPublished: (votes.begin,),
    e.IdeaMoved: (votes.reveal_if_closed, review.drop_case, review.reopen_case),
    e.VoteCast: (ideas.note_milestones, review.route_if_qualified),
    e.MakerJoined: (votes.end_own,),
    e.CommentSubmitted: (moderation.hold_comment_if_doubtful,),
    e.CommentEdited: (moderation.hold_comment_if_reworded,),
    e.IdeaMerged: (votes.recount_family, review.qualify_after_merge),
    e.IdeaUnmerged: (votes.recount_family,),
    e.IdeaDecided: (rewards.propose_if_accepted,),
    e.IdeaLaunched: (rewards.propose_if_launched,),
}

LATER: dict[type[Event], tuple[Consequence, ...]] = {
    e.CodeAsked: (notify.mail_code,),
    e.AddressChanged: (notify.mail_address_changed,),
    e.ConfirmationAsked: (notify.mail_confirmation,),
    e.PersonSuspended: (notify.tell_person_by_mail,),
    e.PersonReinstated: (notify.tell_person_by_mail,),
    e.PersonLeft: (search.refresh,),
    e.AppRemoved: (notify.tell_person,),
    e.PasskeyRemoved: (notify.tell_person,),
    e.PersonRecognised: (search.refresh,),
    e.IdeaPublished: (notify.tell_makers_by_mail, search.refresh),
    e.IdeaReturned: (notify.tell_makers_by_mail,),
    e.IdeaRevised: (search.refresh,),
    e.IdeaMoved: (notify.tell_of_end, notify.tell_moderators_if_screening, search.refresh),
    e.IdeaMilestone: (notify.tell_makers,),
    e.RoundEntered: (notify.tell_makers,),
    e.IdeaQualified: (notify.tell_supporters, notify.tell_reviewers),
    e.IdeaPicked: (notify.tell_supporters, notify.tell_reviewers),
    e.IdeaDecided: (notify.tell_supporters_by_mail,),
    e.IdeaMerged: (notify.tell_supporters, search.refresh),
    e.IdeaUnmerged: (notify.tell_supporters, search.refresh),
    e.IdeaProgressed: (notify.tell_supporters,),
    e.IdeaLaunched: (notify.tell_supporters_by_mail,),
    e.IdeaHidden: (search.refresh,),
    e.IdeaShown: (search.refresh,),
    e.VotesHeld: (notify.tell_moderators,),
    e.VoteTooLate: (notify.tell_person,),
    e.CommentPosted: (notify.tell_of_comment, search.refresh),
    e.CommentEdited: (search.refresh,),
    e.CommentChanged: (search.refresh,),
    e.CommentDeleted: (search.refresh,),
    e.FlagRaised: (notify.tell_moderators,),
    e.PostHeld: (notify.tell_of_hold,),
    e.RulingMade: (notify.tell_ruled,),
    e.FlagsSettled: (notify.tell_reporters,),
    e.AppealMade: (notify.tell_who_may_decide,),
    e.AppealDecided: (notify.tell_appellant,),
    e.RewardProposed: (notify.tell_admins,),
    e.RewardGranted: (notify.tell_person,),
    e.RewardPaid: (notify.tell_person,),
    e.ImportAsked: (imports.run_import,),
    e.ImportFinished: (search.refresh,),
    e.ImportUndone: (search.refresh,),
    e.RulesChanged: (search.refresh,),
    e.MakerInvited: (notify.tell_invited, notify.mail_maker_invitation),
    e.MakerJoined: (notify.tell_makers, search.refresh),
    e.MakerRefused: (notify.tell_makers,),
    e.MakerLeft: (notify.tell_makers,),
    e.LeaderChanged: (notify.tell_makers,),
    e.SharesProposed: (notify.tell_makers,),
    e.SharesAgreed: (notify.tell_makers,),
    e.SharesRefused: (notify.tell_makers,),
    e.CreditOffered: (notify.tell_person,),
    e.CreditAgreed: (notify.tell_makers,),
    e.SearchMatched: (notify.tell_person,),
    e.MembershipAsked: (notify.tell_moderators,),
    e.MemberAdmitted: (notify.tell_person,),
    e.BoardLeft: (notify.tell_person,),
    e.TeamInvited: (notify.mail_team_invitation,),
    e.BoardInvited: (notify.tell_person, notify.mail_invitation),
}

# in this order when several fell due at the same moment: first cuts, then the early ones, deadlines, silence
DUE = (
    rounds.rounds_due,
    review.drops_due,
    review.deadlines_due,
    ideas.silences_due,
    idempotency.forget_due,
    people.sessions_due,
    people.challenges_due,
)

# what every tick looks after besides: an index that was lost or damaged, ideas that were never compared,
# decisions to learn from, votes that belong together
CHORES = (
    search.mend,
    search.compare,
    moderation.learn_if_due,
    integrity.look_if_due,
    search.alert_if_due,
    imports.sweep_files,
    transfer.forget_traces,
)
