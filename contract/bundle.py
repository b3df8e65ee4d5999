"""A bundle: one release, as kiosks and phones fetch it, as a set of TUF targets.

A site's TUF repository is served at `<server>/bundles/metadata/` and `<server>/bundles/targets/`. The target
`release.json` is a `Release`, which names all other targets but the speech packs: one for each work and language, with
what a kiosk needs of its speech. A kiosk switches to a release when it has fetched and verified the release, its
pictures and its features; the packs follow. A release is known by its hash, the SHA-256 of `release.json`: after a
back-up was restored, its number may come a second time.

`release.json` has a version, `v`, left out while it is 1. It holds a whole museum, so a new version of a part
(contract.museum_versions) makes a new version of the release, too.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.floor_picture import FloorPicture
from contract.museum import Key, Language, Level, Museum
from contract.museum_versions import first_version, more_levels
from contract.patterns import END, FOLDERS_AND_FILE, MAX_PATH
from runtime.document_version import DocumentVersions

RELEASE_TARGET = "release.json"
# What a kiosk takes at most, and so what a server publishes at most. Those of metadata are python-tuf's defaults, so
# that kiosks with older software have the same.
MAX_ROOT_BYTES = 512_000
MAX_TIMESTAMP_BYTES = 16_384
MAX_SNAPSHOT_BYTES = 2_000_000
MAX_TARGETS_BYTES = 5_000_000  # of the list of targets, and of each part that it is divided into
MAX_RELEASE_BYTES = (
    300_000_000  # of release.json: 10,000 works × 5 languages × 4 blocks take about 150 MB
)
MAX_TARGET_BYTES = 2_000_000_000  # of each other file
Target = Annotated[str, Meta(pattern=rf"^[a-z0-9]{FOLDERS_AND_FILE}{END}", max_length=MAX_PATH)]


class Speech(Struct, frozen=True, omit_defaults=True):
    """The speech and subtitles of one narration block. Opus is for players that can decode it, AAC for the others.

    `work`: the key of the work, or of the link, whose block it is. `words`: the words with their times
    (contract.timed_text), for screens that make subtitles for the room they have; null where earlier software made the
    speech.
    """

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
    words: Target | None = None


def speech_pack(work: Key, language: Language) -> Target:
    """Returns the target of the pack with the speech of a work in a language.

    It is a ZIP file of the `opus`, `subtitles`, `subtitles_portrait` and `words` of each such `Speech` of the release,
    under the names of these targets. A server of before 0018 publishes none; then each of them is a target of its own.
    """
    return f"packs/{work}.{language}.zip"


class PublishedLook(Struct, frozen=True, omit_defaults=True):
    """How screens look: style sheets to link after web/static/tokens.css, and the files that they name.

    `fonts`: named by `typefaces`, beside which they are. Without `logo_night` the logo is the same on dark paper.
    """

    colours: Target
    typefaces: Target | None = None
    fonts: list[Target] = []
    logo_day: Target | None = None
    logo_night: Target | None = None

    @property
    def targets(self) -> list[str]:
        """All its targets."""
        found = [self.colours, self.typefaces, *self.fonts, self.logo_day, self.logo_night]
        return list(dict.fromkeys(target for target in found if target is not None))


class Release(Struct, frozen=True, omit_defaults=True):
    """A published museum, with its speech, pictures and reference features.

    `videos` are for phones alone; they are no targets of the repository, so no kiosk fetches them. `phones_at`: the
    address by which phones reach the server, where that is another than a kiosk's. `plans`: pictures of floors, whose
    files, as videos, are for phones alone.
    """

    number: Annotated[int, Meta(ge=1)]
    published_at: float
    museum: Museum
    speech: list[Speech]
    pictures: dict[str, Target]  # Medium.file -> target
    features: Target | None  # models.features.Features, in the file format of models
    videos: dict[str, Target] = {}  # SignVideo.file -> target
    phones_at: str = ""
    look: PublishedLook | None = None  # of software of before it: our own
    word_sounds: dict[str, Target] = {}  # Pronunciation.recording -> target
    plans: list[FloorPicture] = []
    plan_files: dict[str, Target] = {}  # FloorPicture.file -> target


VERSIONS = DocumentVersions("release", [more_levels])
"""Releases are read from version 1 on: kiosks and the server's history keep old ones."""


def read_release(body: bytes | str) -> Release:
    """Returns the release in the text of a `release.json`, of this version or an earlier one.

    Raises DocumentVersionError for a newer one, msgspec.DecodeError for what is no release.
    """
    return VERSIONS.decode(body, Release)


def write_release(release: Release) -> bytes:
    """Returns the text of the `release.json` of a release."""
    museum = release.museum
    version = first_version([*museum.works, *museum.links, *museum.tours])
    return VERSIONS.encode(release, version)
