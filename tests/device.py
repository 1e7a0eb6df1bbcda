"""A device that makes passkeys and answers with them, as a phone does: for tests without a browser."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

ORIGIN = "http://localhost"
VERIFIED = 0x05  # somebody was there, and unlocked it
WITH_KEY = 0x40


class Device:
    """Holds one key; ``uses`` counts up with each answer."""

    def __init__(self, *, origin: str = ORIGIN, domain: str = "localhost", flags: int = VERIFIED) -> None:
        self.origin, self.domain, self.flags = origin, domain, flags
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.uses = 0

    def make(self, question: dict[str, Any]) -> str:
        """The answer to a question for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        there = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(public)
        data = self._data(self.flags | WITH_KEY) + there
        response = {
            "clientDataJSON": bytes_to_base64url(self._client("webauthn.create", question)),
            "attestationObject": bytes_to_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(response)

    def use(self, question: dict[str, Any]) -> str:
        """The answer to a question for a known passkey."""
        self.uses += 1
        client, data = self._client("webauthn.get", question), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({
            "clientDataJSON": bytes_to_base64url(client),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
        })  # fmt: skip

    def _client(self, kind: str, question: dict[str, Any]) -> bytes:
        challenge = bytes_to_base64url(base64url_to_bytes(question["challenge"]))
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> str:
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
