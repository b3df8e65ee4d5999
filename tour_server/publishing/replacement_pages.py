"""The pages that make the drafts like a release, without a language, or as they were before that: they show what
differs, and ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.catalogue.differences import PartChanged
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import NamedPart, NoMuseumError
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.publishing.draft_replacement import (
    DraftReplacement,
    ReplacedDrafts,
    fingerprint_of_changes,
)
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, person, require
from web.translations import gettext as _
from web.translations import ngettext

SHOWN = 200  # parts that would change


class ReplacementPages:
    """The pages `/desk/publish/like/<release>`, `/without/<language>` and `/before/<replacement>`."""

    def __init__(self, drafts: Drafts, replacement: DraftReplacement) -> None:
        self._drafts, self._replacement = drafts, replacement

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the addresses to the blueprint of publishing."""
        add, read = blueprint.add_url_rule, allowed(Permission.READ)
        write = allowed(Permission.WRITE)
        add("/like/<int:number>", "ask_like", read(self.ask_like))
        add("/like/<int:number>", "make_like", write(self.make_like), methods=["POST"])
        add("/without/<language>", "ask_without", read(self.ask_without))
        add("/without/<language>", "make_without", write(self.make_without), methods=["POST"])
        add("/before/<int:number>", "ask_before", read(self.ask_before))
        add("/before/<int:number>", "make_before", write(self.make_before), methods=["POST"])

    def listed(self) -> list[ReplacedDrafts]:
        """Return the times when the drafts were replaced, the newest first."""
        return self._replacement.listed()

    def ask_like(self, number: int) -> ResponseReturnValue:
        """Show what differs between the drafts and a release, and ask."""
        return self._page(self._wanted(self._replacement.like_release, number), number)

    def make_like(self, number: int) -> ResponseReturnValue:
        """Make the drafts like a release, when nothing changed since it was shown."""
        return self._make(self._wanted(self._replacement.like_release, number), number)

    def ask_without(self, language: str) -> ResponseReturnValue:
        """Show what differs between the drafts and the drafts without a language, and ask."""
        return self._page(self._other_languages(language), None, language=language)

    def make_without(self, language: str) -> ResponseReturnValue:
        """Take a language away with its texts, when nothing changed since it was shown."""
        return self._make(self._other_languages(language), None, language)

    def _other_languages(self, language: str) -> list[NamedPart]:
        try:
            return self._replacement.without_language(language)
        except KeyError:
            abort(404)
        except ValueError:
            abort(409, _("It is the museum's only language. Add another one first."))

    def ask_before(self, number: int) -> ResponseReturnValue:
        """Show what differs between the drafts and how they were, and ask."""
        return self._page(self._wanted(self._replacement.like_before, number), None)

    def make_before(self, number: int) -> ResponseReturnValue:
        """Make the drafts as they were, when nothing changed since it was shown."""
        return self._make(self._wanted(self._replacement.like_before, number), None)

    @staticmethod
    def _wanted(find: Callable[[int], list[NamedPart]], number: int) -> list[NamedPart]:
        try:
            return find(number)
        except NoMuseumError:
            raise
        except KeyError:
            abort(404)

    def _page(
        self,
        wanted: Sequence[NamedPart],
        release: int | None,
        problem: str = "",
        language: str = "",
    ) -> str:
        snapshot, changes = take_snapshot(self._drafts), self._replacement.changes(wanted)
        return render_template(
            "publishing/replace.html",
            changes=[
                (one, resource_of(one.kind).name(snapshot, one.body)) for one in changes[:SHOWN]
            ],
            number=len(changes),
            release=release,
            language=language,
            seen=fingerprint_of_changes(changes),
            lacking=_lacking(changes),
            problem=problem,
        )

    def _make(
        self, wanted: Sequence[NamedPart], release: int | None, language: str = ""
    ) -> ResponseReturnValue:
        changes = self._replacement.changes(wanted)
        for one in changes:
            require(resource_of(one.kind).permission)
        if request.form.get("seen") != fingerprint_of_changes(changes):
            changed = _("A colleague changed the drafts meanwhile. Look again at what differs.")
            return self._page(wanted, release, changed, language), 409
        number = self._replacement.replace(wanted, person().name, release, language)
        flash(
            ngettext(
                "{number} part of the drafts changed. Publish it when visitors should have it.",
                "{number} parts of the drafts changed. Publish them when visitors should have them.",
                number,
            )
        )
        return redirect(url_for("publishing.publish_page"))


def _lacking(changes: Sequence[PartChanged]) -> Permission | None:
    """Return a permission that the person lacks to change these parts, None where they may."""
    needed = [Permission.WRITE, *(resource_of(one.kind).permission for one in changes)]
    return next((one for one in needed if not may(one)), None)
