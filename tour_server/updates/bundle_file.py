"""Reads a RAUC bundle: its manifest, and whether all of the file is there.

A bundle is a squashfs image, a tree of hashes over it, a CMS signature that encloses the manifest, and the size of
that signature in the last eight bytes. Only the format `verity` is taken: kiosks verify each block of it as they read.

Note: this does not verify the signature. `rauc_program` does where the program is installed; kiosks always do.
"""

from __future__ import annotations

import configparser
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.software import SoftwareVersion
from tour_server.updates.signed_content import (
    NothingEnclosedError,
    SignedContentError,
    signed_content,
)
from web.translations import gettext as _

MAGIC = b"hsqs"  # of squashfs
SIZE_BYTES = 8
LARGEST_SIGNATURE = 256 * 1024  # as RAUC itself takes
SUPERBLOCK_BYTES, USED_AT = 96, 40  # of squashfs: where its number of bytes stands
BLOCK = 4096
LONGEST_COMPATIBLE = 200


class SoftwareBundleError(ValueError):
    """A file can't be used as software for kiosks; the sentence is for staff."""


class BundleManifest(Struct, frozen=True):
    """What a bundle says of itself. `compatible`: the kind of machine that it is for."""

    version: str
    compatible: str
    description: str = ""
    build: str = ""


def read_manifest(file: Path) -> BundleManifest:
    """Return the manifest of a bundle. Raises SoftwareBundleError, OSError."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        start = opened.read(SUPERBLOCK_BYTES)
        if len(start) < SUPERBLOCK_BYTES or not start.startswith(MAGIC):
            raise SoftwareBundleError(
                _("This is no software bundle. Kiosks take files that end with .raucb.")
            )
        opened.seek(-SIZE_BYTES, 2)
        signature_bytes = int.from_bytes(opened.read(SIZE_BYTES))
        payload = size - SIZE_BYTES - signature_bytes
        if not 0 < signature_bytes <= LARGEST_SIGNATURE or payload < SUPERBLOCK_BYTES:
            raise _cut_off()
        opened.seek(payload)
        signature = opened.read(signature_bytes)
    try:
        text = signed_content(signature).decode()
    except NothingEnclosedError as error:  # RAUC's format `plain`
        raise _not_verity() from error
    except (SignedContentError, UnicodeDecodeError) as error:
        raise _cut_off() from error
    values = _values(text)
    _check_size(values, int.from_bytes(start[USED_AT : USED_AT + 8], "little"), payload)
    return _manifest(values)


def _values(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=False, default_section="")
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise SoftwareBundleError(_("The bundle's manifest can't be read.")) from error
    return {name: dict(parser[name]) for name in parser.sections()}


def _check_size(values: dict[str, dict[str, str]], used: int, payload: int) -> None:
    """Compare the length of what is before the signature with what manifest and superblock say."""
    bundle = values.get("bundle", {})
    if bundle.get("format") != "verity":
        raise _not_verity()
    tree = bundle.get("verity-size", "")
    if not tree.isdecimal() or len(tree) > 15:
        raise SoftwareBundleError(_("The bundle's manifest can't be read."))
    image = payload - int(tree)
    if not used <= image < used + BLOCK:
        raise _cut_off()


def _manifest(values: dict[str, dict[str, str]]) -> BundleManifest:
    update = values.get("update", {})
    version, compatible = update.get("version", ""), update.get("compatible", "")
    try:
        msgspec.convert(version, SoftwareVersion)
    except msgspec.ValidationError as error:
        raise SoftwareBundleError(
            _(
                "The bundle's version is {version}. A version begins with a digit, as 1.4.0 does.",
                version=repr(version[:80]),
            )
        ) from error
    if not 0 < len(compatible) <= LONGEST_COMPATIBLE or not compatible.isprintable():
        raise SoftwareBundleError(_("The bundle does not say for which kind of machine it is."))
    return BundleManifest(
        version,
        compatible,
        _plain(update.get("description", "")),
        _plain(update.get("build", "")),
    )


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable())[:200]


def _cut_off() -> SoftwareBundleError:
    return SoftwareBundleError(
        _("The file is damaged or not whole. Copy it once more, and compare its size.")
    )


def _not_verity() -> SoftwareBundleError:
    return SoftwareBundleError(
        _(
            "The bundle has a format that kiosks don't take. `make image` makes one in the format verity."
        )
    )
