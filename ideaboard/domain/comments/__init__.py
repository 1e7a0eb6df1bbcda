"""Comments, in threads."""

from ideaboard.domain.comments.actions import delete, edit, heart, hide, post, tell_posted, unheart, unhide, worded
from ideaboard.domain.comments.contributions import (
    answer_credit,
    contribution_of,
    contributions_on,
    contributors_of,
    offer_credit,
)
from ideaboard.domain.comments.models import Comment, Contribution, Heart
from ideaboard.domain.comments.queries import (
    answers,
    commenter_ids,
    find,
    first_answers,
    hearted,
    of_idea,
    official_answers,
    threads,
)

__all__ = [
    "Comment", "Contribution", "Heart", "answer_credit", "answers", "commenter_ids", "contribution_of",
    "contributions_on", "contributors_of", "delete", "edit", "find", "first_answers", "heart", "hearted", "hide",
    "of_idea", "offer_credit", "official_answers", "post", "tell_posted", "threads", "unheart", "unhide", "worded",
]  # fmt: skip
