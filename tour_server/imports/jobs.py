"""Imports in the background: an upload is read, a proposal applied, an import undone."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from contract.museum_folder import MuseumError
from models.picture import PictureError
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.pictures import Pictures
from tour_server.imports.applying import Applying
from tour_server.imports.formats.museum_zip import MuseumZipSource
from tour_server.imports.import_documents import ImportState
from tour_server.imports.museum_parts import MuseumParts
from tour_server.imports.opening import Opened, OpenedTable, UploadReader
from tour_server.imports.proposals import Import, Proposals
from tour_server.imports.proposer import Proposer
from tour_server.imports.sheet_pictures import is_picture
from tour_server.imports.undoing import Undoing
from tour_server.imports.upload_files import is_zip
from tour_server.imports.uploads import Uploads
from tour_server.imports.zip_file import is_zip_of_files
from tour_server.jobs.job import JobCancelledError, JobFailedError, JobKind, JobRun, JobStoppedError
from tour_server.jobs.jobs import Jobs
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.staff.permissions import Permission
from web.translations import mark

UNPACKED = "unpacked"  # the folder of a zip's files, beside it


class ImportArguments(Struct, frozen=True):
    """Which import a job is about."""

    number: int


class ImportJobs:
    """The three kinds of jobs, and how to ask for them."""

    def __init__(
        self,
        jobs: Jobs,
        proposals: Proposals,
        uploads: Uploads,
        pictures: Pictures,
        reader: UploadReader,
        proposer: Proposer,
        applying: Applying,
        undoing: Undoing,
        outbound: OutboundFetch,
    ) -> None:
        self._jobs, self._proposals, self._uploads = jobs, proposals, uploads
        self._pictures, self._reader, self._proposer = pictures, reader, proposer
        self._applying, self._undoing = applying, undoing
        self._outbound = outbound

        def kind(name: str, title: str, handler: Callable[[JobRun], None]) -> JobKind:
            return JobKind(name, title, handler, permission=Permission.WRITE)

        self.read = kind("read-import", mark("Reading of an import"), self._read)
        self.apply = kind("apply-import", mark("Applying of an import"), self._apply)
        self.undo = kind("undo-import", mark("Undoing of an import"), self._undo)
        self.kinds = (self.read, self.apply, self.undo)

    def ask(self, kind: JobKind, number: int, by: str, state: ImportState) -> bool:
        """Ask for a job about an import, which is in `state` meanwhile. Returns False while one of its kind runs."""
        with self._proposals.database.writing() as session:
            asked = self._jobs.ask(kind, ImportArguments(number), by, session=session)
            if asked is not None:
                self._proposals.set(number, state, session=session)
        return asked is not None

    def settled(self, one: Import) -> Import:
        """Return an import as it is. One whose job has ended without it is as it was before that was asked for."""
        busy = {
            ImportState.READING: (self.read, ImportState.FAILED),
            ImportState.APPLYING: (self.apply, ImportState.PROPOSED),
            ImportState.UNDOING: (self.undo, ImportState.APPLIED),
        }
        if one.state not in busy or self._jobs.unended(busy[one.state][0].name):
            return self._proposals.get(one.number)
        kind, before = busy[one.state]
        now = self._proposals.get(one.number)
        if now.state is not one.state:
            return now
        last = self._jobs.newest(kind.name)
        problem = last.problem if last is not None else ""
        if before is ImportState.FAILED:
            problem = problem or mark("It was cancelled before it was read to the end.")
        self._proposals.set(one.number, before, problem=problem)
        return self._proposals.get(one.number)

    def _read(self, run: JobRun) -> None:
        number = run.job.arguments_as(ImportArguments).number
        try:
            one = self._proposals.get(number)
            opened = self._opened(one, run)
            if isinstance(opened, OpenedTable) and one.document.mapping is None:
                self._proposals.set(
                    number, mapping=opened.mapping, told=opened.told(), sheets=opened.sheets()
                )
                if not opened.mapping.is_certain:
                    self._proposals.set(number, ImportState.COLUMNS)
                    return
            self._reader.propose(
                one,
                opened,
                self._proposer,
                lambda done, of: run.progress(mark("reading"), done, of),
            )
        except JobCancelledError:
            self._proposals.delete(number)
            self._uploads.delete(number)
            raise
        except (MuseumError, PictureError, OSError, DocumentVersionError) as error:
            self._proposals.set(number, ImportState.FAILED, problem=str(error))
            raise JobFailedError(str(error)) from error

    def _opened(self, one: Import, run: JobRun) -> Opened:
        """Return what is to be imported. Raises MuseumError, OSError."""
        folder = self._uploads.folder(one.number)
        if one.document.demo:
            from museum_of_pattern.build import build  # draws, with what only this needs

            build(folder, lambda done, of: run.progress(mark("drawing works"), done, of))
            return MuseumParts(folder, self._pictures)
        if one.document.address:
            return self._reader.fetch(
                one.document.address,
                self._outbound,
                folder,
                lambda done: run.progress(mark("fetching"), done, 0),
            )
        names = one.document.files
        first = folder / names[0]
        scratch, mapping, sheet = folder / UNPACKED, one.document.mapping, one.document.sheet
        if len(names) > 1 and any(is_zip(name) for name in names):
            files = [folder / name for name in names]
            return self._reader.open_all(files, scratch, mapping, sheet)
        if MuseumZipSource.recognises(first) or is_zip_of_files(first):
            return self._reader.open(first, scratch, mapping=mapping, sheet=sheet)
        table = None if is_picture(first.name) else first
        return self._reader.open(folder, scratch, table, mapping, sheet)

    def _apply(self, run: JobRun) -> None:
        number = run.job.arguments_as(ImportArguments).number
        run.progress(mark("applying"), 0, 1)
        try:
            self._applying.apply(number, run.job.asked_by, run.progress_in_memory)
        except JobStoppedError:
            raise  # it is done after the next start
        except Exception:
            self._proposals.set(number, ImportState.PROPOSED)
            raise
        self._uploads.delete(number)

    def _undo(self, run: JobRun) -> None:
        number = run.job.arguments_as(ImportArguments).number
        run.progress(mark("undoing"), 0, 1)
        try:
            self._undoing.undo(number, run.job.asked_by, run.progress_in_memory)
        except JobStoppedError:
            raise
        except Exception:
            self._proposals.set(number, ImportState.APPLIED)
            raise
