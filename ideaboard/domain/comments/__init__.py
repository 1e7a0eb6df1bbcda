"""Comments, in threads."""

from ideaboard.domain.comments.actions import delete, edit, heart, hide, post, unheart, unhide, worded
from ideaboard.domain.comments.models import Comment, Heart
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
    "Comment", "Heart", "answers", "commenter_ids", "delete", "edit", "find", "first_answers", "heart", "hearted",
    "hide", "of_idea", "official_answers", "post", "threads", "unheart", "unhide", "worded",
]  # fmt: skip
