"""What is not kept: traces of people that served their time are forgotten once a day, by the clock."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from ideaboard.core import settings
from ideaboard.core.clock import now
from ideaboard.core.db import db, transaction
from ideaboard.core.settings import SiteSetting
from ideaboard.domain.boards.models import BoardInvitation
from ideaboard.domain.ideas.models import MakerInvitation
from ideaboard.domain.integrity import VoteTrace
from ideaboard.domain.people.models import Code, TeamInvitation
from ideaboard.domain.searches import Hint, LostSearch

FEWEST, MOST = 7, 3_650  # days that an admin may set
INBOX_DAYS = 400
HINT_DAYS, LOST_DAYS = 180, 400
KEY = "traces_forgotten"


def forget_traces() -> None:
    """Forget what is older than the site keeps it; opens its own transaction, once a day.

    Used and dead codes, where votes came from, the addresses of invitations that ended; messages in inboxes after
    ``INBOX_DAYS``.
    """
    moment = now()
    today = moment.date().isoformat()
    if db.session.scalar(select(SiteSetting.value).where(SiteSetting.key == KEY)) == today:
        return
    old = moment - timedelta(days=int(settings.everything()["traces_days"]))
    inbox = db.metadata.tables["notifications"]
    with transaction() as session:
        settings.put(KEY, today)
        session.execute(delete(Code).where(Code.created_at < old))
        session.execute(delete(VoteTrace).where(VoteTrace.at < old))
        session.execute(delete(Hint).where(Hint.at < moment - timedelta(days=HINT_DAYS)))
        session.execute(delete(LostSearch).where(LostSearch.day < (moment - timedelta(days=LOST_DAYS)).date()))
        ended = or_(TeamInvitation.accepted_at < old, TeamInvitation.expires_at < old)
        session.execute(update(TeamInvitation).where(TeamInvitation.email.is_not(None), ended).values(email=None))
        for kind in (BoardInvitation, MakerInvitation):
            over = or_(kind.ended_at < old, kind.expires_at < old)
            session.execute(delete(kind).where(kind.email.is_not(None), kind.person_id.is_(None), over))
            session.execute(update(kind).where(kind.email.is_not(None), over).values(email=None))
        session.execute(delete(inbox).where(inbox.c.at < moment - timedelta(days=INBOX_DAYS)))
