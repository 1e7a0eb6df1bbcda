"""Telling people: inboxes, and mail."""

from ideaboard.effects.notify.addressees import addressees
from ideaboard.effects.notify.confirming import mail_confirmation
from ideaboard.effects.notify.mailing import (
    compose,
    mail,
    mail_address_changed,
    mail_code,
    mail_invitation,
    mail_maker_invitation,
    mail_team_invitation,
)
from ideaboard.effects.notify.models import Notification
from ideaboard.effects.notify.queries import inbox, mark_seen, unread
from ideaboard.effects.notify.sentences import Telling, echo, sentence, tellings
from ideaboard.effects.notify.telling import (
    close_to,
    interested,
    mails_to,
    tell_admins,
    tell_appellant,
    tell_invited,
    tell_makers,
    tell_makers_by_mail,
    tell_moderators,
    tell_moderators_if_screening,
    tell_of_comment,
    tell_of_end,
    tell_of_hold,
    tell_person,
    tell_person_by_mail,
    tell_reporters,
    tell_reviewers,
    tell_ruled,
    tell_supporters,
    tell_supporters_by_mail,
    tell_who_may_decide,
)
from ideaboard.effects.notify.wording import flag_name

__all__ = [
    "Notification", "Telling", "addressees", "close_to", "compose", "echo", "flag_name", "inbox", "interested", "mail",
    "mail_address_changed", "mail_code", "mail_confirmation", "mail_invitation", "mail_maker_invitation",
    "mail_team_invitation", "mails_to", "mark_seen", "sentence", "tell_admins", "tell_appellant", "tell_invited",
    "tell_makers", "tell_makers_by_mail", "tell_moderators", "tell_moderators_if_screening", "tell_of_comment",
    "tell_of_end", "tell_of_hold", "tell_person", "tell_person_by_mail", "tell_reporters", "tell_reviewers",
    "tell_ruled", "tell_supporters", "tell_supporters_by_mail", "tell_who_may_decide", "tellings", "unread",
]  # fmt: skip
