"""The WSGI application ``wsgi:app``; and ``wsgi:patient``, the same for ``make serve``: nobody stops it by slowness."""

from ideaboard import create_app
from ideaboard.core.arrivals import Arrivals
from ideaboard.core.serving import Served

app = create_app()
patient = Served(app, threads=app.config["THREADS"], arrivals=Arrivals(largest=app.config["MAX_CONTENT_LENGTH"]))
