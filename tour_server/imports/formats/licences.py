"""Licences as exchange formats write them, by web address, and as a museum writes them, by SPDX name."""

from __future__ import annotations

import re

_CREATIVE_COMMONS = "http://creativecommons.org/"
_SITE = r"https?://(?:www\.)?creativecommons\.org"
_END = r"(?:/(?:deed|legalcode)[^/]*)?/?"
_LICENCE = re.compile(rf"{_SITE}/licenses/([a-z-]+)/(\d\.\d){_END}")
"""Of no country: what stands behind the version of an older licence, `/de/`, makes it another one."""
_SPDX = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)")
_DEDICATION = re.compile(rf"{_SITE}/publicdomain/(zero|mark)/1\.0{_END}")
_DEDICATIONS = {"zero": "CC0-1.0", "mark": "PDM-1.0"}


def licence_name(address: str) -> str:
    """Returns the SPDX name of a Creative Commons licence; of anything else what was given."""
    address = address.strip()
    if found := _DEDICATION.fullmatch(address):
        return _DEDICATIONS[found[1]]
    if (found := _LICENCE.fullmatch(address)) and _SPDX.fullmatch(
        name := f"CC-{found[1].upper()}-{found[2]}"
    ):
        return name
    return address


def licence_address(licence: str) -> str:
    """Returns the web address of a licence; "" where it has none."""
    for kind, name in _DEDICATIONS.items():
        if licence == name:
            return f"{_CREATIVE_COMMONS}publicdomain/{kind}/1.0/"
    if found := _SPDX.fullmatch(licence):
        return f"{_CREATIVE_COMMONS}licenses/{found[1].lower()}/{found[2]}/"
    return licence if re.match(r"https?://\S+$", licence) else ""
