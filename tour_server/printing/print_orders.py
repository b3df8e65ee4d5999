"""What is to be printed, as a job has it; the job that makes the file; and the files that were made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from contract.bundle import Release
from contract.museum import Museum
from models.picture import PictureError
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import NoMuseumError
from tour_server.catalogue.pictures import Pictures
from tour_server.jobs.job import JobFailedError, JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.printing.draft_marks import DraftMarks
from tour_server.printing.print_fonts import PrintFonts
from tour_server.printing.sheets import SHEETS
from tour_server.printing.tour_flyer import FOLDS, TourFlyer
from tour_server.printing.typesetter import (
    Document,
    TypesettingError,
    set_in_type,
)
from tour_server.printing.work_labels import WorkLabels
from tour_server.staff.permissions import Permission
from web.translations import gettext as _
from web.translations import mark

KEPT_DAYS = 7
MOST_LABELS = 2_000
"""Labels of one print: 1,000 are drawn in 4 s with 170 MB; before that, choosing letters takes up to 0.3 s a label."""


class PrintOrder(Struct, frozen=True):
    """What to print: the labels of `works` (keys), or where `tour` is not empty a flyer of it in `language`."""

    works: list[str] = []
    sheet: str = ""
    start: int = 1
    tour: str = ""
    language: str = ""
    fold: str = ""


class PrintResult(Struct, frozen=True):
    """What came of it. `cut`: numbers of works whose words did not fit on their labels."""

    pages: int
    cut: list[str] = []


class PrintProblemError(Exception):
    """Something can't be printed. The message is a sentence for staff."""


class PrintOrders:
    """Makes prints from the drafts, at once or as jobs. May be called from any thread."""

    def __init__(
        self,
        drafts: Drafts,
        pictures: Pictures,
        fonts: PrintFonts,
        marks: DraftMarks,
        jobs: Jobs,
        published: Callable[[], Release | None],
        server: str,
        folder: Path,
    ) -> None:
        """`published`: the newest release. `server`: the address by which phones reach it, "" where it is not set."""
        self._drafts, self._pictures = drafts, pictures
        self._fonts, self._marks, self._jobs = fonts, marks, jobs
        self._published, self.server, self._folder = published, server, folder
        self.kind = JobKind(
            "print", mark("Print"), self._run, only_one=False, permission=Permission.WRITE
        )

    def ask(self, order: PrintOrder, by: str) -> int:
        """Ask for a print. Returns the job's number. Raises PrintProblemError."""
        self._check(order)
        number = self._jobs.ask(self.kind, order, by)
        if number is None:
            raise PrintProblemError(_("Another print is being made. Try again when it is done."))
        return number

    def file(self, number: int) -> Path | None:
        """Returns the file of a job, None where it is not made or was deleted."""
        path = self._path(number)
        return path if path.exists() else None

    def picture(self, order: PrintOrder, output: Path, page: int = 0) -> PrintResult:
        """Write a picture of a page (from 0) to `output`, with the edges of its labels.

        Raises PrintProblemError, OSError.
        """
        self._check(order)
        return self._made(order, output, lambda _done, _of: None, picture_of=page)

    def forget(self, now: dt.datetime) -> None:
        """Delete the files that were made longer ago than KEPT_DAYS."""
        before = (now - dt.timedelta(days=KEPT_DAYS)).timestamp()
        for path in self._folder.glob("*.pdf"):
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.pdf"

    def _check(self, order: PrintOrder) -> None:
        if not self.server:
            raise PrintProblemError(no_address())
        if order.tour:
            return
        if not order.works:
            raise PrintProblemError(_("No work fits, so there is no label to print. Choose less."))
        if len(order.works) > MOST_LABELS:
            raise PrintProblemError(
                _(
                    "These are {count} labels. A print has {most} at most: choose a room or a tour.",
                    count=len(order.works),
                    most=MOST_LABELS,
                )
            )

    def _run(self, run: JobRun) -> PrintResult:
        order = run.job.arguments_as(PrintOrder)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(run.job.id)
        unready = path.with_suffix(".unready.pdf")
        try:
            self._check(order)
            found = self._made(
                order,
                unready,
                lambda done, of: run.progress(mark("choosing letters"), done, of),
                setting=lambda: run.progress(mark("setting pages"), 0, 0),
            )
            unready.replace(path)
        except (PrintProblemError, OSError, DocumentVersionError) as error:
            raise JobFailedError(str(error)) from error
        finally:
            unready.unlink(missing_ok=True)
        return found

    def _made(
        self,
        order: PrintOrder,
        output: Path,
        progress: Callable[[int, int], None],
        *,
        picture_of: int | None = None,
        setting: Callable[[], None] = lambda: None,
    ) -> PrintResult:
        """Make a print. Raises PrintProblemError, OSError, DocumentVersionError."""
        try:
            museum = self._drafts.museum(without_newer=True)
            if order.tour:
                document = self._flyer(order, museum)
            else:
                document = self._labels(order, museum, progress, picture_of is not None)
            setting()
            return PrintResult(set_in_type(document, output, picture_of or 0).pages, document.cut)
        except (TypesettingError, PictureError) as error:
            raise PrintProblemError(str(error)) from error
        except NoMuseumError as error:
            raise PrintProblemError(
                _("There is no museum yet, so there is nothing to print.")
            ) from error
        except KeyError as error:
            raise PrintProblemError(
                _("This was removed since: {name}. Choose again.", name=error.args[0])
            ) from error

    def _labels(
        self,
        order: PrintOrder,
        museum: Museum,
        progress: Callable[[int, int], None],
        outlined: bool,
    ) -> Document:
        by_key = {work.key: work for work in museum.works}
        works = [by_key[key] for key in order.works]
        labels = WorkLabels(museum, self._pictures, self._fonts, self._marks, self.server)
        sheet = SHEETS[order.sheet]
        return labels.document(
            works, sheet, order.start, lambda done: progress(done, len(works)), outlined=outlined
        )

    def _flyer(self, order: PrintOrder, museum: Museum) -> Document:
        tour = next((tour for tour in museum.tours if tour.key == order.tour), None)
        if tour is None:
            raise KeyError(order.tour)
        published = self._published()
        drafted = Release(
            number=1,
            published_at=0.0,
            museum=museum,
            speech=[] if published is None else published.speech,
            pictures={},
            features=None,
        )
        flyers = TourFlyer(drafted, self._pictures, self._fonts, self._marks, self.server)
        return flyers.document(tour, order.language, FOLDS[order.fold])


def no_address() -> str:
    """Returns why nothing with a code can be printed, and what to do."""
    return _(
        "Codes can't be printed yet: this server does not know the address by which visitors' phones reach it. Ask the "
        "technician to write it as public_url in the server's settings, and to start the server again."
    )
