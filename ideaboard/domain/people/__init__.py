"""People: who they are, how they sign in, what they may do."""

from ideaboard.domain.people.actions import (
    SCOPES,
    ask_code,
    change_password,
    check_email,
    choose_language,
    choose_mail,
    digits,
    edit,
    give_role,
    house,
    join,
    make_token,
    reset_password,
    revoke_token,
    set_site,
    sign_in_by_code,
    take_role,
    use_code,
)
from ideaboard.domain.people.credentials import SignIn
from ideaboard.domain.people.devices import Device, device_of
from ideaboard.domain.people.models import Code, Person, Role, Token
from ideaboard.domain.people.queries import by_email, by_handle, by_token, staff_ids, tokens_of, with_roles
from ideaboard.domain.people.sessions import (
    Session,
    by_session,
    end_session,
    note_use,
    open_session,
    prove,
    sessions_due,
    sessions_of,
    sign_out_everywhere,
)
from ideaboard.domain.people.signin import fits, hash_password

__all__ = [
    "SCOPES", "Code", "Device", "Person", "Role", "Session", "SignIn", "Token", "ask_code", "by_email", "by_handle",
    "by_session", "by_token", "change_password", "check_email", "choose_language", "choose_mail", "device_of", "digits",
    "edit",
    "end_session", "fits", "give_role", "hash_password", "house", "join", "make_token", "note_use", "open_session",
    "prove", "reset_password", "revoke_token", "sessions_due", "sessions_of", "set_site", "sign_in_by_code",
    "sign_out_everywhere", "staff_ids", "take_role", "tokens_of", "use_code", "with_roles",
]  # fmt: skip
