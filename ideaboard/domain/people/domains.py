"""Which addresses may sign up: the site's own lists of mail domains, and a kept list of throw-away hosts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email

from ideaboard.core import settings
from ideaboard.core.errors import Invalid
from ideaboard.core.text import _

SHOWN = 5  # domains that a sentence names
LINES_MOST = 1_000


@dataclass(frozen=True)
class Domains:
    """The rule of the site: ``allow`` (empty: every domain), ``deny``, and whether throw-away hosts may."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    disposable: bool = False


def of_site() -> Domains:
    """The rule as admins set it."""
    said = settings.everything()
    return Domains(tuple(said["signup_allow"]), tuple(said["signup_deny"]), bool(said["signup_disposable"]))


def must_be_welcome(address: str, rule: Domains | None = None) -> None:
    """Raise ``Invalid``, saying why, when ``address`` (as ``check_email`` gives it) may not sign up here."""
    rule = rule or of_site()
    domain = in_ascii(address.rpartition("@")[2])
    if rule.allow and not _within(domain, rule.allow):
        raise Invalid("email", _only(rule.allow))
    if _within(domain, rule.deny):
        said = _("Addresses at %(domain)s cannot sign up here. Please use another one.", domain=domain)
        raise Invalid("email", said)
    if not rule.disposable and not _within(domain, rule.allow) and _within(domain, blocklist):
        raise Invalid(
            "email", _("This is a throw-away address. Please use one where mail still reaches you next year.")
        )


def listed(typed: str, field: str) -> list[str]:
    """Domains typed one a line, in the one spelling we keep, each once; raises ``Invalid`` for what is none."""
    found = [line.strip().lower().lstrip("@").removeprefix("*.") for line in typed.splitlines()]
    domains = list(dict.fromkeys(_domain(line, field) for line in found if line))
    if len(domains) > LINES_MOST:
        raise Invalid(field, _("At most %(n)s domains, please.", n=LINES_MOST))
    return domains


def in_ascii(domain: str) -> str:
    """A domain as mail servers know it (bücher.de is xn--bcher-kva.de); what cannot be written so stays."""
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return domain.lower()


def _domain(line: str, field: str) -> str:
    try:
        validate_email(f"somebody@{line}", check_deliverability=False)
    except (EmailNotValidError, ValueError, UnicodeError) as wrong:
        raise Invalid(
            field, _("“%(line)s” is no mail domain. Write one a line, like example.com.", line=line[:60])
        ) from wrong
    return in_ascii(line)


def _within(domain: str, domains: Collection[str]) -> bool:
    """Whether ``domain`` or one it lies below is among them."""
    return any(above in domains for above in _above(domain))


def _above(domain: str) -> Iterator[str]:
    parts = domain.split(".")
    yield from (".".join(parts[place:]) for place in range(len(parts)))


def _only(allow: Collection[str]) -> str:
    if len(allow) > SHOWN:
        return _("Only addresses of certain organisations can sign up here. Please use the one of your work.")
    return _("Only addresses at %(domains)s can sign up here.", domains=", ".join(allow))
