"""Ideas: written, submitted, moved along, merged, followed."""

from ideaboard.domain.ideas.actions import (
    draft,
    follow,
    publish,
    revise,
    send_back,
    submit,
    unfollow,
    withdraw,
)
from ideaboard.domain.ideas.clock import end_silent, milestones_reached, note_milestones, silences_due
from ideaboard.domain.ideas.merging import family, merge, unmerge
from ideaboard.domain.ideas.models import Follow, Idea, Maker, Picture, Revision, Tag
from ideaboard.domain.ideas.moving import hide, move, relist, show, unhide
from ideaboard.domain.ideas.pictures import attach, detach
from ideaboard.domain.ideas.queries import (
    SORTS,
    Filter,
    cards,
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
    "SORTS", "Filter", "Follow", "Idea", "Maker", "Picture", "Revision", "Tag", "attach", "cards", "detach", "draft",
    "drafts_of", "end_silent", "family", "find", "follow", "followers_of", "follows", "hide", "listed", "merge",
    "milestones_reached", "move", "note_milestones", "order", "pictures_of", "publish", "relist", "revise",
    "revisions_of", "row_of", "rows_of", "sees", "send_back", "show", "silences_due", "submit", "underdogs", "unfollow",
    "unhide", "unmerge", "visible_to", "withdraw",
]  # fmt: skip
