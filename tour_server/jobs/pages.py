"""The desk's page Jobs: what is done in the background, how far it is, and a button to cancel it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tour_server.jobs.job import Job, JobKind, JobState
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, person, require
from web.translations import gettext as _
from web.translations import ngettext


class JobPages:
    """The page Jobs."""

    def __init__(self, jobs: Jobs, kinds: Mapping[str, JobKind]) -> None:
        """`kinds` by name; may still grow."""
        self._jobs, self._kinds = jobs, kinds

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint("jobs", __name__, template_folder="templates", url_prefix="/desk/jobs")
        add, read = pages.add_url_rule, allowed(Permission.READ)
        add("", "page", read(self.page))
        add("/progress.json", "progress", read(self.progress))
        add("/<int:number>/cancel", "cancel", read(self.cancel), methods=["POST"])
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the newest jobs."""
        rows = [
            (job, self._title(job), _state(job), self._may_cancel(job))
            for job in self._jobs.listed()
        ]
        running = [job for job, *_ in rows if not job.ended]
        first = running[-1] if running else None
        return render_template(
            "jobs/jobs.html",
            rows=rows,
            first=first,
            words=_summary(running),
            any_open=bool(running),
        )

    def progress(self) -> ResponseReturnValue:
        """Return how far the oldest open job is, as JSON; `ended` when another one is the oldest or none is open."""
        running = [job for job in self._jobs.listed() if not job.ended]
        first = running[-1] if running else None
        return jsonify(
            words=_summary(running),
            done=first.done if first else 0,
            of=first.of if first else 0,
            ended=first is None,
        )

    def cancel(self, number: int) -> ResponseReturnValue:
        """Cancel a job, for the person who asked for it and for those whom its kind names."""
        job = self._jobs.get(number)
        if job is None:
            abort(404)
        if job.asked_by != person().name:
            require(self._permission(job))
        if self._is_cancellable(job):
            self._jobs.cancel(number)
        return redirect(url_for("jobs.page"))

    def _title(self, job: Job) -> str:
        kind = self._kinds.get(job.kind)
        return job.kind if kind is None else _(kind.title)

    def _permission(self, job: Job) -> Permission:
        kind = self._kinds.get(job.kind)
        return Permission.ADMINISTER if kind is None else kind.permission

    def _may_cancel(self, job: Job) -> bool:
        is_mine = job.asked_by == person().name
        return self._is_cancellable(job) and (is_mine or may(self._permission(job)))

    def _is_cancellable(self, job: Job) -> bool:
        kind = self._kinds.get(job.kind)
        return (kind is None or kind.cancellable) and not job.ended and not job.cancel_asked


def _state(job: Job) -> str:
    """Returns the job's state in words."""
    if job.state is JobState.RUNNING:
        if job.cancel_asked:
            return _("Being cancelled")
        doing = _(job.doing) if job.doing else _("begun")
        doing = doing[:1].upper() + doing[1:]
        return (
            _("{doing}, {done} of {all}", doing=doing, done=job.done, all=job.of)
            if job.of > 1
            else doing
        )
    if job.state is JobState.FAILED:
        return _("Failed. {problem}", problem=_(job.problem) if job.problem else "")
    return {"waiting": _("Waits"), "done": _("Done"), "cancelled": _("Cancelled")}[job.state.value]


def _summary(running: list[Job]) -> str:
    if not running:
        return _("Nothing is being done.")
    return ngettext(
        "{number} open. The oldest: {state}.",
        "{number} open. The oldest: {state}.",
        len(running),
        state=_state(running[-1]),
    )
