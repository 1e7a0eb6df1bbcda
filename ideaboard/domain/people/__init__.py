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
    sign_out_everywhere,
    take_role,
    use_code,
)
from ideaboard.domain.people.models import Code, Person, Role, Token
from ideaboard.domain.people.queries import by_email, by_handle, by_session, by_token, staff_ids, tokens_of, with_roles
from ideaboard.domain.people.signin import fits, hash_password

__all__ = [
    "SCOPES", "Code", "Person", "Role", "Token", "ask_code", "by_email", "by_handle", "by_session", "by_token",
    "change_password", "check_email", "choose_language", "choose_mail",
    "digits", "edit", "fits", "give_role", "hash_password", "house",
    "join", "make_token", "reset_password", "revoke_token", "set_site", "sign_out_everywhere", "staff_ids",
    "take_role", "tokens_of", "use_code", "with_roles",
]  # fmt: skip
