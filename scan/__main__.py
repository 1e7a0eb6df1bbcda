"""``python -m scan``: build a demo, walk and attack it as each of its people, say what was found; 1 if it matters."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from werkzeug.routing import Map

from ideaboard import create_app
from ideaboard.config import Settings
from scan import site
from scan.attack import MODULES, attack
from scan.crawl import Crawl
from scan.findings import Finding, set_aside, table

ATTACKERS = ("visitor", "customer", "admin")


def main() -> None:
    """The whole scan."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("scan: stopped"))  # so that servers are stopped too
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ideaboard-scan-") as name, site.listening() as ear:
        folder = Path(name)
        built = asked.demo or folder / "demo"
        if not asked.demo:
            site.build(built)
        routes = _routes(folder / "routes")
        found, met = [], set()
        for who in asked.who:
            with site.served(built, folder / who) as at:
                looker, visitor = site.arrive(who, at), site.arrive("visitor", at)
                walked = Crawl(looker, visitor, routes)
                walked.walk()
                met |= walked.endpoints()
                found += walked.found
                print(f"{who:<11}walked   {_told(walked)}", flush=True)
                if who in ATTACKERS and not asked.walk:
                    new, figures = attack(looker, walked, ear, folder / f"wapiti-{who}", asked.modules, asked.seconds)
                    found += new
                    print(f"{who:<11}attacked {figures}", flush=True)
                if looker.is_signed_in() != (who != "visitor"):
                    found.append(Finding(who, "scan", 3, at, "the session was lost on the way, so not all was seen"))
            if asked.keep:
                shutil.copytree(folder, asked.keep, dirs_exist_ok=True)
    print(f"{time.monotonic() - began:.0f} seconds\n")
    sys.exit(_judged(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scan", description=__doc__)
    parser.add_argument("--who", nargs="+", choices=site.PEOPLE, default=site.PEOPLE)
    parser.add_argument("--walk", action="store_true", help="only walk, without wapiti")
    parser.add_argument("--modules", nargs="+", choices=MODULES, default=MODULES, help="of wapiti; all of these")
    parser.add_argument("--seconds", type=int, default=180, help="the most that one module of wapiti may take")
    parser.add_argument(
        "--demo", type=Path, help="an instance folder with the demo in it, which is copied, not touched"
    )
    parser.add_argument("--keep", type=Path, help="a folder for reports and logs")
    return parser.parse_args()


def _routes(instance: Path) -> Map:
    return create_app(Settings.from_environment(site.environment(instance))).url_map


def _told(walked: Crawl) -> str:
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(walked.statuses.items()))
    return (
        f"{len(walked.endpoints())} routes, {walked.statuses.total()} answers ({statuses}), {len(walked.forms)} forms"
    )


def _judged(found: list[Finding]) -> int:
    """Print the tables; gives the exit status."""
    alarms = [finding for finding in found if finding.fails and set_aside(finding)]
    left = [finding for finding in found if finding not in alarms]
    for why in sorted({set_aside(finding) or "" for finding in alarms}):
        print(f"set aside {sum(set_aside(finding) == why for finding in alarms)}: {why}")
    print(table(left))
    bad = sum(finding.fails for finding in left)
    print(f"\n{bad} of medium severity or above" if bad else "\nnothing of medium severity or above")
    return 1 if bad else 0


if __name__ == "__main__":
    main()
