"""The list of an image's Debian packages with their versions: written beside it, and given back to the next build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from deploy.image.commands import BuildError

ASKED = Path(__file__).with_name("packages.txt")
_PIN = re.compile(r"([a-z0-9][a-z0-9+.-]+)(?::[a-z0-9]+)?=([0-9A-Za-z]\S*)")


def asked_packages(file: Path = ASKED) -> list[str]:
    """Return the packages that the image asks for; their dependencies follow from these."""
    lines = (line.split("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def read_versions(file: Path) -> dict[str, str]:
    """Return package and version of each line `name=version`. Raises BuildError for a line that is none."""
    found = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        plain = line.split("#")[0].strip()
        if not plain:
            continue
        match = _PIN.fullmatch(plain)
        if not match:
            raise BuildError(
                f"{file}, line {number}: {plain!r} is not of the form package=version."
            )
        found[match[1]] = match[2]
    return found


def installed_versions(status: str) -> dict[str, str]:
    """Return package and version of each installed package of dpkg's status file."""
    found = {}
    for paragraph in status.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|Status): (.+)$", paragraph, re.MULTILINE))
        if fields.get("Status", "").endswith(" installed"):
            found[fields["Package"]] = fields["Version"]
    return dict(sorted(found.items()))


def list_text(versions: Mapping[str, str]) -> str:
    """Return the text of a list of packages."""
    return "".join(f"{name}={version}\n" for name, version in sorted(versions.items()))


def apt_preferences(versions: Mapping[str, str]) -> str:
    """Return apt's preferences that allow each package in its listed version alone."""
    return "\n".join(
        f"Package: {name}\nPin: version {version}\nPin-Priority: 1001\n"
        for name, version in sorted(versions.items())
    )


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Return a line for each package whose version is not the listed one."""

    def lines() -> Iterable[str]:
        for name in sorted({*wanted, *found}):
            if wanted.get(name) != found.get(name):
                yield f"{name}: {wanted.get(name, 'not listed')}, here {found.get(name, 'absent')}"

    return list(lines())
