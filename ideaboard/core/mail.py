"""Letters: composed once, then handed to an SMTP server or, without one, written as .eml files into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from ideaboard.core.clock import now
from ideaboard.core.smtp import PATIENCE, Server, Step, deliver
from ideaboard.core.text import one_line


@dataclass(frozen=True)
class Letter:
    """One mail to one person."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str
    message_id: str  # without the host; the same letter sent twice bears the same
    leave: str | None = None  # one request there, and its kind comes no more (RFC 8058)


def configured() -> bool:
    """Whether letters leave the house: an address can be proved by one only then."""
    return bool(current_app.config["MAIL_URL"])


def compose(letter: Letter, *, from_address: str, from_name: str, host: str) -> EmailMessage:
    """The letter as a message: headers cannot be injected, since the library refuses line breaks and we fold them."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(from_name), addr_spec=one_line(from_address))
    message["To"] = Address(one_line(letter.to_name), addr_spec=_in_ascii(one_line(letter.to)))
    message["Subject"] = one_line(letter.subject)
    message["Date"] = now()
    message["Message-ID"] = f"<{letter.message_id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.leave:
        message["List-Unsubscribe"] = f"<{letter.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _in_ascii(address: str) -> str:
    """The domain as mail servers know it (bücher.de is xn--bcher-kva.de); what cannot be written so stays."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def send(letter: Letter, *, from_name: str, patience: float | None = None) -> list[Step]:
    """Send one letter; what the server said on the way (nothing when it became a file). Raises ``MailFailed``."""
    config = current_app.config
    host = urlsplit(config["PUBLIC_URL"]).hostname or "localhost"
    message = compose(letter, from_address=config["MAIL_FROM"], from_name=from_name, host=host)
    if config["MAIL_URL"]:
        return deliver(message, Server.named(config["MAIL_URL"]), patience=patience or PATIENCE)
    _into_outbox(message, Path(config["INSTANCE_PATH"]) / "outbox", letter.message_id)
    return []


def server_name() -> str:
    """The mail server that is set, as ``host:port``; empty where letters become files."""
    if not configured():
        return ""
    server = Server.named(current_app.config["MAIL_URL"])
    return f"{server.host}:{server.port}"


def _into_outbox(message: EmailMessage, outbox: Path, name: str) -> None:
    outbox.mkdir(parents=True, exist_ok=True)
    unfinished = outbox / f".{name}.part"
    unfinished.write_bytes(bytes(message))
    unfinished.replace(outbox / f"{name}.eml")  # whole or not at all, also when we are killed
