"""One conversation with a mail server, step by step, so that whoever has to mend it can be told where it stopped.

Every step is bounded: a server may be silent for ``PATIENCE`` seconds, and once it has greeted us a whole conversation
takes at most twice that.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from ideaboard.core.jobs import Undelivered

PATIENCE = 15.0  # seconds
STEPS = ("connect", "greet", "secure", "sign_in", "sender", "recipient", "content")
PERMANENT = 500  # and above: the same letter would be refused again (RFC 5321 4.2.1)
NOT_READY = 421  # the server is about to close: for everybody, whatever the step


class MailFailed(Undelivered):
    """The server did not take the letter. ``step``: where it ended; ``code``: SMTP's, 0 when nobody spoke."""

    def __init__(self, step: str, why: str, code: int = 0, said: str = "") -> None:
        self.step, self.why, self.code, self.said = step, why, code, said[:300]
        super().__init__(f"{step}: {why}" + (f" ({code} {self.said})" if code else f" ({self.said})"))
        of_this_letter = step in ("recipient", "content") and code not in (0, NOT_READY)
        self.everyone = not of_this_letter
        self.final = of_this_letter and code >= PERMANENT


@dataclass(frozen=True)
class Step:
    """What was said at one step: SMTP's code (0: no reply belongs to it) and the server's words."""

    name: str
    code: int = 0
    said: str = ""


@dataclass(frozen=True)
class Server:
    """A mail server as ``MAIL_URL`` names it."""

    host: str
    port: int
    secure: bool  # TLS from the first byte
    user: str | None = None
    password: str = field(default="", repr=False)

    @classmethod
    def named(cls, url: str) -> Server:
        """From ``smtp://user:password@host:port`` or ``smtps://…``."""
        where = urlsplit(url)
        secure = where.scheme == "smtps"
        user = unquote(where.username) if where.username else None
        port = where.port or (465 if secure else 25)
        return cls(where.hostname or "localhost", port, secure, user, unquote(where.password or ""))

    @property
    def is_here(self) -> bool:
        """On this very machine, where nobody listens in."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def deliver(message: EmailMessage, server: Server, *, patience: float = PATIENCE) -> list[Step]:
    """Hand ``message`` over; what was said on the way. Raises ``MailFailed``."""
    steps: list[Step] = []
    with _conversation(server, patience, steps) as smtp:
        _greet(smtp, steps)
        if not server.secure and smtp.has_extn("starttls"):
            _start_tls(smtp, steps)
        if server.user:
            _sign_in(smtp, server, steps)
        sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
        _ask(steps, "sender", smtp.mail(sender, _options(smtp, sender, recipient)))
        _ask(steps, "recipient", smtp.rcpt(recipient))
        _ask(steps, "content", _content(smtp, message))
    return steps


@contextmanager
def _conversation(server: Server, patience: float, steps: list[Step]) -> Iterator[smtplib.SMTP]:
    """A connection that is closed when all this takes too long, even if the server says a word now and then."""
    try:
        smtp = _connected(server, patience)
    except OSError as problem:  # what smtplib raises is one too
        raise _failed("connect", problem) from problem
    steps.append(Step("connect"))
    over = threading.Timer(2 * patience, _hang_up, [smtp])
    over.daemon = True
    over.start()
    try:
        yield smtp
        _quietly_quit(smtp)
    except MailFailed:
        raise
    except OSError as problem:
        raise _failed(_next(steps, server), problem) from problem
    finally:
        over.cancel()
        smtp.close()


def _connected(server: Server, patience: float) -> smtplib.SMTP:
    if server.secure:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=patience, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=patience)


def _hang_up(smtp: smtplib.SMTP) -> None:
    try:
        if smtp.sock is not None:
            smtp.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def _quietly_quit(smtp: smtplib.SMTP) -> None:
    """The letter is theirs already: a server that hangs up without a word does not matter."""
    try:
        smtp.quit()
    except OSError:
        return


def _ask(steps: list[Step], name: str, reply: tuple[int, bytes]) -> None:
    """Write the reply down; refuse to go on when the server does."""
    code, words = reply
    said = words.decode("utf-8", "replace").replace("\n", " ") if isinstance(words, bytes) else str(words)
    if not 200 <= code < 400:
        raise MailFailed(name, "refused" if name != "sign_in" else "password", code, said)
    steps.append(Step(name, code, said[:300]))


def _greet(smtp: smtplib.SMTP, steps: list[Step]) -> None:
    code, words = smtp.ehlo()
    if not 200 <= code < 300:
        code, words = smtp.helo()
    _ask(steps, "greet", (code, words.splitlines()[0] if words else b""))


def _start_tls(smtp: smtplib.SMTP, steps: list[Step]) -> None:
    _ask(steps, "secure", smtp.starttls(context=ssl.create_default_context()))
    smtp.ehlo()


def _sign_in(smtp: smtplib.SMTP, server: Server, steps: list[Step]) -> None:
    if not server.secure and not smtp.has_extn("starttls") and not isinstance(smtp.sock, ssl.SSLSocket):
        _only_at_home(server)
    try:
        _ask(steps, "sign_in", smtp.login(server.user or "", server.password))
    except smtplib.SMTPAuthenticationError as no:
        raise MailFailed("sign_in", "password", no.smtp_code, _words(no.smtp_error)) from no
    except smtplib.SMTPNotSupportedError as no:
        raise MailFailed("sign_in", "no_sign_in", 0, str(no)) from no


def _only_at_home(server: Server) -> None:
    """A password does not travel in the clear to another machine."""
    if not server.is_here:
        raise MailFailed("secure", "no_tls", 0, "the server offers no STARTTLS")


def _options(smtp: smtplib.SMTP, *addresses: str) -> list[str]:
    if all(address.isascii() for address in addresses):
        return []
    if not smtp.has_extn("smtputf8"):
        raise MailFailed("recipient", "refused", 553, "the server takes no addresses in this script (SMTPUTF8)")
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _content(smtp: smtplib.SMTP, message: EmailMessage) -> tuple[int, bytes]:
    try:
        return smtp.data(bytes(message))
    except smtplib.SMTPDataError as no:  # refused before a word of it was sent
        return no.smtp_code, no.smtp_error if isinstance(no.smtp_error, bytes) else no.smtp_error.encode()


def _next(steps: list[Step], server: Server) -> str:
    """The step that was being tried when the line broke."""
    done = {step.name for step in steps}
    tried = [name for name in STEPS if name != "secure" and (name != "sign_in" or server.user)]
    return next((name for name in tried if name not in done), "content")


def _failed(step: str, problem: OSError) -> MailFailed:
    """What went wrong with the line itself."""
    said = str(problem)
    if isinstance(problem, socket.gaierror):
        return MailFailed("connect", "no_host", 0, said)
    if isinstance(problem, ssl.SSLError):
        return MailFailed("secure", "tls", 0, said)
    if isinstance(problem, ConnectionRefusedError):
        return MailFailed("connect", "closed_door", 0, said)
    if isinstance(problem, TimeoutError) or "timed out" in said:
        return MailFailed(step, "silence", 0, said)
    if isinstance(problem, smtplib.SMTPResponseException):
        return MailFailed(step, "refused", problem.smtp_code, _words(problem.smtp_error))
    return MailFailed(step, "broken_off", 0, said)


def _words(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
