"""OpenID Connect as a client: discovery, the question (PKCE, ``state``, ``nonce``), and what the answer proves.

Knows no person: in come a provider's address and our name there, out come claims that its keys vouch for. By OpenID
Connect Core 1.0, OpenID Connect Discovery 1.0, RFC 7636 (PKCE) and RFC 9207 (``iss`` in the answer).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ideaboard.core.outgoing import Unreachable, fetch, guard

Step = Literal["discovery", "issuer", "endpoints", "keys", "client", "answer", "token", "proof"]
SCOPE = "openid email profile"
ALGORITHMS = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]  # no shared keys
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60  # seconds by which clocks may differ
SAID_MAX = 300


class OpenIDFailed(Exception):
    """Where the conversation stopped: ``step``, and what the other side ``said`` (may be empty)."""

    def __init__(self, step: Step, said: str = "") -> None:
        super().__init__(f"{step}: {said}" if said else step)
        self.step, self.said = step, said[:SAID_MAX]


@dataclass(frozen=True)
class Client:
    """Who we are at a provider. ``inside``: addresses in one's own network that may be asked (see ``outgoing``)."""

    issuer: str
    client_id: str
    client_secret: str
    return_to: str
    inside: Collection[str] = ()


@dataclass(frozen=True)
class Question:
    """Where the browser is sent, and what must be remembered until it is back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claims:
    """Who came, as the provider says: ``subject`` is theirs for ever; ``verified``: the provider checked ``email``."""

    issuer: str
    subject: str
    email: str | None
    verified: bool
    name: str


def discover(client: Client) -> dict[str, Any]:
    """The provider's own description of itself, checked to be about the issuer that was asked for."""
    found = _json("discovery", client.issuer.rstrip("/") + "/.well-known/openid-configuration", client)
    if str(found.get("issuer", "")).rstrip("/") != client.issuer.rstrip("/"):
        raise OpenIDFailed("issuer", str(found.get("issuer", "")))
    missing = [name for name in NEEDED if not str(found.get(name, "")).startswith(("https://", "http://"))]
    if missing:
        raise OpenIDFailed("endpoints", ", ".join(missing))
    return found


def ask(client: Client, about: Mapping[str, Any]) -> Question:
    """A new question to the provider that ``about`` (from ``discover``) describes."""
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    with _session(client, about) as session:
        address, state = session.create_authorization_url(
            about["authorization_endpoint"], state=secrets.token_urlsafe(32), nonce=nonce, code_verifier=verifier
        )
    return Question(address, state, nonce, verifier)


def claims_of(
    client: Client, about: Mapping[str, Any], code: str, *, nonce: str, verifier: str, issuer: str | None = None
) -> Claims:
    """Who came back with ``code``; ``issuer`` is what the answer itself says of who it is from. Raises OpenIDFailed."""
    if issuer is not None and issuer.rstrip("/") != client.issuer.rstrip("/"):
        raise OpenIDFailed("issuer", issuer)
    with _session(client, about) as session:
        token = _token(session, about, code, verifier)
        proved = _proved(client, about, token, nonce)
        if not proved.get("email") and about.get("userinfo_endpoint"):
            proved = _asked_more(session, about, proved)
    email = str(proved.get("email") or "").strip() or None
    return Claims(
        issuer=str(about["issuer"]),
        subject=str(proved["sub"]),
        email=email,
        verified=email is not None and str(proved.get("email_verified")) in ("True", "true"),
        name=str(proved.get("name") or proved.get("preferred_username") or ""),
    )


def check_client(client: Client, about: Mapping[str, Any]) -> None:
    """Whether the provider knows us: a code of nobody must be refused for being no code, not for who asks."""
    with _session(client, about) as session:
        try:
            _token(session, about, secrets.token_urlsafe(16), secrets.token_urlsafe(48))
        except OpenIDFailed as no:
            if no.said.startswith(("invalid_client", "unauthorized_client")):
                raise OpenIDFailed("client", no.said) from no
            if not no.said.startswith(("invalid_grant", "invalid_request")):
                raise


def keys_of(client: Client, about: Mapping[str, Any]) -> KeySet:
    """The provider's public keys."""
    try:
        return KeySet.import_key_set(_json("keys", about["jwks_uri"], client))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise OpenIDFailed("keys", str(wrong)) from wrong


def _session(client: Client, about: Mapping[str, Any]) -> OAuth2Session:
    ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    session = OAuth2Session(
        client_id=client.client_id,
        client_secret=client.client_secret or None,
        scope=SCOPE,
        redirect_uri=client.return_to,
        code_challenge_method="S256",
        token_endpoint_auth_method=way if client.client_secret else "none",
    )
    return guard(session, allow=client.inside, redirects=0)


def _token(session: OAuth2Session, about: Mapping[str, Any], code: str, verifier: str) -> Mapping[str, Any]:
    try:
        token: Mapping[str, Any] = session.fetch_token(about["token_endpoint"], code=code, code_verifier=verifier)
    except Unreachable as no:
        raise OpenIDFailed("token", no.sentence) from no
    except (AuthlibBaseError, ValueError, KeyError, TypeError) as no:
        said = f"{getattr(no, 'error', '')} {getattr(no, 'description', '') or ''}".strip()
        raise OpenIDFailed("token", said or type(no).__name__) from no
    if not isinstance(token.get("id_token"), str):
        raise OpenIDFailed("token", "no id_token")
    return token


def _proved(client: Client, about: Mapping[str, Any], token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """The claims of the ID token, once signature, issuer, audience, time and nonce are right (Core 3.1.3.7)."""
    keys = keys_of(client, about)
    try:
        opened = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            opened.claims,
            opened.header,
            {
                "iss": {"essential": True, "value": about["issuer"]},
                "aud": {"essential": True, "value": client.client_id},
                "sub": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            },
            {"nonce": nonce, "client_id": client.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=LEEWAY)
    except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as wrong:
        raise OpenIDFailed("proof", str(wrong) or type(wrong).__name__) from wrong
    return dict(claims)


def _asked_more(session: OAuth2Session, about: Mapping[str, Any], proved: dict[str, Any]) -> dict[str, Any]:
    """What the user info adds; what it says of somebody else is not taken (Core 5.3.2)."""
    try:
        more = session.get(about["userinfo_endpoint"]).json()
    except (Unreachable, AuthlibBaseError, ValueError) as no:
        raise OpenIDFailed("answer", str(no)) from no
    return {**more, **proved} if isinstance(more, dict) and more.get("sub") == proved["sub"] else proved


def _json(step: Step, address: str, client: Client) -> dict[str, Any]:
    try:
        answer = fetch(address, allow=client.inside, headers={"Accept": "application/json"})
        found = answer.json() if answer.ok else None
    except Unreachable as no:
        raise OpenIDFailed(step, no.sentence) from no
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise OpenIDFailed(step, f"{answer.status_code} {answer.headers.get('Content-Type', '')}".strip())
    return found
