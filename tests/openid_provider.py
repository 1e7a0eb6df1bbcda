"""An OpenID provider on this machine, strict where the standards are: a real server, for tests of signing in by it.

It checks the client, the redirect address, PKCE (S256) and that a code is used once. ``lies`` bend what it says,
so that tests see whether a client is fooled.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "ideaboard-here", "a secret & more"


class OpenIDProvider:
    """``person`` is who sits before its sign-in page; None: they say no."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.person: dict[str, Any] | None = {"sub": "ana-1"}
        self.in_token = True  # whether address and name are in the ID token, or only in the user info
        self.lies: dict[str, Any] = {}  # claims of the token that are said otherwise
        self.description: dict[str, Any] = {}  # likewise of its own description
        self.signed_with: Any = None
        self.redirects: set[str] = set()
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, urlsplit(self.path).query)

            def do_POST(self) -> None:
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_words: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, typed: str) -> None:
        """One request."""
        path = urlsplit(request.path).path
        self.asked.append(path)
        said = {key: values[0] for key, values in parse_qs(typed).items()}
        views = {
            "/.well-known/openid-configuration": self._describe,
            "/authorize": self._authorize,
            "/token": self._token,
            "/keys": self._keys,
            "/userinfo": self._userinfo,
        }
        views.get(path, self._nothing)(request, said)

    def _describe(self, request: BaseHTTPRequestHandler, _said: dict[str, str]) -> None:
        _json(request, 200, {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "code_challenge_methods_supported": ["S256"],
            **self.description,
        })  # fmt: skip

    def _authorize(self, request: BaseHTTPRequestHandler, said: dict[str, str]) -> None:
        right = said.get("client_id") == CLIENT and said.get("redirect_uri") in self.redirects
        if not right or said.get("code_challenge_method") != "S256" or "openid" not in said.get("scope", "").split():
            _json(request, 400, {"error": "invalid_request"})
            return
        back: dict[str, str] = {"state": said["state"], "iss": self.url}
        if self.person is None:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = said
        request.send_response(302)
        request.send_header("Location", f"{said['redirect_uri']}?{urlencode(back)}")
        request.end_headers()

    def _token(self, request: BaseHTTPRequestHandler, said: dict[str, str]) -> None:
        if not _is_client(request.headers.get("Authorization", "")):
            _json(request, 401, {"error": "invalid_client"})
            return
        asked = self._codes.pop(said.get("code", ""), None)
        fits = asked is not None and said.get("redirect_uri") == asked["redirect_uri"]
        if not fits or _challenge(said.get("code_verifier", "")) != asked["code_challenge"]:  # type: ignore[index]
            _json(request, 400, {"error": "invalid_grant"})
            return
        assert asked is not None
        assert self.person is not None
        now = int(time.time())
        person = self.person if self.in_token else {"sub": self.person["sub"]}
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **person}
        claims |= self.lies
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signed_with or self.key
        algorithm = "ES256" if isinstance(key, ECKey) else "RS256"
        token = jwt.encode({"alg": algorithm, "kid": "one"}, claims, key)
        _json(request, 200, {"access_token": "open sesame", "token_type": "Bearer", "id_token": token})

    def _keys(self, request: BaseHTTPRequestHandler, _said: dict[str, str]) -> None:
        _json(request, 200, {"keys": [self.key.as_dict(private=False) | {"use": "sig", "alg": "RS256"}]})

    def _userinfo(self, request: BaseHTTPRequestHandler, _said: dict[str, str]) -> None:
        if request.headers.get("Authorization") != "Bearer open sesame" or self.person is None:
            _json(request, 401, {"error": "invalid_token"})
            return
        _json(request, 200, self.person)

    def _nothing(self, request: BaseHTTPRequestHandler, _said: dict[str, str]) -> None:
        _json(request, 404, {"error": "not_found"})


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _is_client(header: str) -> bool:
    given = base64.b64decode(header.removeprefix("Basic ") + "==").decode() if header.startswith("Basic ") else ""
    return given == f"{CLIENT}:{SECRET}"


def _json(request: BaseHTTPRequestHandler, status: int, body: object) -> None:
    said = json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(said)))
    request.end_headers()
    request.wfile.write(said)
