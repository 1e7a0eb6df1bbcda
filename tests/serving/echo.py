"""A small WSGI application behind the same bridge as the site: says what reached it, waits, fails, sends a file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from ideaboard.core.arrivals import Arrivals
from ideaboard.core.serving import Served

LARGEST = 1_000_000


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """``/wait`` a second, ``/broken``, ``/file``; everything else is told what reached us."""
    if environ["PATH_INFO"] == "/broken":
        raise ValueError("on purpose")
    if environ["PATH_INFO"] == "/file":
        start("200 OK", [("Content-Length", str(os.path.getsize(__file__)))])
        return environ["wsgi.file_wrapper"](open(__file__, "rb"))  # type: ignore[no-any-return]
    if environ["PATH_INFO"] == "/wait":
        time.sleep(1)
    seen = {name: value for name, value in environ.items() if isinstance(value, str | int)}
    content = json.dumps({**seen, "body": environ["wsgi.input"].read().decode()}).encode()
    start("200 OK", [("Content-Length", str(len(content))), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return (part for part in (content[:10], content[10:]))


served = Served(app, threads=2, arrivals=Arrivals(largest=LARGEST, grace=1))
