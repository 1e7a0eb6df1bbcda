"""``python -m tests.preview [OUT] [PAGE …]``: render, then photograph at 1280 and 390 px, by day and by night."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.preview.render import render_all

SIZES = {"wide": (1280, 900), "phone": (390, 844)}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'"
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *about: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()


def main(out: Path, wanted: list[str]) -> None:
    names = [name for name in render_all(out) if not wanted or any(word in name for word in wanted)]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        chromium = Path("/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=chromium if chromium.exists() else None, args=["--no-sandbox"])
        for name in names:
            photograph(
                browser, f"http://127.0.0.1:{server.server_port}/{name}", out / "shots" / name.removesuffix(".html")
            )
        browser.close()


def photograph(browser: Browser, address: str, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    for size, (width, height) in SIZES.items():
        for theme in ("light", "dark"):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)  # type: ignore[arg-type]
            page.on("console", lambda line: print(address, line.text) if line.type == "error" else None)
            page.on("pageerror", lambda error: print(address, error))
            page.goto(address)
            page.wait_for_timeout(150)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                print(f"{address} at {width}: {beyond} px too wide")
            page.screenshot(path=f"{target}-{size}-{theme}.png", full_page=True)
            page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/preview"), sys.argv[2:])
