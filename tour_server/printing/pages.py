"""The desk's pages Labels and Flyers: what to print, a picture of it, and the file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from msgspec import Struct

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.jobs.job import Job, JobState
from tour_server.jobs.jobs import Jobs
from tour_server.printing.label_choice import LabelChoice, chosen_works
from tour_server.printing.print_orders import (
    KEPT_DAYS,
    PrintOrder,
    PrintOrders,
    PrintProblemError,
    PrintResult,
    no_address,
)
from tour_server.printing.sheets import FIRST_SHEET, SHEETS
from tour_server.printing.tour_flyer import FOLDS
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import ngettext


class LabelForm(Struct, frozen=True):
    """What the page Labels was asked for: the filters, the sheet, and the place of the first label on it."""

    choice: LabelChoice
    sheet: str
    start: int

    @classmethod
    def read(cls, query: Mapping[str, str]) -> LabelForm:
        """Returns what an address or a form asks for; an unknown sheet or place is the first one."""
        sheet = query.get("sheet", "")
        sheet = sheet if sheet in SHEETS else FIRST_SHEET
        start = query.get("start", "")
        number = int(start) if start.isascii() and start.isdecimal() and len(start) < 4 else 1
        return cls(LabelChoice.read(query), sheet, min(max(1, number), SHEETS[sheet].count))

    def address(self) -> dict[str, str]:
        """Returns it as an address has it."""
        return {**self.choice.address(), "sheet": self.sheet, "start": str(self.start)}


class PrintPages:
    """The pages of printing."""

    def __init__(
        self, drafts: Drafts, check: ReferenceCheck, orders: PrintOrders, jobs: Jobs
    ) -> None:
        self._drafts, self._check = drafts, check
        self._orders, self._jobs = orders, jobs
        self._drawing = threading.Semaphore(1)  # a picture takes as much memory as a small print

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "printing", __name__, template_folder="templates", url_prefix="/desk/print"
        )
        add, read = pages.add_url_rule, allowed(Permission.READ)
        add("/labels", "labels_page", read(self.labels_page))
        add("/labels", "print_labels", read(self.print_labels), methods=["POST"])
        add("/labels.png", "labels_picture", read(self.labels_picture))
        add("/flyers", "flyers_page", read(self.flyers_page))
        add("/flyers", "print_flyer", read(self.print_flyer), methods=["POST"])
        add("/flyers.png", "flyer_picture", read(self.flyer_picture))
        add("/made/<int:number>", "made", read(self.made))
        add("/made/<int:number>.json", "progress", read(self.progress))
        add("/made/<int:number>.pdf", "file", read(self.file))
        return pages

    def labels_page(self) -> ResponseReturnValue:
        """Show which labels would be printed, and a picture of the first sheet."""
        return self._labels_page(LabelForm.read(request.args))

    def print_labels(self) -> ResponseReturnValue:
        """Ask for a print of labels."""
        form = LabelForm.read(request.form)
        try:
            return self._asked(self._label_order(form, take_snapshot(self._drafts)))
        except PrintProblemError as error:
            return self._labels_page(form, str(error)), 409

    def labels_picture(self) -> ResponseReturnValue:
        """Send a picture of the first sheet."""
        form = LabelForm.read(request.args)
        order = self._label_order(form, take_snapshot(self._drafts))
        on_sheet = order.works[: SHEETS[form.sheet].count - form.start + 1]
        return self._picture(PrintOrder(on_sheet, order.sheet, order.start))

    def flyers_page(self) -> ResponseReturnValue:
        """Show a picture of the flyer of one tour."""
        return self._flyers_page(self._flyer_order(request.args))

    def print_flyer(self) -> ResponseReturnValue:
        """Ask for a print of a flyer."""
        order = self._flyer_order(request.form)
        try:
            if order is None:
                raise PrintProblemError(_("There is no tour yet. Make one first."))
            return self._asked(order)
        except PrintProblemError as error:
            return self._flyers_page(order, str(error)), 409

    def flyer_picture(self) -> ResponseReturnValue:
        """Send a picture of one side of the flyer."""
        order = self._flyer_order(request.args)
        if order is None:
            abort(404)
        return self._picture(order, 1 if request.args.get("side") == "inside" else 0)

    def made(self, number: int) -> ResponseReturnValue:
        """Show how far a print is, and what came of it."""
        job = self._job(number)
        result = job.result_as(PrintResult) if job.state is JobState.DONE else None
        return render_template(
            "printing/made.html",
            job=job,
            order=job.arguments_as(PrintOrder),
            words=_progress_words(job),
            result=result,
            file=self._orders.file(number),
            days=KEPT_DAYS,
        )

    def progress(self, number: int) -> ResponseReturnValue:
        """Return how far a print is, as JSON."""
        job = self._job(number)
        return jsonify(words=_progress_words(job), done=job.done, of=job.of, ended=job.ended)

    def file(self, number: int) -> ResponseReturnValue:
        """Send a print."""
        job = self._job(number)
        file = self._orders.file(number)
        if file is None:
            abort(404)
        name = "flyer" if job.arguments_as(PrintOrder).tour else "labels"
        response: Response = send_file(
            file.resolve(), "application/pdf", True, f"{name}-{number}.pdf"
        )
        response.cache_control.private = True
        return response

    def _labels_page(self, form: LabelForm, problem: str = "") -> str:
        snapshot = take_snapshot(self._drafts)
        tours = [part.body for part in self._drafts.all(PartKind.TOUR, without_newer=True)]
        works = self._works(form, snapshot)
        sheet = SHEETS[form.sheet]
        return render_template(
            "printing/labels.html",
            snapshot=snapshot,
            tours=[(tour.key, snapshot.name(tour.title)) for tour in tours],
            form=form,
            works=works,
            sheets=SHEETS.values(),
            count=sheet.count,
            pages=-(-(len(works) + form.start - 1) // sheet.count),
            problem=problem or ("" if self._orders.server else no_address()),
            can_print=bool(self._orders.server and works),
        )

    def _flyers_page(self, order: PrintOrder | None, problem: str = "") -> str:
        snapshot = take_snapshot(self._drafts)
        tours = [part.body for part in self._drafts.all(PartKind.TOUR, without_newer=True)]
        return render_template(
            "printing/flyers.html",
            snapshot=snapshot,
            tours=[(tour.key, snapshot.name(tour.title)) for tour in tours],
            order=order,
            folds=[(fold.key, _(fold.name)) for fold in FOLDS.values()],
            problem=problem or ("" if self._orders.server else no_address()),
            can_print=bool(self._orders.server and order),
        )

    def _works(self, form: LabelForm, snapshot: CatalogueSnapshot) -> list[str]:
        zone = snapshot.site.time_zone
        return [
            work.key
            for work in chosen_works(self._drafts, form.choice, self._check.known_usable, zone)
        ]

    def _label_order(self, form: LabelForm, snapshot: CatalogueSnapshot) -> PrintOrder:
        return PrintOrder(self._works(form, snapshot), form.sheet, form.start)

    def _flyer_order(self, query: Mapping[str, str]) -> PrintOrder | None:
        """Returns the flyer that is asked for, the first of what is not stated; None where there is no tour."""
        snapshot = take_snapshot(self._drafts)
        keys = [part.key for part in self._drafts.all(PartKind.TOUR, without_newer=True)]
        if not keys:
            return None
        tour, language = query.get("tour", ""), query.get("language", "")
        fold = query.get("fold", "")
        return PrintOrder(
            tour=tour if tour in keys else keys[0],
            language=language if language in snapshot.languages else snapshot.languages[0],
            fold=fold if fold in FOLDS else next(iter(FOLDS)),
        )

    def _asked(self, order: PrintOrder) -> ResponseReturnValue:
        """Ask for a print and lead to its page. Raises PrintProblemError."""
        number = self._orders.ask(order, person().name)
        return redirect(url_for("printing.made", number=number), 303)

    def _picture(self, order: PrintOrder, page: int = 0) -> ResponseReturnValue:
        with self._drawing, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.png"
            try:
                self._orders.picture(order, path, page)
            except PrintProblemError as error:
                abort(409, str(error))
            content = path.read_bytes()
        return Response(content, mimetype="image/png", headers={"Cache-Control": "no-store"})

    def _job(self, number: int) -> Job:
        job = self._jobs.get(number)
        if job is None or job.kind != self._orders.kind.name:
            abort(404)
        return job


def _progress_words(job: Job) -> str:
    if job.state is JobState.FAILED:
        return job.problem
    if job.state is JobState.CANCELLED:
        return _("This print was cancelled.")
    if job.state is JobState.DONE:
        result = job.result_as(PrintResult)
        pages = 0 if result is None else result.pages
        return ngettext("{number} page is ready.", "{number} pages are ready.", pages)
    if job.state is JobState.WAITING:
        return _("This print waits for others.")
    if job.of:
        return _("Choosing the size of the letters, {done} of {all}.", done=job.done, all=job.of)
    return _("Setting the pages.")
