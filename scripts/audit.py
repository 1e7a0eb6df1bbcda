"""Ask the advisory database about the pinned packages; without an answer say so and go on."""

from __future__ import annotations

import json
import subprocess
import sys

COMMAND = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt", "--disable-pip", "--require-hashes"]


def main() -> None:
    """Exit 1 only when a known vulnerability is found."""
    try:
        answer = subprocess.run(
            [*COMMAND, "--format", "json", "--progress-spinner", "off", "--timeout", "10"],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        packages = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("audit: the advisory database cannot be reached, so known vulnerabilities were not looked up")
        return
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [(package, advisory) for package in packages for advisory in package.get("vulns", ())]
    for package, advisory in found:
        fixed = ", ".join(advisory["fix_versions"]) or "no version yet"
        print(f"audit: {package['name']} {package['version']}: {advisory['id']}, fixed in {fixed}")
    if skipped:
        print(f"audit: no answer about {len(skipped)} of {len(packages)} packages (is the database reachable?)")
    if found:
        sys.exit(1)
    if not skipped:
        print(f"audit: no known vulnerability in {len(packages)} packages")


if __name__ == "__main__":
    main()
