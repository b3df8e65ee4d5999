"""What leaves the house names no account: the roles of those who wrote and approved stand in place of their names.

Nor does a release say where a work was imported from, which is for the next import alone, nor where its pictures came
from, which is a note for staff.

The author of a text may be anybody, typed by hand, a professor or a translation machine: such a name is a credit meant
for visitors and stays. A name that is an account's does not, nor one under which a draft was ever changed: accounts of
colleagues who left are still recognised.
"""

from __future__ import annotations

import unicodedata
from typing import TypeVar, cast

from msgspec.structs import replace
from sqlalchemy import select

from contract.museum import Block, Link, Museum, Offer, Work
from tour_server.catalogue.approval_units import PartBody
from tour_server.catalogue.first_museum import IMPORTED_BY
from tour_server.catalogue.house_notes import without_sources
from tour_server.catalogue.tables import Revision
from tour_server.database import Database
from tour_server.recorder import COMMAND_LINE, FORMER_COLLEAGUE, SERVER
from tour_server.staff.tables import Staff

Signed = TypeVar("Signed", Block, Offer)

NO_ACCOUNTS = {"import", IMPORTED_BY, COMMAND_LINE, SERVER}  # who changed a draft, and no person
AUTHOR = "author"  # who writes drafts, in place of the name of an account
APPROVER = "editor"  # who approves words, whoever it was


class OutgoingNames:
    """Replaces the names of accounts in what is published or exported."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._newest: NameFilter | None = None

    def read(self, *, with_origins: bool = False) -> NameFilter:
        """Return a filter for the accounts as they are now.

        `with_origins`: it keeps where works were imported from, and where pictures came from.
        """
        with self._database.reading() as session:
            names = {*session.scalars(select(Revision.changed_by).distinct())} - NO_ACCOUNTS
            names |= {*session.scalars(select(Staff.name))}
        accounts = {_plain(name) for name in names}
        if with_origins:
            return NameFilter(accounts, with_origins=True)
        newest = self._newest
        if newest is None or newest.accounts != accounts:
            newest = self._newest = NameFilter(accounts)
        return newest


class NameFilter:
    """Replaces these names of accounts, and takes out where works were imported from and pictures came from."""

    def __init__(self, accounts: set[str], *, with_origins: bool = False) -> None:
        self.accounts, self._with_origins = accounts, with_origins
        self._works: dict[int, tuple[Work, Work]] = {}  # of the last museum, by the id of the first

    def museum(self, museum: Museum) -> Museum:
        """Return the museum without names of accounts. Works that the last museum had, too, are not read again."""
        before = self._works
        works = {}
        for work in museum.works:
            known = before.get(id(work))
            works[id(work)] = (work, self.part(work)) if known is None else known
        self._works = works
        return replace(
            museum,
            works=[works[id(work)][1] for work in museum.works],
            links=[self.part(link) for link in museum.links],
            offers=[self.part(offer) for offer in museum.offers],
        )

    def part(self, part: PartBody) -> PartBody:
        """Return a part without names of accounts."""
        if not self._with_origins:
            part = without_sources(part)
        if isinstance(part, Offer):
            return cast("PartBody", self._signed(part))
        if isinstance(part, Work | Link):
            blocks = [self._signed(block) for block in part.blocks]
            if blocks != part.blocks:
                part = replace(part, blocks=blocks)
            if isinstance(part, Work) and part.origin is not None and not self._with_origins:
                part = replace(part, origin=None)
            return part
        return part

    def _signed(self, text: Signed) -> Signed:
        plain = _plain(text.written_by)
        ours = plain in self.accounts or plain.startswith(FORMER_COLLEAGUE)
        by = AUTHOR if ours else text.written_by
        approver = None if text.approved_by is None else APPROVER
        if (by, approver) == (text.written_by, text.approved_by):
            return text
        return replace(text, written_by=by, approved_by=approver)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
