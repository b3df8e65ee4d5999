"""Sources as a kiosk shows them: no visitor there can follow an address of the web."""

from __future__ import annotations

import re

from contract.museum import Source

_ADDRESS = re.compile(
    r"""[(<\[]?\b(?:
        https?://\S+ | www\.\S+ | doi:?\s*10\.\d{4,}/\S+ | 10\.\d{4,}/\S+
        | [\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def cited(source: Source) -> str:
    """Returns the source in one line, without web addresses and DOIs."""
    parts = (_plain(part) for part in (source.citation, source.where or ""))
    return ", ".join(part for part in parts if part)


def _plain(text: str) -> str:
    without = re.sub(r"\s+", " ", _ADDRESS.sub("", text))
    return re.sub(r"\s+([,.;:])", r"\1", without).strip(" ,;:")
