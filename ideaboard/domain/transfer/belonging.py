"""TABLE: what in the database belongs to a person. One line for each column that points at people: whether its rows are
in the person's own download, and what becomes of them when the person leaves. A column without a line fails a test."""

from __future__ import annotations

from typing import Literal, NamedTuple

Then = Literal["goes", "stays", "emptied"]
GOES: Then = "goes"
STAYS: Then = "stays"
EMPTIED: Then = "emptied"


class Fate(NamedTuple):
    """``told``: the rows are in the download. ``then``: they go, stay under a nameless row, or lose their words."""

    told: bool
    then: Then
    why: str


def _mine(then: Then, why: str) -> Fate:
    return Fate(True, then, why)


def _theirs(why: str) -> Fate:
    return Fate(False, "stays", why)


BELONGS: dict[tuple[str, str], Fate] = {
    # what opens doors
    ("authenticator_apps", "person_id"): Fate(False, GOES, "a secret; that there is one is told by the sessions"),
    ("codes", "person_id"): Fate(False, GOES, "a secret that lives for minutes"),
    ("passkeys", "person_id"): _mine(GOES, "opens the account"),
    ("identities", "person_id"): _mine(GOES, "opens the account"),
    ("vote_traces", "person_id"): Fate(False, GOES, "digests that tell their owner nothing"),
    ("suspects", "person_id"): Fate(False, GOES, "a guess about votes; the votes themselves stay"),
    ("suspicions", "settled_by_id"): _theirs("said for the company"),
    ("saved_searches", "person_id"): _mine(GOES, "of no use without an account"),
    ("arrivals", "person_id"): _mine(GOES, "who brought one here"),
    ("arrivals", "by_id"): _mine(GOES, "whom one brought"),
    ("team_invitations", "by_id"): _theirs("belongs to who was invited"),
    ("team_invitations", "accepted_by_id"): _mine(STAYS, "how one came into the team"),
    ("recovery_codes", "person_id"): Fate(False, GOES, "a secret"),
    ("sign_ins", "person_id"): _mine(GOES, "opens the account"),
    ("tokens", "person_id"): _mine(GOES, "opens the account"),
    # who one is here
    ("acceptances", "person_id"): _mine(STAYS, "that terms were accepted must be provable; no name is left on it"),
    ("legal_texts", "by_id"): _theirs("said for the company"),
    ("memberships", "person_id"): _mine(GOES, "of no use without an account"),
    ("memberships", "by_id"): _theirs("who let somebody else in"),
    ("roles", "person_id"): _mine(GOES, "of no use without an account"),
    ("roles", "given_by_id"): _theirs("who gave somebody else a role"),
    ("board_invitations", "person_id"): _mine(GOES, "of no use without an account"),
    ("board_invitations", "by_id"): _theirs("belongs to who was invited"),
    ("last_letters", "person_id"): Fate(False, GOES, "when a letter left; the inbox tells the same"),
    ("notifications", "person_id"): _mine(GOES, "of no use without an account"),
    ("errands", "person_id"): Fate(False, GOES, "a letter that is still to be written"),
    # what one said
    ("ideas", "author_id"): _mine(STAYS, "stays without a name, or loses its words, as the author chooses"),
    ("revisions", "by_id"): _mine(STAYS, "goes with the words of the idea, where those go"),
    ("comments", "author_id"): _mine(STAYS, "stays without a name, or goes, as the author chooses"),
    ("idea_links", "by_id"): _mine(STAYS, "a statement about two ideas"),
    ("appeals", "person_id"): _mine(EMPTIED, "that there was one belongs to the log of moderation, its words do not"),
    ("flags", "person_id"): _mine(EMPTIED, "that there was one belongs to the log of moderation, its words do not"),
    # what one made with others
    ("makers", "person_id"): _mine(STAYS, "credit for an idea"),
    ("maker_invitations", "person_id"): _mine(GOES, "of no use without an account"),
    ("maker_invitations", "by_id"): _theirs("belongs to who was invited"),
    ("share_proposals", "by_id"): _mine(STAYS, "the makers agreed to it together"),
    ("share_consents", "person_id"): _mine(STAYS, "the makers agreed to it together"),
    ("contributions", "person_id"): _mine(STAYS, "credit for an idea"),
    ("contributions", "by_id"): _theirs("belongs to who was credited"),
    ("rewards", "person_id"): _mine(STAYS, "books are kept"),
    ("rewards", "proposed_by_id"): _theirs("done for the company"),
    ("rewards", "approved_by_id"): _theirs("done for the company"),
    ("rewards", "paid_by_id"): _theirs("done for the company"),
    # what one likes
    ("votes", "person_id"): _mine(STAYS, "an anonymous ballot, so that tallies stay true"),
    ("votes", "discarded_by_id"): _theirs("done for the company"),
    ("round_votes", "person_id"): _mine(STAYS, "an anonymous ballot, so that tallies stay true"),
    ("hearts", "person_id"): _mine(STAYS, "an anonymous like"),
    ("follows", "person_id"): _mine(GOES, "of no use without an account"),
    # what was done for the company
    ("import_runs", "by_id"): _theirs("done for the company"),
    ("rules_versions", "made_by_id"): _theirs("done for the company"),
    ("pairs", "dismissed_by_id"): _theirs("done for the company"),
    ("progress_notes", "by_id"): _theirs("said for the company"),
    ("assessments", "reviewer_id"): _theirs("said for the company"),
    ("case_notes", "author_id"): _theirs("said for the company"),
    ("decisions", "by_id"): _theirs("said for the company"),
    ("flags", "settled_by_id"): _theirs("done for the company"),
    ("rulings", "by_id"): _theirs("done for the company"),
    # what was done about one
    ("rulings", "whom_id"): _mine(STAYS, "the log of moderation"),
    ("rulings", "person_id"): _mine(STAYS, "the log of moderation"),
    ("holds", "person_id"): _mine(STAYS, "the log of moderation; what was found goes with the words, where those go"),
    ("facts", "actor_id"): _mine(STAYS, "numbers and no words; the name is gone"),
    ("facts", "person_id"): Fate(False, STAYS, "numbers and no words; what others did is theirs"),
}

# what comes along when a second account turns out to be somebody's who has one (votes do by a verb of their own)
COMES_ALONG = (
    ("ideas", "author_id"), ("revisions", "by_id"), ("makers", "person_id"), ("comments", "author_id"),
    ("idea_links", "by_id"), ("contributions", "person_id"), ("contributions", "by_id"), ("share_proposals", "by_id"),
    ("share_consents", "person_id"), ("maker_invitations", "person_id"), ("maker_invitations", "by_id"),
    ("holds", "person_id"), ("rulings", "whom_id"), ("rulings", "person_id"), ("appeals", "person_id"),
    ("flags", "person_id"), ("follows", "person_id"), ("notifications", "person_id"), ("saved_searches", "person_id"),
    ("memberships", "person_id"), ("acceptances", "person_id"),
)  # fmt: skip

# never given out: digests, seeds and what only programs read
SECRET = frozenset(
    {"digest", "nonce", "seed", "public_key", "credential", "password_hash", "xact", "by_id", "settled_by_id",
     "given_by_id", "proposed_by_id", "approved_by_id", "paid_by_id", "discarded_by_id"}
)  # fmt: skip
