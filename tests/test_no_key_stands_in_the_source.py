"""What is installed everywhere holds no secret: a key or a password in the source would be that of every museum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (
    *("contract", "deploy", "device", "models", "museum_of_pattern", "narration", "runtime"),
    *("tour_server", "web", "zaalgids"),
)
SMALL = 1_000_000  # bytes; what is larger are models and typefaces
# Constants that name a file, a variable, a setting or an answer.
NAMES = {
    "first-password.txt", "ZAALGIDS_ROOT_PASSPHRASE", "token-unknown", "wifi_password",
}  # fmt: skip
KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20,}")
# A name that says secret, and a constant that looks like one: twelve characters or more without a space.
CONSTANT = re.compile(
    r"""(?i)\b\w*(?:password|passphrase|secret|api_?key|token)\w*\s*(?::[^=\n]+)?=\s*["']([^\s"'{}%]{12,})["']"""
)


def shipped(suffixes: tuple[str, ...]) -> Iterator[Path]:
    for folder in SHIPPED:
        for file in (ROOT / folder).rglob("*"):
            if (
                file.is_file()
                and file.stat().st_size < SMALL
                and (not suffixes or file.suffix in suffixes)
            ):
                yield file


def test_no_private_key_is_shipped() -> None:
    found = [str(file) for file in shipped(()) if KEY.search(file.read_bytes())]
    assert found == []


def test_no_constant_is_a_password() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in shipped((".py", ".sh", ".js", ".toml", ".conf", ""))
        for match in CONSTANT.finditer(file.read_text(encoding="utf-8", errors="replace"))
        if match[1] not in NAMES
    }
    assert found == set()


@pytest.mark.parametrize(
    "line", ['PASSWORD = "correct-horse-battery"', "api_key: str = 'f3a9c1d27be04412'"]
)
def test_a_password_would_be_found(line: str) -> None:
    assert CONSTANT.search(line)
