"""Licences as exchange formats write them, by web address, and as a museum writes them: by SPDX name, or by title."""

from __future__ import annotations

import re

from contract.rights_statements import statement_address, statement_title

_CREATIVE_COMMONS = "http://creativecommons.org/"
_SITE = r"https?://(?:www\.)?creativecommons\.org"
_END = r"(?:/(?:deed|legalcode)[^/]*)?/?"
_LICENCE = re.compile(rf"{_SITE}/licenses/([a-z-]+)/(\d\.\d){_END}")
"""Of no country: what stands behind the version of an older licence, `/de/`, makes it another one."""
_SPDX = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)")
_DEDICATION = re.compile(rf"{_SITE}/publicdomain/(zero|mark)/1\.0{_END}")
_DEDICATIONS = {"zero": "CC0-1.0", "mark": "PDM-1.0"}
_KINDS = ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
CREATIVE_COMMONS = ("CC0-1.0", "PDM-1.0", *(f"CC-{kind}-4.0" for kind in _KINDS))
"""The licences and marks that Creative Commons offers now, by their SPDX names."""


def licence_name(address: str) -> str:
    """Returns the SPDX name of a Creative Commons licence, the title of a rights statement; else what was given."""
    address = address.strip()
    if title := statement_title(address):
        return title
    if found := _DEDICATION.fullmatch(address):
        return _DEDICATIONS[found[1]]
    if (found := _LICENCE.fullmatch(address)) and _SPDX.fullmatch(
        name := f"CC-{found[1].upper()}-{found[2]}"
    ):
        return name
    return address


def licence_address(licence: str) -> str:
    """Returns the web address of a licence or a rights statement; "" where it has none."""
    if address := statement_address(licence):
        return address
    for kind, name in _DEDICATIONS.items():
        if licence == name:
            return f"{_CREATIVE_COMMONS}publicdomain/{kind}/1.0/"
    if found := _SPDX.fullmatch(licence):
        return f"{_CREATIVE_COMMONS}licenses/{found[1].lower()}/{found[2]}/"
    return licence if re.match(r"https?://\S+$", licence) else ""


def licence_words(licence: str) -> str:
    """Returns a licence as people read it: `CC BY-SA 4.0` for the SPDX name; of anything else what was given."""
    if licence == "PDM-1.0":
        return "Public Domain Mark 1.0"
    if found := _SPDX.fullmatch(licence):
        return f"CC {found[1]} {found[2]}"
    return "CC0 1.0" if licence == "CC0-1.0" else licence
