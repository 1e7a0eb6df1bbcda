"""The site as ``wsgi:patient``, with less patience, so that tests take seconds."""

from __future__ import annotations

from ideaboard import create_app
from ideaboard.core.arrivals import Arrivals
from ideaboard.core.serving import Served

app = create_app()
served = Served(app, threads=2, arrivals=Arrivals(largest=app.config["MAX_CONTENT_LENGTH"], grace=3))
