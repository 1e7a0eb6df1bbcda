"""Settings from the environment: prefix ``IDEABOARD_``, each with a default that works on one machine."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "IDEABOARD_"
KNOWN = (
    "INSTANCE_PATH", "DATABASE_URL", "REDIS_URL", "SEARCH", "SECRET_KEY", "PUBLIC_URL", "MAIL_URL", "MAIL_FROM",
    "UPLOADS", "LIMITS", "DEMO", "PROXIES", "PRIVATE_URLS", "THREADS",
)  # fmt: skip
ROOT = Path(__file__).resolve().parent.parent


class BadSetting(SystemExit):
    """A setting that is unknown or malformed stops the start with one clear line."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"ideaboard: the setting {name} {problem}")


@dataclass(frozen=True)
class Settings:
    """Everything the installation can be told from outside."""

    instance_path: Path
    database_url: str
    secret_key: str
    uploads: Path
    redis_url: str | None = None
    search: str = "whoosh"
    public_url: str | None = None
    mail_url: str | None = None
    mail_from: str = "ideaboard@localhost"
    limits: bool = True
    demo: bool = True
    proxies: int = 0  # how many reverse proxies in front are trusted with X-Forwarded-*
    private_urls: tuple[str, ...] = ()  # addresses in one's own network that may be asked: a company's sign-in
    threads: int = 4  # that answer, in each process of the web server
    password_cost: str = "normal"  # tests use "test": argon2 at its cheapest

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read ``IDEABOARD_*``; raises :class:`BadSetting` for what is unknown or malformed."""
        given = {key.removeprefix(PREFIX): value for key, value in environ.items() if key.startswith(PREFIX)}
        for name in given:
            if name not in KNOWN:
                raise BadSetting(PREFIX + name, f"is unknown; known are {', '.join(KNOWN)}")
        instance = _folder("INSTANCE_PATH", given.get("INSTANCE_PATH") or ROOT / "instance")
        database = _database(given.get("DATABASE_URL"), instance)
        if given.get("SEARCH") == "postgresql" and database.startswith("sqlite"):
            raise BadSetting(PREFIX + "SEARCH", "postgresql needs a PostgreSQL database; DATABASE_URL names SQLite")
        return cls(
            instance_path=instance,
            database_url=database,
            secret_key=given.get("SECRET_KEY") or _kept_secret(instance),
            uploads=_folder("UPLOADS", given.get("UPLOADS") or instance / "uploads"),
            redis_url=_url("REDIS_URL", given.get("REDIS_URL"), ("redis", "rediss", "unix")),
            search=_one_of("SEARCH", given.get("SEARCH", "whoosh"), ("whoosh", "postgresql")),
            public_url=_url("PUBLIC_URL", given.get("PUBLIC_URL"), ("http", "https")),
            mail_url=_url("MAIL_URL", given.get("MAIL_URL"), ("smtp", "smtps")),
            mail_from=given.get("MAIL_FROM", "ideaboard@localhost"),
            limits=_one_of("LIMITS", given.get("LIMITS", "on"), ("on", "off")) == "on",
            demo=_one_of("DEMO", given.get("DEMO", "1"), ("0", "1")) == "1",
            proxies=_number("PROXIES", given.get("PROXIES", "0")),
            private_urls=_urls("PRIVATE_URLS", given.get("PRIVATE_URLS", "")),
            threads=max(1, _number("THREADS", given.get("THREADS", "4"))),
        )


def _database(url: str | None, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'ideaboard.sqlite3'}"
    scheme, colon, rest = url.partition(":")
    if scheme in ("postgres", "postgresql"):  # plain URLs get the driver we ship
        scheme = "postgresql+psycopg"
    if scheme not in ("postgresql+psycopg", "sqlite"):
        raise BadSetting(PREFIX + "DATABASE_URL", "must begin with sqlite:// or postgresql://")
    try:
        make_url(scheme + colon + rest)
    except (ArgumentError, ValueError):
        raise BadSetting(PREFIX + "DATABASE_URL", "is not a URL: it needs the form scheme://host/database") from None
    return scheme + colon + rest


def _folder(name: str, value: str | Path) -> Path:
    """A folder that is there from now on and can be written to."""
    try:
        path = Path(value).resolve()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError, RuntimeError) as trouble:
        said = getattr(trouble, "strerror", None) or str(trouble)
        raise BadSetting(PREFIX + name, f"must be a folder that can be made: {said}") from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise BadSetting(PREFIX + name, f"must be a folder that can be written to, and {path} cannot")
    return path


def _kept_secret(instance: Path) -> str:
    """Made once, readable by the owner only; two processes starting at once agree on the same file."""
    path = instance / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _url(name: str, value: str | None, schemes: tuple[str, ...]) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 (reading it judges it)
    except ValueError as wrong:
        raise BadSetting(PREFIX + name, f"is not a URL: {wrong}") from None
    if parts.scheme not in schemes:
        raise BadSetting(PREFIX + name, f"must begin with {' or '.join(s + '://' for s in schemes)}")
    if not parts.hostname and parts.scheme != "unix":
        raise BadSetting(PREFIX + name, "names no host")
    return value.rstrip("/")


def _urls(name: str, value: str) -> tuple[str, ...]:
    found = (_url(name, one, ("http", "https")) for one in value.split())
    return tuple(one for one in found if one)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadSetting(PREFIX + name, f"must be {' or '.join(allowed)}, not {value!r}")
    return value


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        raise BadSetting(PREFIX + name, f"must be a whole number, not {value!r}")
    return int(value)
