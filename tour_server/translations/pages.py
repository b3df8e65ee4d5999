"""The desk's pages Translations: the grid of parts by languages, and the texts of a part beside their source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import save
from tour_server.catalogue.field_values import Values, same_text, with_unix_line_ends
from tour_server.catalogue.form_state import FormFields, FormState
from tour_server.catalogue.pages import address_of, resource_of
from tour_server.catalogue.parts import NoMuseumError, PartKind
from tour_server.request_limits import stored_integer
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.translations.block_keys import block_keys
from tour_server.translations.confirming import Confirming
from tour_server.translations.file_pages import FORMATS, FilePages
from tour_server.translations.grid import PAGE_LENGTH, Grid, GridFilter
from tour_server.translations.jobs import TranslationJobs
from tour_server.translations.side_by_side import SideBySide, SideRow
from tour_server.translations.texts_form import PREFIX, TextsForm
from tour_server.translations.translated_texts import STATE_WORDS, TextState
from tour_server.translations.translation_index import KIND_ORDER, TranslationIndex, part_name
from web.translations import gettext as _
from web.translations import ngettext

SEEN = "seen:"  # before a path: the hash of the source that the person saw
CONFIRM = "confirm"  # the action of a button, with a path behind a colon or for all
AT_ONCE = 200  # parts that a page counts before it is shown; the rest is left to a job


class _Shown(Struct, frozen=True):
    """A page of texts: the part, the language, and where the grid's filter leads on to."""

    part: Part
    language: str
    wanted: GridFilter


class TranslationPages:
    """The pages."""

    def __init__(
        self,
        drafts: Drafts,
        index: TranslationIndex,
        grid: Grid,
        sides: SideBySide,
        confirming: Confirming,
        jobs: TranslationJobs,
        files: FilePages,
    ) -> None:
        self._drafts, self._index, self._grid = drafts, index, grid
        self._sides, self._confirming = sides, confirming
        self._jobs, self._files = jobs, files

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "translations",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/translations",
        )
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add, post = pages.add_url_rule, ["POST"]
        add("", "page", read(self.page))
        add("/machine", "machine", write(self.machine), methods=post)
        self._files.add_to(pages)
        add("/<part_kind>/<key>/<language>", "texts", read(self.texts))
        add("/<part_kind>/<key>/<language>", "change", write(self.change), methods=post)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the grid. Raises NoMuseumError where there is no museum."""
        languages = self._languages()
        uncounted = self._count()
        wanted = GridFilter.of(request.args)
        begin = max(0, request.args.get("from", 0, type=stored_integer))
        shown = self._grid.page(wanted, begin, languages)
        return render_template(
            "translations/grid.html",
            wanted=wanted,
            shown=shown,
            begin=begin,
            page_length=PAGE_LENGTH,
            languages=languages,
            columns=[one for one in languages if wanted.language in ("", one)],
            states=[(state.value, _(words)) for state, words in STATE_WORDS.items()],
            kinds=[(kind.value, _(resource_of(kind).plural)) for kind in KIND_ORDER],
            kind_names={kind: _(resource_of(kind).singular) for kind in KIND_ORDER},
            rooms=[
                (room.key, part_name(room.body, room.key, languages))
                for room in self._drafts.all(PartKind.ROOM, without_newer=True)
            ],
            uncounted=uncounted,
            formats=FORMATS,
            machine=self._jobs.machine_name,
            machine_job=self._jobs.newest_machine(),
            machine_result=self._jobs.machine_result(),
        )

    def machine(self) -> ResponseReturnValue:
        """Ask the machine for drafts of the narration that is missing in a language, of what the filter shows."""
        wanted = GridFilter.of(request.form)
        if wanted.language not in self._languages():
            abort(422)
        if not self._jobs.machine_name:
            abort(404)
        self._count()
        if not self._jobs.ask_machine(wanted, person().name):
            flash(_("The machine is at work already. Wait until it is done, or cancel it."))
        return redirect(url_for("translations.page", **wanted.address()))

    def texts(self, part_kind: str, key: str, language: str) -> ResponseReturnValue:
        """Show the texts of a part in a language beside their source."""
        return self._texts(self._found(part_kind, key, language))

    def change(self, part_kind: str, key: str, language: str) -> ResponseReturnValue:
        """Save what was typed; then what the button asks for: still right, or the next part."""
        shown = self._found(part_kind, key, language)
        part, languages, by = shown.part, self._languages(), person().name
        version = request.form.get("version", 0, type=stored_integer)
        typed = dict(request.form)
        form = TextsForm(part.kind, language, languages, lambda: block_keys(self._drafts), by)
        before = form.values(part.body)
        try:
            saved = save(self._drafts, part.kind, key, form, version, typed, by)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            if conflict.now is None:
                abort(404)
            message = _("{conflict} Save again.", conflict=conflict)
            returned = FormState(with_unix_line_ends(typed), version, message)
            return self._texts(shown, returned), 409
        if isinstance(saved, FormState):
            return self._texts(shown, saved), 409 if saved.clashes or saved.orphans else 422
        self._note_seen(saved, language, version, before, form.values(saved.body))
        changed = saved.version != part.version
        return self._after(shown, saved, changed=changed)

    def _after(self, shown: _Shown, saved: Part, *, changed: bool) -> ResponseReturnValue:
        """Do what the button asks for beside saving, and lead on."""
        action, colon, path = request.form.get("action", "").partition(":")
        query = shown.wanted.address()
        if action == CONFIRM:
            self._confirm(saved, shown.language, {path} if colon else None)
        elif changed:
            flash(_("Saved. Publish it when visitors should have it."))
        if action == "next":
            self._count()
            following = self._grid.next_part(shown.wanted, saved.kind, saved.key)
            if following is None:
                flash(_("That was the last one of this list."))
                return redirect(url_for("translations.page", **query))
            kind, key = following
            return redirect(self._address(kind, key, shown.language, query))
        return redirect(self._address(saved.kind, saved.key, shown.language, query))

    def _confirm(self, saved: Part, language: str, only: set[str] | None) -> None:
        """Say that texts are still right: those of `only`, or all that were shown."""
        seen = {
            path: value
            for path, value in _named(request.form, SEEN).items()
            if only is None or path in only
        }
        paths = self._confirming.confirm(saved.kind, saved.key, language, seen, person().name)
        if paths:
            flash(
                ngettext(
                    "{number} translation counts as made from its source as it is now.",
                    "{number} translations count as made from their sources as they are now.",
                    len(paths),
                )
            )
        else:
            flash(_("Nothing was noted: the source has changed once more. Look at it first."))

    def _note_seen(
        self, saved: Part, language: str, version: int, before: Values, after: Values
    ) -> None:
        seen = {
            path: value
            for path, value in _named(request.form, SEEN).items()
            if not same_text(before.get(f"{PREFIX}{path}"), after.get(f"{PREFIX}{path}"))
        }
        if seen:
            self._confirming.note_seen(saved.kind, saved.key, language, seen, version)

    def _texts(self, shown: _Shown, returned: FormState | None = None) -> str:
        self._count()
        part = self._drafts.get(shown.part.kind, shown.part.key)
        language, languages, query = shown.language, self._languages(), shown.wanted.address()
        form = TextsForm(part.kind, language, languages, set, "")
        fields = FormFields(form.values(part.body), part.version, None, returned)
        rows = self._sides.rows(part, language, languages)
        around = {
            name: self._grid.next_part(shown.wanted, part.kind, part.key, before=before)
            for name, before in (("before", True), ("after", False))
        }
        return render_template(
            "translations/texts.html",
            part=part,
            name=part_name(part.body, part.key, languages),
            kind_name=_(resource_of(part.kind).singular),
            part_address=address_of(part.kind, part.key),
            language=language,
            languages=languages,
            rows=rows,
            fields=fields,
            states=STATE_WORDS,
            stale=_number_of(rows, TextState.STALE),
            unknown=_number_of(rows, TextState.UNKNOWN),
            around={
                name: self._address(*found, language, query)
                for name, found in around.items()
                if found is not None
            },
            wanted=shown.wanted,
            form_address=self._address(part.kind, part.key, language, query),
            SEEN=SEEN,
            addresses={
                (match.kind, match.key): address_of(match.kind, match.key)
                for row in rows
                for one in row.remembered
                for match in one.matches
            },
        )

    def _found(self, kind: str, key: str, language: str) -> _Shown:
        if kind not in [one.value for one in KIND_ORDER] or language not in self._languages():
            abort(404)
        try:
            part = self._drafts.get(PartKind(kind), key)
        except KeyError:
            abort(404)
        wanted = replace(GridFilter.of(request.args), language=language)
        return _Shown(part, language, wanted)

    def _count(self) -> int:
        """Count what changed, and leave it to a job where that is much. Returns how many parts wait to be counted."""
        return self._jobs.count(AT_ONCE)

    def _languages(self) -> list[str]:
        languages = self._index.languages()
        if not languages:
            raise NoMuseumError("there is no museum yet")
        return languages

    @staticmethod
    def _address(kind: PartKind, key: str, language: str, query: Mapping[str, Any]) -> str:
        given = {name: value for name, value in query.items() if name != "language"}
        return url_for(
            "translations.texts", part_kind=kind.value, key=key, language=language, **given
        )


def _named(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the fields of a form whose names begin so, by what follows."""
    return {
        name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)
    }


def _number_of(rows: list[SideRow], state: TextState) -> int:
    return sum(row.state is state for row in rows)
