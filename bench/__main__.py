"""``python -m bench``: how fast the site answers. See README.md beside this file for what the numbers mean."""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
import time
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import Any

import flask_migrate

from bench import bare, load, servers
from bench.cases import CASES, Case
from bench.load import Request, Round
from bench.seed import Seeded, seed
from ideaboard import create_app
from ideaboard.config import Settings
from ideaboard.core.db import db
from ideaboard.effects import search

WORKERS, THREADS, AT_ONCE = 2, 4, 8
MOST, SECONDS = 400, 2.0  # of a round
BARE_MOST, BARE_SECONDS = 4_000, 0.7
WARM = 24  # requests before the first round


def main() -> None:
    """Seed, serve, measure, print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="ideaboard-bench-") as name, ExitStack() as ending:
        folder = Path(name)
        environ = _environment(folder, asked.engine, ending)
        seeded = _seeded(environ, asked.ideas)
        site = ending.enter_context(servers.site(folder / "site.log", environ, workers=WORKERS, threads=THREADS))
        ceiling = ending.enter_context(
            servers.bare("bench.bare:app", folder / "bare.log", environ, workers=WORKERS, threads=THREADS)
        )
        chosen = [case for case in CASES if asked.only in case.name]
        print(f"{'case':26}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}{'ceiling':>9}{'ratio':>8}")
        table = [_told(measure(case, seeded, site, ceiling, asked.rounds)) for case in chosen]
    asked.out.write_text(json.dumps(table, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--ideas", type=int, default=1_000, help="how many; each with ten votes and three comments")
    parser.add_argument("--out", type=Path, default=Path("table.json"))
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default=os.environ.get("ENGINE", "sqlite"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="only cases whose name contains this")
    return parser.parse_args()


def _environment(folder: Path, engine: str, ending: ExitStack) -> dict[str, str]:
    """The settings of the site that is measured; its PostgreSQL is started, or a database made on the one given."""
    instance, metrics = folder / "instance", folder / "metrics"
    instance.mkdir()
    metrics.mkdir()
    url, bare_url = f"sqlite:///{instance / 'ideaboard.sqlite3'}", str(instance / "bare.sqlite3")
    given = os.environ.get("IDEABOARD_DATABASE_URL", "")
    if given.startswith("postgres"):
        url = bare_url = ending.enter_context(servers.given(given))
    elif engine == "postgresql":
        url = bare_url = ending.enter_context(servers.postgresql(folder))
    return {
        "IDEABOARD_INSTANCE_PATH": str(instance), "IDEABOARD_DATABASE_URL": url, "IDEABOARD_SECRET_KEY": "bench",
        "IDEABOARD_LIMITS": "off", "IDEABOARD_DEMO": "0", "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "BENCH_BARE_DATABASE": bare_url,
    }  # fmt: skip


def _seeded(environ: dict[str, str], count: int) -> Seeded:
    began = time.perf_counter()
    app = create_app(Settings.from_environment({**os.environ, **environ}))
    with app.app_context():
        flask_migrate.upgrade()
        logging.getLogger().setLevel(logging.WARNING)  # migrations set it back
        seeded = seed(app, count)
        search.rebuild_all()
        print(f"{count} ideas on {db.engine.dialect.name}, made in {time.perf_counter() - began:.1f} s\n")
        db.engine.dispose()
    bare.prepare(environ["BENCH_BARE_DATABASE"])
    return seeded


def measure(case: Case, seeded: Seeded, site: int, ceiling: int, rounds: int) -> dict[str, Any]:
    """One line of the table: rounds of the case, and between them rounds of its ceiling."""
    requests = case.ask(seeded, site)
    size = load.run(site, requests, at_once=AT_ONCE, most=WARM, seconds=SECONDS).size
    bare_requests = repeat(Request("GET", f"/{case.ceiling}/{size}"))
    load.run(ceiling, bare_requests, at_once=AT_ONCE, most=WARM, seconds=SECONDS)
    seen: list[Round] = []
    best: list[Round] = []
    for _round in range(rounds):
        requests = case.ask(seeded, site)
        seen.append(load.run(site, requests, at_once=AT_ONCE, most=MOST, seconds=SECONDS))
        best.append(load.run(ceiling, bare_requests, at_once=AT_ONCE, most=BARE_MOST, seconds=BARE_SECONDS))
    rps, p50, p99 = load.middle(seen)
    top, _p50, _p99 = load.middle(best)
    return {
        "case": case.name, "rps": round(rps, 1), "p50_ms": round(p50, 2), "p99_ms": round(p99, 2),
        "errors": sum(one.errors for one in seen), "ceiling": round(top, 1), "ratio": round(rps / top, 4) if top else 0,
    }  # fmt: skip


def _told(line: dict[str, Any]) -> dict[str, Any]:
    """Print a line as soon as it is known."""
    print(
        f"{line['case']:26}{line['rps']:>11.1f}{line['p50_ms']:>9.1f}{line['p99_ms']:>9.1f}{line['errors']:>8}"
        f"{line['ceiling']:>9.0f}{line['ratio']:>8.3f}",
        flush=True,
    )
    return line


if __name__ == "__main__":
    main()
