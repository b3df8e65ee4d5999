"""The rights that staff choose from: statements of RightsStatements.org, Creative Commons' licences, or others."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from contract.licences import CREATIVE_COMMONS, licence_address, licence_name, licence_words
from contract.rights import MAX_WORDS, NOT_STATED, Rights
from contract.rights_statements import TITLES
from web.translations import gettext as _

OTHER = "other"  # the choice of an address and a name of the museum's own
_ADDRESS = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE
)


def rights_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (group, [(value, name)]): the value is the licence's name as it is stored."""
    return [
        ("RightsStatements.org", [(title, title) for title in TITLES.values()]),
        ("Creative Commons", [(name, licence_words(name)) for name in CREATIVE_COMMONS]),
    ]


def rights_values(rights: Rights) -> dict[str, str]:
    """Return the licence as the fields `rights`, `rights.name` and `rights.uri`."""
    if not rights.is_stated:
        return {"rights": "", "rights.name": "", "rights.uri": ""}
    licence = licence_name(rights.licence)
    known = {value for _group, choices in rights_choices() for value, _name in choices}
    if licence in known:
        return {"rights": licence, "rights.name": "", "rights.uri": ""}
    return {"rights": OTHER, "rights.name": rights.licence, "rights.uri": rights.address}


def read_rights_choice(stored: Rights, typed: Mapping[str, str], errors: dict[str, str]) -> Rights:
    """Return the rights with the licence that was chosen, and a sentence for each field that is not acceptable."""
    values = {**rights_values(stored), **typed}
    if all(values[name] == one for name, one in rights_values(stored).items()):
        return stored
    chosen = values["rights"]
    if chosen != OTHER:
        licence = chosen or NOT_STATED
        return replace(stored, licence=licence, uri=licence_address(licence))
    name, uri = values["rights.name"].strip(), values["rights.uri"].strip()
    if not name:
        errors["rights.name"] = _("Write the name of the licence as visitors should read it.")
    elif len(name) > MAX_WORDS:
        errors["rights.name"] = _("Write {number} characters at most.", number=MAX_WORDS)
    if uri and (not _ADDRESS.fullmatch(uri) or len(uri) > MAX_WORDS):
        errors["rights.uri"] = _(
            "Write a whole web address that begins with https://, or leave it empty."
        )
    if errors.keys() & {"rights.name", "rights.uri"}:
        return stored
    known = licence_name(uri)
    licence = known if known != uri and known else name
    return replace(stored, licence=licence, uri=uri or licence_address(licence))
