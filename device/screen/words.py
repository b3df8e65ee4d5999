"""The screen's own words, a file a language. Adding a language is adding a file; a test sees that none lacks a word."""

from __future__ import annotations

from pathlib import Path

import msgspec

FOLDER = Path(__file__).with_name("words")


def languages() -> list[str]:
    """The languages the screen speaks."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def words(language: str) -> dict[str, str]:
    """The words of `language`. Raises KeyError where the screen does not speak it."""
    file = FOLDER / f"{language.split('-')[0]}.toml"
    if not file.is_file():
        raise KeyError(language)
    return msgspec.toml.decode(file.read_bytes(), type=dict[str, str])


def all_words() -> dict[str, dict[str, str]]:
    """Every language's words, for the page."""
    return {language: words(language) for language in languages()}
