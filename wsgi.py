"""The WSGI application: ``wsgi:app``."""

from ideaboard import create_app

app = create_app()
