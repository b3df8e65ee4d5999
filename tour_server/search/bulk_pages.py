"""The pages to change many works at once: what is asked, what came of it, its undo, and the works as a spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from contract.museum import Work
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.imports.batches import batches
from tour_server.imports.template_download import SHEET_TYPES, sheet_answer
from tour_server.imports.template_sheet import TemplateSheet
from tour_server.jobs.jobs import Jobs
from tour_server.search.bulk_documents import (
    ACTION_PERMISSIONS,
    ACTION_WORDS,
    BulkAction,
    BulkDocument,
    BulkState,
)
from tour_server.search.bulk_jobs import BulkJobs
from tour_server.search.bulk_store import BATCH, BulkChange, BulkStore
from tour_server.search.work_query import WorkQuery, hidden_fields, read_query
from tour_server.search.work_search import WorkSearch
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person, require
from web.translations import chosen_language
from web.translations import gettext as _

MOST_LEFT_ALONE = 200  # works that a page names
MOST_TYPED = 200  # letters of a licence or a holder


class BulkPages:
    """The pages below /desk/search/works."""

    def __init__(
        self, search: WorkSearch, drafts: Drafts, store: BulkStore, work: BulkJobs, jobs: Jobs
    ) -> None:
        self._search, self._drafts, self._store = search, drafts, store
        self._work, self._jobs = work, jobs

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages."""
        add, read, post = pages.add_url_rule, allowed(Permission.READ), ["POST"]
        add("/search/works/export.<kind>", "export", read(self.export))
        add("/search/works/<action>", "ask", read(self.ask))
        add("/search/works/<action>", "change", read(self.change), methods=post)
        add("/search/changes/<int:number>", "changed", read(self.changed))
        add("/search/changes/<int:number>/progress.json", "progress", read(self.progress))
        add("/search/changes/<int:number>/undo", "undo", read(self.undo), methods=post)

    def ask(self, action: str) -> ResponseReturnValue:
        """Say what would happen to which works, and ask for what is needed besides."""
        self._search.unread()
        return self._ask_page(_action(action), request.args)

    def change(self, action: str) -> ResponseReturnValue:
        """Change the works, and show what came of it."""
        wanted = _action(action)
        require(ACTION_PERMISSIONS[wanted])
        room, licence, holder = (
            request.form.get(f"set-{name}", "").strip()[:MOST_TYPED]
            for name in ("room", "licence", "holder")
        )
        needed = {BulkAction.ROOM: room, BulkAction.RIGHTS: licence}.get(wanted)
        if needed == "":
            return self._ask_page(wanted, request.form, _("Say what to set.")), 422
        if self._search.unread() and request.form.get("scope", "") == "all":
            wait = _(
                "The search still reads what changed, so the list is not complete. Wait a moment."
            )
            return self._ask_page(wanted, request.form, wait), 409
        keys = self._chosen(request.form)
        if not keys:
            return self._ask_page(wanted, request.form, _("Choose one work or more.")), 422
        if request.form.get("count", "") != str(len(keys)):
            changed = _("The list has changed since you chose. Look at the number again.")
            return self._ask_page(wanted, request.form, changed), 409
        number = self._work.begin(
            wanted, person().name, keys, BulkDocument(len(keys), room, licence, holder)
        )
        return redirect(url_for("search.changed", number=number))

    def changed(self, number: int) -> ResponseReturnValue:
        """Show a change: how far it is, or what came of it."""
        one = self._get(number)
        is_busy = self._work.is_busy(one)
        left = [] if is_busy else self._store.left_alone(number, MOST_LEFT_ALONE)
        return render_template(
            "search/changed.html",
            one=one,
            title=_(ACTION_WORDS[one.action]),
            is_busy=is_busy,
            is_done=one.state is not BulkState.WAITING,
            may_undo=one.state in (BulkState.DONE, BulkState.UNDOING),
            left=left,
            own=sum(work.work.own for work in left),
            permission=ACTION_PERMISSIONS[one.action],
            words=self._words(one),
            room=self._rooms().get(one.document.room, one.document.room),
            most=MOST_LEFT_ALONE,
        )

    def progress(self, number: int) -> ResponseReturnValue:
        """Return how far a change is, as JSON."""
        one = self._get(number)
        is_busy = self._work.is_busy(one)
        job = self._jobs.newest(self._kind(one)) if is_busy else None
        return jsonify(
            words=self._words(one),
            done=job.done if job else 0,
            of=job.of if job else 0,
            ended=not is_busy,
        )

    def undo(self, number: int) -> ResponseReturnValue:
        """Undo a change."""
        one = self._get(number)
        require(ACTION_PERMISSIONS[one.action])
        self._work.undo(one, person().name)
        return redirect(url_for("search.changed", number=number))

    def export(self, kind: str) -> ResponseReturnValue:
        """Send the chosen works as a spreadsheet with the columns of the template."""
        if kind not in SHEET_TYPES:
            abort(404)
        self._search.unread()
        keys = self._chosen(request.args)
        if not keys:
            flash(_("Choose one work or more."))
            return redirect(
                url_for("catalogue.works.list_page", **read_query(request.args).arguments())
            )
        site = self._drafts.all(PartKind.SITE, without_newer=True)[0].body
        rooms = [part.body for part in self._drafts.all(PartKind.ROOM, without_newer=True)]
        sheet = TemplateSheet(self._works(keys), rooms, site.languages, [chosen_language()])
        return sheet_answer(sheet, kind)

    def _ask_page(self, action: BulkAction, given: Any, problem: str = "") -> str:
        query, keys = read_query(given), self._chosen(given)
        return render_template(
            "search/ask.html",
            action=action,
            query=query,
            count=len(keys),
            some=self._named(keys[:10]),
            fields=self._fields(query, given),
            rooms=self._rooms(),
            permission=ACTION_PERMISSIONS[action],
            problem=problem,
            back=url_for("catalogue.works.list_page", **query.arguments()),
            typed={name: given.get(f"set-{name}", "") for name in ("room", "licence", "holder")},
        )

    def _chosen(self, given: Any) -> list[str]:
        """Return the keys of the ticked works, or of all that the filter leaves."""
        if given.get("scope", "") == "all":
            return self._search.keys(read_query(given))
        return list(dict.fromkeys(given.getlist("work")))[:BATCH]

    def _fields(self, query: WorkQuery, given: Any) -> list[tuple[str, str]]:
        fields = hidden_fields({**query.arguments(), "scope": given.get("scope", "")})
        if given.get("scope", "") == "all":
            return fields
        return [*fields, *(("work", key) for key in self._chosen(given))]

    def _works(self, keys: list[str]) -> list[Work]:
        with self._store.database.reading() as session:
            read = BulkRead(session)
            found: list[Work] = []
            for some in batches(keys, BATCH):
                bodies = read.read(PartKind.WORK, some)
                found += [bodies[key][1] for key in some if key in bodies and bodies[key][1]]
        return found

    def _named(self, keys: list[str]) -> list[str]:
        return [
            f"{work.number} {next(iter(work.title.values()), work.key)}"
            for work in self._works(keys)
        ]

    def _rooms(self) -> dict[str, str]:
        parts = self._drafts.all(PartKind.ROOM, without_newer=True)
        return {part.key: next(iter(part.body.name.values()), part.key) for part in parts}

    def _words(self, one: BulkChange) -> str:
        job = self._jobs.newest(self._kind(one))
        if not self._work.is_busy(one) and one.state is BulkState.WAITING:
            problem = job.problem if job is not None else ""
            return _("It was not done: {problem}", problem=problem or _("it was cancelled"))
        done, of = (job.done, job.of) if job is not None else (0, one.document.works)
        if one.state is BulkState.UNDOING:
            return _("Bringing back {done} of {all} works.", done=done, all=of)
        return _("Changing {done} of {all} works.", done=done, all=of)

    def _kind(self, one: BulkChange) -> str:
        is_undo = one.state is BulkState.UNDOING
        return (self._work.undo_kind if is_undo else self._work.apply_kind).name

    def _get(self, number: int) -> BulkChange:
        try:
            return self._store.get(number)
        except (KeyError, DocumentVersionError):
            abort(404)


def _action(typed: str) -> BulkAction:
    try:
        return BulkAction(typed)
    except ValueError:
        abort(404)
