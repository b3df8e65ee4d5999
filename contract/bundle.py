"""A bundle: one release, as kiosks and phones fetch it, as a set of TUF targets.

A site's TUF repository is served at `<server>/bundles/metadata/` and `<server>/bundles/targets/`. The target
`release.json` is a `Release`, which names all other targets. A kiosk switches to a release when it has fetched and
verified all of them.

`release.json` has a version, `v`, left out while it is 1. It holds a whole museum, so a new version of a part
(contract.museum_versions) makes a new version of the release, too.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.museum import END, FOLDERS_AND_FILE, MAX_PATH, Key, Language, Level, Museum
from runtime.document_version import DocumentVersions

RELEASE_TARGET = "release.json"
Target = Annotated[str, Meta(pattern=rf"^[a-z0-9]{FOLDERS_AND_FILE}{END}", max_length=MAX_PATH)]


class Speech(Struct, frozen=True):
    """The speech and subtitles of one narration block. Opus is for players that can decode it, AAC for the others."""

    work: Key
    block: Key
    language: Language
    level: Level
    seconds: float
    opus: Target
    aac: Target
    subtitles: Target
    subtitles_portrait: Target
    voice: str
    machine_made: bool


class Release(Struct, frozen=True, omit_defaults=True):
    """A published museum, with its speech, pictures and reference features."""

    number: Annotated[int, Meta(ge=1)]
    published_at: float
    museum: Museum
    speech: list[Speech]
    pictures: dict[str, Target]  # Medium.file -> target
    features: Target | None  # models.features.Features, in the file format of models


VERSIONS = DocumentVersions("release")
"""Releases are read from version 1 on: kiosks and the server's history keep old ones."""


def read_release(body: bytes | str) -> Release:
    """Returns the release in the text of a `release.json`, of this version or an earlier one.

    Raises DocumentVersionError for a newer one, msgspec.DecodeError for what is no release.
    """
    return VERSIONS.decode(body, Release)


def write_release(release: Release) -> bytes:
    """Returns the text of the `release.json` of a release."""
    return VERSIONS.encode(release)
