"""Whether the process is up, whether it can work, and its figures for Prometheus."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import structlog
from flask import Flask, Response, current_app, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from sqlalchemy import func, select, text

from ideaboard.core.db import db
from ideaboard.core.jobs import Errand
from ideaboard.effects import search
from ideaboard.web.blueprint import pages

log = structlog.get_logger("health")
REQUESTS = Counter("ideaboard_requests_total", "Answers by endpoint and status.", ["endpoint", "method", "status"])
SECONDS = Histogram(
    "ideaboard_request_seconds", "How long answers took.", ["endpoint"], buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 1, 5)
)
ERRANDS = Gauge("ideaboard_errands", "Errands that wait to be done.", multiprocess_mode="mostrecent")


@pages.get("/healthz")
def healthz() -> Response:
    """The process is up."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Database, index and queue can be reached; else 503, naming what cannot."""
    asked = {"database": _database, "index": _index, "queue": _queue}
    parts = {name: "ok" if _answers(name, ask) else "unavailable" for name, ask in asked.items()}
    ready = all(part == "ok" for part in parts.values())
    return jsonify({"ready": ready, **parts}), 200 if ready else 503


@pages.get("/metrics")
def metrics() -> Response:
    """Figures of this process, or of all processes where they share a folder for it."""
    ERRANDS.set(db.session.scalar(select(func.count()).select_from(Errand)) or 0)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _answers(name: str, ask: Callable[[], object]) -> bool:
    """What is wrong goes into the log, not to whoever asks."""
    try:
        ask()
    except Exception as problem:  # whatever it is, it is what this page is for
        db.session.rollback()
        log.warning("not ready", part=name, problem=str(problem))
        return False
    return True


def _database() -> None:
    db.session.execute(text("select 1"))


def _index() -> None:
    search.engine().search(search.Query(""))


def _queue() -> None:
    current_app.extensions["huey"].pending_count()


def prepare(app: Flask) -> None:
    """Count and time every answer, by endpoint (never by address: those are without end)."""

    @app.before_request
    def begin() -> None:
        g.watched_since = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = (request.endpoint or "none").split(" ")[0]
        REQUESTS.labels(endpoint, request.method, response.status_code).inc()
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.get("watched_since", time.perf_counter()))
        return response
