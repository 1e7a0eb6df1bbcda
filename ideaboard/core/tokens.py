"""Secrets that people carry: made at random, kept only as digests."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_token() -> str:
    """An API token: 256 bits, recognisable by secret scanners."""
    return "idb_" + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What we keep of a token. It is random and long, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def six_digits(secret: str, purpose: str, number: int, nonce: str) -> str:
    """The mailed code of row ``number``: derived, so that it is stored nowhere (HOTP's truncation, RFC 4226 5.3)."""
    mac = hmac.new(secret.encode(), f"{purpose}:{number}:{nonce}".encode(), hashlib.sha1).digest()
    place = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def seal(secret: str, purpose: str, number: int, nonce: str) -> str:
    """What a mailed link carries for row ``number``: derived like its digits, and too long to be guessed."""
    return hmac.new(secret.encode(), f"link:{purpose}:{number}:{nonce}".encode(), hashlib.sha256).hexdigest()[:32]


def pseudonym(secret: str, idea_id: int, person_id: int) -> str:
    """The same person is one name within one idea's ledger, and another name in every other."""
    return hmac.new(secret.encode(), f"ledger:{idea_id}:{person_id}".encode(), hashlib.sha256).hexdigest()[:16]


def keyed(secret: str, purpose: str, words: str) -> str:
    """A digest that nobody can try out without the site's ``secret``: for words shorter than a token."""
    return hmac.new(secret.encode(), f"{purpose}:{words}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
