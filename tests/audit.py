"""`make audit`: asks the vulnerability service about every pinned package. Needs the network and pip-audit.

Ends with 1 when a package has a known vulnerability or could not be looked up, with 0 when none has one. Where the
service can't be reached it says so in one sentence and ends with 0: nothing was learned, and nothing has failed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKS = Path(__file__).resolve().parent.parent / "locks"
UNREACHABLE = "The vulnerability service can't be reached from this machine: nothing was audited."
NO_CONNECTION = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|NameResolutionError|ProxyError|Max retries exceeded"
    r"|Could not connect"
)


class UnreachableError(Exception):
    """The vulnerability service did not answer."""


class AuditError(Exception):
    """pip-audit itself failed."""


def main() -> int:
    """Returns the exit status; prints one line for each lock and one for each finding."""
    findings: list[str] = []
    try:
        for lock in sorted(LOCKS.glob("*.txt")):
            answer = _ask(lock)
            found = read(answer)
            print(f"{lock.name}: {len(answer['dependencies'])} packages, {len(found)} findings")
            findings += [f"{lock.name}: {line}" for line in found]
    except UnreachableError:
        print(UNREACHABLE)
        return 0
    except AuditError as error:
        print(error, file=sys.stderr)
        return 1
    for line in findings:
        print(line)
    return 1 if findings else 0


def _ask(lock: Path) -> dict[str, Any]:
    """Returns pip-audit's JSON on one lock."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"),
            *("--require-hashes", "--disable-pip", "--requirement", str(lock)),
        ],
        capture_output=True,
        text=True,
    )
    return answer_of(done.stdout, done.stderr)


def answer_of(output: str, errors: str) -> dict[str, Any]:
    """Returns what pip-audit wrote as JSON on standard output.

    Raises UnreachableError when it wrote none for want of a connection, AuditError when there was another reason.
    """
    try:
        answer: dict[str, Any] = json.loads(output)
    except json.JSONDecodeError:
        if NO_CONNECTION.search(errors):
            raise UnreachableError from None
        raise AuditError(f"pip-audit failed:\n{errors}") from None
    return answer


def read(answer: dict[str, Any]) -> list[str]:
    """Returns one line for each vulnerability and for each package that was not looked up.

    Raises UnreachableError when no package was looked up: a mirror of the registry may serve packages and know
    nothing of vulnerabilities.
    """
    packages = answer["dependencies"]
    skipped = [package for package in packages if "skip_reason" in package]
    if packages and len(skipped) == len(packages):
        raise UnreachableError
    lines = [f"{package['name']} was not audited: {package['skip_reason']}" for package in skipped]
    for package in packages:
        for found in package.get("vulns", []):
            fixed = ", ".join(found["fix_versions"]) or "no version yet"
            lines.append(f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
