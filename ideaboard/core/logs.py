"""Structured logs: one JSON line per event, one request id through page, job and mail."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from typing import TextIO

import structlog
from flask import Flask, Response, g, request
from structlog.typing import Processor

log = structlog.get_logger("http")


def prepare(app: Flask) -> None:
    """Log every request, and give each an id (taken over from a proxy that sent one)."""
    configure()
    app.before_request(_begin)
    app.after_request(_end)


def configure(stream: TextIO | None = None) -> None:
    """JSON lines to standard error; the standard library's loggers too."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("huey", "alembic", "werkzeug", "urllib3", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    request_id = given if given.isalnum() and len(given) <= 64 else secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    g.began = time.perf_counter()
    g.request_id = request_id


def _end(response: Response) -> Response:
    took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1_000
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log.info("request", method=request.method, path=request.path, status=response.status_code, ms=round(took, 1))
    return response
