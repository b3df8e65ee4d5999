"""Runs jobs, some at the same time, in threads of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from runtime.document_version import DocumentVersionError
from runtime.worker import Worker
from tour_server.database import DATABASE_AWAY
from tour_server.jobs.job import (
    Job,
    JobCancelledError,
    JobFailedError,
    JobKind,
    JobState,
    JobStoppedError,
)
from tour_server.jobs.jobs import Jobs
from web.translations import mark

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # between two looks at the table: another process may have asked for something
AGAIN_SECONDS = 2.0  # after the database did not answer
WRITE_SECONDS = 2.0  # between two writes of a job's progress into the database
CANCEL_SECONDS = 0.5  # between two looks whether a job was cancelled
STOP_SECONDS = 10.0  # that the end of a job is waited for; after it the process may end, and the job is done again
BROKEN = mark("Something broke on our side; its reason is in the server's log.")


class JobRunner:
    """Owns the threads that run jobs, between `start` and `stop`."""

    def __init__(self, jobs: Jobs, kinds: Mapping[str, JobKind], threads: int) -> None:
        """`kinds` by name, read at the start, when all capabilities have contributed theirs."""
        self._jobs, self._kinds = jobs, kinds
        self._stopping = threading.Event()
        self._workers = [
            Worker(f"jobs-{number}", partial(self._work, number), wake=jobs.asked.set)
            for number in range(1, threads + 1)
        ]

    def start(self) -> None:
        """Resume the jobs that an earlier process left, and start the threads. Raises SQLAlchemyError."""
        self._jobs.resume()
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """End the threads. A running job ends at its next report of progress and is done after the next start."""
        self._stopping.set()
        for worker in self._workers:
            worker.stopping.set()
        for worker in self._workers:
            worker.stop(STOP_SECONDS)

    def _work(self, number: int) -> None:
        urgent = [kind.name for kind in self._kinds.values() if not kind.can_wait]
        # Of several threads the first is kept for jobs that somebody waits for.
        is_kept = number == 1 and len(self._workers) > 1
        others = [] if is_kept else [kind.name for kind in self._kinds.values() if kind.can_wait]
        while not self._stopping.is_set():
            try:
                self._jobs.asked.clear()
                if self._stopping.is_set():  # set just before the event that was cleared here
                    return
                job = self._jobs.take(urgent) or self._jobs.take(others)
                if job is None:
                    self._jobs.asked.wait(LOOK_SECONDS)
                    continue
                self._jobs.asked.set()  # the other threads look whether there is more
                self._run(job)
            except Exception:
                log.exception("jobs can't be run just now")
                self._stopping.wait(AGAIN_SECONDS)

    def _run(self, job: Job) -> None:
        run = _Run(self._jobs, job, self._stopping)
        state, problem = JobState.DONE, ""
        result: Struct | None = None
        try:
            result = self._kinds[job.kind].handler(run)
        except JobStoppedError:
            state = JobState.WAITING
        except JobCancelledError:
            state = JobState.CANCELLED
        except JobFailedError as error:
            state, problem, result = JobState.FAILED, str(error), error.result
        except DocumentVersionError as error:
            log.exception("job %d, %s, can't be read", job.id, job.kind)
            state, problem = JobState.FAILED, str(error)
        except DATABASE_AWAY:
            log.exception(
                "the database did not answer job %d, %s; it is done again", job.id, job.kind
            )
            self._write_down(job, lambda: self._jobs.interrupted(job.id))
            return
        except Exception:
            log.exception("job %d, %s, failed", job.id, job.kind)
            state, problem = JobState.FAILED, BROKEN
        self._write_down(job, lambda: self._jobs.end(job.id, state, problem, result))

    def _write_down(self, job: Job, write: Callable[[], None]) -> None:
        """Write the end of a run down, again and again while the database does not answer."""
        while True:
            try:
                write()
                return
            except Exception:
                log.exception("the end of job %d, %s, can't be written", job.id, job.kind)
                if self._stopping.wait(AGAIN_SECONDS):
                    return


class _Run:
    """One run of a job: tour_server.jobs.job.JobRun."""

    def __init__(self, jobs: Jobs, job: Job, stopping: threading.Event) -> None:
        self.job = job
        self._jobs, self._stopping = jobs, stopping
        self._written = self._looked = float("-inf")  # seconds, monotonic
        self._doing = ""
        self._cancelled = False

    def progress(self, doing: str, done: int, of: int) -> None:
        self._end_if_asked()
        self.report(doing, done, of)

    def progress_in_memory(self, done: int, of: int) -> None:
        self._end_if_asked()
        self._jobs.report(self.job.id, self._doing, done, of, write=False)

    def report(self, doing: str, done: int, of: int) -> None:
        now = time.monotonic()
        write = doing != self._doing or now - self._written >= WRITE_SECONDS
        if write:
            self._doing, self._written = doing, now
        self._jobs.report(self.job.id, doing, done, of, write=write)

    def _end_if_asked(self) -> None:
        if self._stopping.is_set():
            raise JobStoppedError
        if self._cancel_asked():
            raise JobCancelledError

    @property
    def has_to_end(self) -> bool:
        return self._stopping.is_set() or self._cancel_asked()

    def _cancel_asked(self) -> bool:
        now = time.monotonic()
        if not self._cancelled and now - self._looked >= CANCEL_SECONDS:
            self._looked = now
            self._cancelled = self._jobs.cancel_asked(self.job.id)
        return self._cancelled
