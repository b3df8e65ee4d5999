"""The twelve statements of RightsStatements.org, by their web addresses and their titles.

The titles are the official ones. They exist in few languages, so every screen shows them in English and says so
(`lang="en"`).
"""

from __future__ import annotations

import re

_PLACE = "http://rightsstatements.org/vocab/"  # the statements' own identifiers begin with http
TITLE_LANGUAGE = "en"
TITLES = {
    "InC": "In Copyright",
    "InC-OW-EU": "In Copyright - EU Orphan Work",
    "InC-EDU": "In Copyright - Educational Use Permitted",
    "InC-NC": "In Copyright - Non-Commercial Use Permitted",
    "InC-RUU": "In Copyright - Rights-holder(s) Unlocatable or Unidentifiable",
    "NoC-CR": "No Copyright - Contractual Restrictions",
    "NoC-NC": "No Copyright - Non-Commercial Use Only",
    "NoC-OKLR": "No Copyright - Other Known Legal Restrictions",
    "NoC-US": "No Copyright - United States",
    "CNE": "Copyright Not Evaluated",
    "UND": "Copyright Undetermined",
    "NKC": "No Known Copyright",
}
_ADDRESSES = {title: f"{_PLACE}{code}/1.0/" for code, title in TITLES.items()}
_ADDRESS = re.compile(
    r"https?://(?:www\.)?rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/1\.0/?"
)


def statement_title(address: str) -> str:
    """Returns the title of the statement at a web address, "" for any other address."""
    found = _ADDRESS.fullmatch(address)
    return TITLES.get(found[1], "") if found else ""


def statement_address(title: str) -> str:
    """Returns the web address of the statement with this title, "" for any other words."""
    return _ADDRESSES.get(title, "")
