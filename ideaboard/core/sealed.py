"""Secrets at rest: what must be read again (a seed, a client's secret) is kept encrypted under the site's own secret.

Another secret opens nothing: a database that was copied alone tells nobody anything.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@lru_cache(maxsize=16)
def _box(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"ideaboard:{purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: str, purpose: str, words: str) -> str:
    """``words`` encrypted for ``purpose`` under the site's ``secret``."""
    return _box(secret, purpose).encrypt(words.encode()).decode()


def unseal(secret: str, purpose: str, sealed: str) -> str | None:
    """The words again; None when they were sealed under another secret or for something else."""
    try:
        return _box(secret, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
