"""Ideas: written, submitted, moved along, merged, followed."""

from ideaboard.domain.ideas.actions import (
    draft,
    entry_kind,
    follow,
    publish,
    recall,
    revise,
    send_back,
    submit,
    takes,
    template_of,
    unfollow,
    withdraw,
)
from ideaboard.domain.ideas.anonymity import Unnamed, makers_kept_back, masked, nameless, unnamed
from ideaboard.domain.ideas.anonymity import shown as shown_as
from ideaboard.domain.ideas.attachments import add_file, remove_file
from ideaboard.domain.ideas.clock import (
    end_silent,
    kinds_of_rules,
    milestones_reached,
    note_milestones,
    reach,
    silences_due,
)
from ideaboard.domain.ideas.links import Linked, answered_by, link, links_of, needs, unlink
from ideaboard.domain.ideas.makers import (
    accept,
    agree_to_shares,
    claim_invitation,
    consents_to,
    hand_over,
    invitation_by_key,
    invitation_key,
    invitations_for,
    invitations_of,
    invite,
    leave_team,
    open_proposal,
    propose_shares,
    refuse,
    refuse_shares,
    take_back_invitation,
    team_open,
)
from ideaboard.domain.ideas.merging import family, merge, merge_all, unmerge
from ideaboard.domain.ideas.models import (
    Attachment,
    Follow,
    Idea,
    Link,
    Maker,
    MakerInvitation,
    Picture,
    Revision,
    ShareProposal,
    Tag,
)
from ideaboard.domain.ideas.moving import hide, move, relist, show, unhide
from ideaboard.domain.ideas.pictures import attach, detach
from ideaboard.domain.ideas.queries import (
    SORTS,
    Filter,
    cards,
    common_tags,
    count_on,
    drafts_of,
    find,
    followers_of,
    follows,
    listed,
    order,
    pictures_of,
    revisions_of,
    row_of,
    rows_of,
    sees,
    underdogs,
    visible_to,
)

__all__ = [
    "Attachment", "Filter", "Follow", "Idea", "Link", "Linked", "Maker", "MakerInvitation", "Picture", "Revision",
    "SORTS", "ShareProposal", "Tag", "Unnamed", "accept", "add_file", "agree_to_shares", "answered_by", "attach",
    "cards", "claim_invitation", "common_tags", "consents_to", "count_on", "detach", "draft", "drafts_of", "end_silent",
    "entry_kind", "family", "find", "follow", "followers_of", "follows", "hand_over", "hide", "invitation_by_key",
    "invitation_key", "invitations_for", "invitations_of", "invite", "kinds_of_rules", "leave_team", "link", "links_of",
    "listed", "makers_kept_back", "masked", "merge", "merge_all", "milestones_reached", "move", "nameless", "needs",
    "note_milestones", "open_proposal", "order", "pictures_of", "propose_shares", "publish", "reach", "recall",
    "refuse", "refuse_shares", "relist", "remove_file", "revise", "revisions_of", "row_of", "rows_of", "sees",
    "send_back", "show", "shown_as", "silences_due", "submit", "take_back_invitation", "takes", "team_open",
    "template_of", "underdogs", "unfollow", "unhide", "unlink", "unmerge", "unnamed", "visible_to", "withdraw",
]  # fmt: skip
