"""People: who they are, how they sign in, what they may do."""

from ideaboard.domain.people.actions import (
    ask_code,
    change_password,
    check_email,
    choose_language,
    digits,
    edit,
    give_role,
    house,
    join,
    reset_password,
    retry_mail,
    set_site,
    show_support,
    sign_in_by_code,
    take_role,
    use_code,
)
from ideaboard.domain.people.addresses import ask_new_address, change_address
from ideaboard.domain.people.challenges import challenges_due, put_challenge, take_challenge
from ideaboard.domain.people.claiming import prove_address, unconfirmed
from ideaboard.domain.people.confirming import (
    CONFIRM_LIVES,
    ask_confirmation,
    code_of_link,
    confirm,
    confirm_by_link,
    linked,
    told_owner,
)
from ideaboard.domain.people.credentials import AuthenticatorApp, Passkey, RecoveryCode, SignIn
from ideaboard.domain.people.devices import Device, device_of
from ideaboard.domain.people.domains import Domains
from ideaboard.domain.people.joining import check_welcome, sign_up
from ideaboard.domain.people.legal import KINDS as LEGAL_KINDS
from ideaboard.domain.people.legal import accept_legal, latest, versions, write_legal
from ideaboard.domain.people.lost_steps import take_away_two_steps, with_two_steps
from ideaboard.domain.people.mails import DEFAULT as MAILS_BY_DEFAULT
from ideaboard.domain.people.mails import MAILS, choose_mail, leaving_link, of_link, switch_off, wanting, wants
from ideaboard.domain.people.models import Code, Person, Role, Token
from ideaboard.domain.people.passkeys import (
    Place,
    add_passkey,
    ask_for_passkey,
    offer_passkey,
    passkeys_of,
    remove_passkey,
    use_passkey,
)
from ideaboard.domain.people.programs import SCOPES, drop_tokens, make_token, revoke_token
from ideaboard.domain.people.providers import (
    ProviderForm,
    client_of,
    come_in,
    identities_of,
    link_identity,
    provider,
    providers,
    remove_provider,
    unlink_identity,
    write_provider,
)
from ideaboard.domain.people.queries import (
    by_email,
    by_handle,
    by_token,
    claimants,
    owner_of,
    staff_ids,
    tokens_of,
    who_may_enter,
    with_roles,
)
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
from ideaboard.domain.people.team import (
    invite_to_team,
    is_open,
    join_team,
    open_invitations,
    take_back_invitation,
    team_invitation,
    team_key,
)
from ideaboard.domain.people.two_steps import (
    address_for,
    app_of,
    asks_second_step,
    begin_app,
    bound_to_two_steps,
    confirm_app,
    has_app,
    has_passkey,
    make_recovery_codes,
    missing_step,
    recovery_codes_left,
    remove_app,
    seed_of,
    use_app,
    use_recovery_code,
)
from ideaboard.domain.people.welcome import become_first_admin, has_admin, name_site, new_welcome_code, opens_welcome

__all__ = [
    "AuthenticatorApp", "CONFIRM_LIVES", "Code", "Device", "Domains", "LEGAL_KINDS", "MAILS", "MAILS_BY_DEFAULT",
    "Passkey", "Person", "Place", "ProviderForm", "RecoveryCode", "Role", "SCOPES", "Session", "SignIn", "Token",
    "accept_legal", "add_passkey", "address_for", "app_of", "ask_code", "ask_confirmation", "ask_for_passkey",
    "ask_new_address", "asks_second_step", "become_first_admin", "begin_app", "bound_to_two_steps", "by_email",
    "by_handle", "by_session", "by_token", "challenges_due", "change_address", "change_password", "check_email",
    "check_welcome", "choose_language", "claimants", "choose_mail", "client_of", "code_of_link", "come_in",
    "confirm", "confirm_app", "confirm_by_link", "device_of", "digits", "drop_tokens", "edit", "end_session",
    "fits", "give_role", "has_admin", "has_app", "has_passkey", "hash_password", "house", "identities_of",
    "invite_to_team", "is_open", "join", "join_team", "latest", "leaving_link", "link_identity", "linked",
    "make_recovery_codes", "make_token", "missing_step", "name_site", "new_welcome_code", "note_use", "of_link",
    "offer_passkey", "open_invitations", "open_session", "opens_welcome", "owner_of", "passkeys_of", "prove",
    "prove_address", "provider", "providers", "put_challenge", "recovery_codes_left", "remove_app",
    "remove_passkey", "remove_provider", "reset_password", "retry_mail", "revoke_token", "seed_of", "sessions_due",
    "sessions_of", "set_site", "show_support", "sign_in_by_code", "sign_out_everywhere", "sign_up", "staff_ids",
    "switch_off", "take_away_two_steps", "take_back_invitation", "take_challenge", "take_role", "team_invitation",
    "team_key", "tokens_of", "told_owner", "unconfirmed", "unlink_identity", "use_app", "use_code", "use_passkey",
    "use_recovery_code", "versions", "wanting", "wants", "who_may_enter", "with_roles", "with_two_steps",
    "write_legal", "write_provider",
]  # fmt: skip
