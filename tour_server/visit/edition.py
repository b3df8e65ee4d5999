"""Names an edition of the visitor's pages: a release as this version of the software shows it.

A phone keeps pages, scripts and sound of one edition together. A new release makes a new edition, and so does an
update of the server.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import web

_HERE = Path(__file__).parent
_WEB = web.static_folder()
_PARTS = (_HERE, _HERE / "static", _HERE / "templates" / "visit", _WEB, _WEB / "fonts" / "phone")


@cache
def software() -> str:
    """Returns a hash of the pages' code, templates, scripts, styles and words."""
    digest = hashlib.sha256()
    for folder in (*_PARTS, _WEB.parent, _WEB.parent / "words"):
        for file in sorted(folder.iterdir()):
            if file.is_file():
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:10]


def edition(release: int) -> str:
    """Returns the name of a release's edition."""
    return f"{release}-{software()}"
