"""``flask worker``: does what is to follow: the clock every minute, errands whenever the bell rings."""

from __future__ import annotations

import signal
from threading import Event

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer

log = structlog.get_logger("worker")
THREADS = 5  # the clock, errands inside, outside and long, and one to spare
PATIENCE = 8.0  # seconds for what is being done when we are asked to end; then leases and transactions see to it
LATENCY = 0.5  # seconds between two looks at a bell that is a file


class Worker(Consumer):
    """Huey's consumer, ending gracefully on TERM and on Ctrl-C: what is being done is finished, the rest set free."""

    def __init__(self, app_stopping: Event, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._signal_actions = {signal.SIGTERM: (False, True), signal.SIGINT: (False, True)}
        self._app_stopping = app_stopping

    def stop(self, graceful: bool = False) -> None:
        """Tell the errands first, so that no new one is begun."""
        self._app_stopping.set()
        super().stop(graceful=graceful)


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run the clock every minute, and errands (mail, notifications, index) as they come. TERM ends it gracefully."""
    extensions = current_app.extensions
    consumer = Worker(
        extensions["stopping"], extensions["huey"], workers=THREADS, max_delay=LATENCY, shutdown_timeout=PATIENCE
    )
    log.info("worker.started")
    consumer.run()  # its scheduler begins with a tick, which picks up what waits
    log.info("worker.ended")
