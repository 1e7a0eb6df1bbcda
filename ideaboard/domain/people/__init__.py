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
    show_support,
    sign_in_by_code,
    take_role,
    use_code,
)
from ideaboard.domain.people.confirming import (
    CONFIRM_LIVES,
    ask_confirmation,
    code_of_link,
    confirm,
    confirm_by_link,
    linked,
    prove_address,
    unconfirmed,
)
from ideaboard.domain.people.credentials import SignIn
from ideaboard.domain.people.devices import Device, device_of
from ideaboard.domain.people.domains import Domains
from ideaboard.domain.people.joining import check_welcome, sign_up
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
from ideaboard.domain.people.welcome import become_first_admin, has_admin, name_site, new_welcome_code, opens_welcome

__all__ = [
    "CONFIRM_LIVES", "SCOPES", "Code", "Device", "Domains", "Person", "Role", "Session", "SignIn", "Token",
    "ask_code", "ask_confirmation", "become_first_admin", "by_email", "by_handle", "by_session", "by_token",
    "change_password", "check_email", "check_welcome", "choose_language", "choose_mail", "code_of_link", "confirm",
    "confirm_by_link", "device_of", "digits", "edit", "end_session", "fits", "give_role", "has_admin", "hash_password",
    "house", "join", "linked", "make_token", "name_site", "new_welcome_code", "note_use", "open_session",
    "opens_welcome", "prove", "prove_address",
    "reset_password", "revoke_token", "sessions_due", "sessions_of", "set_site", "show_support",
    "sign_in_by_code", "sign_out_everywhere", "sign_up", "staff_ids", "take_role", "tokens_of", "unconfirmed",
    "use_code", "with_roles",
]  # fmt: skip
