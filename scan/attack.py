"""The attack: wapiti, with the addresses the walk chose, as whoever walked there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.servers import ROOT
from scan import AGENT
from scan.crawl import Crawl
from scan.findings import HARDER, Finding
from scan.site import Ear, Looker

WAPITI = ROOT / ".venv-scan" / "bin" / "wapiti"
MODULES = (
    "backup", "cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess", "http_headers", "methods",
    "permanentxss", "redirect", "shellshock", "sql", "ssrf", "timesql", "upload", "xss", "xxe",
)  # fmt: skip
# Not used: what looks for other products (cms, wp_enum, wapp, htp, network_device, nikto, spring4shell, log4shell),
# what needs HTTPS or names (ssl, https_redirect, takeover), what tries lists of words (buster, brute_login_form), and
# ldap: the house speaks no LDAP, and the module takes any two answers that differ for a leak.
KEPT_OUT = {
    "/signout": "ends the session of the scan",
    "/account/sessions*": "ends the session of the scan",
    "/account/leave": "deletes whoever scans",
    "/account/password": "ends the session of the scan, should it succeed",
    "/admin/people/*/deletion": "may delete whoever scans",
    "/admin/people/*/roles": "may take the role from whoever scans",
    "/moderation/people/*": "may suspend whoever scans",
    "/admin/signin/team": "asks the team for a second step, which the scan does not have",
    "/static/*": "the same for everybody, without a word of anybody's in it",
    "/uploads/*": "pictures, which the walk looks at",
    "/faces/*": "pictures, which the walk looks at",
}
FIELDS = 40  # the form of a board's rules has two hundred, and would take all the time
PATIENCE = 300  # seconds for the report, on top of the time of the modules


def attack(
    looker: Looker, walked: Crawl, ear: Ear, folder: Path, modules: Sequence[str], seconds: int
) -> tuple[list[Finding], str]:
    """Let wapiti loose for at most ``seconds`` in each module; gives what it found, and in figures what it did."""
    folder.mkdir()
    command = _command(looker, walked, ear, folder, modules, seconds)
    environ = {**os.environ, "HOME": str(folder), "NO_COLOR": "1"}
    most = seconds * (len(modules) + 1) + PATIENCE
    try:
        with (folder / "said.txt").open("wb") as said:
            subprocess.run(command, env=environ, stdout=said, stderr=said, timeout=most, check=True)
    except (subprocess.SubprocessError, OSError) as trouble:
        tail = (folder / "said.txt").read_text(errors="replace")[-2_000:]
        raise SystemExit(f"scan: wapiti did not end well as {looker.who}: {trouble}\n{tail}") from trouble
    raw = json.loads((folder / "report.json").read_text())
    return [*_findings(looker, raw), *_heard(looker, ear)], _figures(
        raw, (folder / "said.txt").read_text(errors="replace")
    )


def _command(looker: Looker, walked: Crawl, ear: Ear, folder: Path, modules: Sequence[str], seconds: int) -> list[str]:
    starts = folder / "starts.txt"
    starts.write_text("\n".join(walked.pages) + "\n")
    chosen = {*walked.pages, *(form.action for form in walked.forms.values())}
    left = [*(looker.site + path for path in KEPT_OUT), *sorted(walked.left - chosen)]
    return [
        str(WAPITI), "--url", f"{looker.site}/", "--start", str(starts), "--scope", "domain", "--depth", "1",
        "--module", ",".join(modules), "--level", "1", "--scan-force", "insane", "--timeout", "10", "--tasks", "4",
        "--cookie-value", looker.cookie, "--max-scan-time", str(seconds), "--max-attack-time", str(seconds),
        "--endpoint", ear.address, "--max-parameters", str(FIELDS), "--skip", "csrf_token",
        "--user-agent", AGENT, "--no-bugreport", "--flush-session", "--verbose", "1",
        "--store-session", str(folder / "session"), "--store-config", str(folder / "config"),
        "--format", "json", "--output", str(folder / "report.json"),
        *(part for address in left for part in ("--exclude", address)),
    ]  # fmt: skip


def _findings(looker: Looker, raw: dict[str, Any]) -> list[Finding]:
    found = []
    for kind in ("vulnerabilities", "anomalies", "additionals"):
        for category, reports in raw[kind].items():
            for one in reports:
                level = max(one["level"], HARDER.get(one["module"], 0))
                address = f"{one['method']} {looker.site}{one['path']}"
                found.append(
                    Finding(
                        looker.who, one["module"], level, address, f"{category}: {one['info']}", one["http_request"]
                    )
                )
    return found


def _heard(looker: Looker, ear: Ear) -> list[Finding]:
    """What the site was made to ask of another server."""
    heard = [
        Finding(looker.who, "ssrf", 4, looker.site, f"the site asked another server: {line}") for line in ear.heard
    ]
    ear.heard.clear()
    return heard


def _figures(raw: dict[str, Any], log: str) -> str:
    cut = re.findall(r"Max attack time was reached for module (\w+)", log)
    ended = f"; out of time: {', '.join(cut)}" if cut else ""
    return f"{raw['infos']['crawled_pages_nbr']} addresses and forms{ended}"
