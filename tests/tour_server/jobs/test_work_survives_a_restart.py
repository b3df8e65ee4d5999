"""Jobs: asked for, done once, done after the server's death, cancelled, and forgotten."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec import Struct
from sqlalchemy.exc import OperationalError

import tour_server.jobs.runner
from tests.waiting import until
from tour_server.database import Database
from tour_server.jobs.job import Job, JobFailedError, JobKind, JobRun, JobState
from tour_server.jobs.jobs import DATABASE_AWAY_LONG, INTERRUPTIONS, SERVER_STOPPED, Jobs
from tour_server.jobs.runner import JobRunner

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


class Count(Struct, frozen=True):
    of: int


class Counted(Struct, frozen=True):
    up_to: int


def quick(run: JobRun) -> Counted:
    wanted = run.job.arguments_as(Count)
    for number in range(wanted.of):
        run.progress("counting", number, wanted.of)
    return Counted(wanted.of)


class Slow:
    """A handler that goes on at each turn it is given."""

    def __init__(self) -> None:
        self.turns = threading.Semaphore(0)
        self.runs = 0

    def __call__(self, run: JobRun) -> None:
        self.runs += 1
        for number in range(1000):
            run.progress("waiting", number, 1000)
            self.turns.acquire(timeout=0.02)


@pytest.fixture
def jobs(database: Database) -> Jobs:
    return Jobs(database, lambda: NOW)


@contextmanager
def running(jobs: Jobs, *kinds: JobKind, threads: int = 1) -> Iterator[JobRunner]:
    runner = JobRunner(jobs, {kind.name: kind for kind in kinds}, threads)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def job(jobs: Jobs, number: int | None) -> Job:
    assert number is not None
    found = jobs.get(number)
    assert found is not None
    return found


def ended(jobs: Jobs, number: int | None) -> Job:
    until(lambda: job(jobs, number).ended, 30)
    return job(jobs, number)


def test_a_job_is_done_and_its_result_is_kept(jobs: Jobs) -> None:
    kind = JobKind("count", "Counting", quick)
    with running(jobs, kind):
        done = ended(jobs, jobs.ask(kind, Count(3), "Noor"))
    assert (done.state, done.asked_by, done.asked_at) == (JobState.DONE, "Noor", NOW)
    assert (done.doing, done.done, done.of) == ("counting", 2, 3)
    assert done.result_as(Counted) == Counted(3)


def test_only_one_of_a_kind_waits_or_runs(jobs: Jobs) -> None:
    kind = JobKind("count", "Counting", quick)
    first = jobs.ask(kind, Count(1))
    assert jobs.ask(kind, Count(1)) is None
    many = JobKind("many", "Many", quick, only_one=False)
    assert jobs.ask(many, Count(1)) != jobs.ask(many, Count(1))
    with running(jobs, kind, many, threads=3):
        ended(jobs, first)
        assert jobs.ask(kind, Count(1)) is not None


def test_a_job_is_asked_for_in_the_transaction_of_another_write(
    jobs: Jobs, database: Database
) -> None:
    kind = JobKind("count", "Counting", quick)

    class CrashError(Exception):
        pass

    def ask_and_crash() -> None:
        with database.writing() as session:
            assert jobs.ask(kind, Count(1), session=session) is not None
            raise CrashError

    with pytest.raises(CrashError):
        ask_and_crash()
    assert jobs.listed() == []
    with database.writing() as session:
        assert jobs.ask(kind, Count(1), session=session) is not None
        assert jobs.ask(kind, Count(1), session=session) is None
    assert len(jobs.listed()) == 1


def test_what_was_asked_for_in_a_transaction_is_begun_when_it_is_committed(
    jobs: Jobs, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour_server.jobs.runner, "LOOK_SECONDS", 600.0)
    kind = JobKind("count", "Counting", quick)
    with running(jobs, kind):
        ended(jobs, jobs.ask(kind, Count(1)))  # the thread waits from now on
        with database.writing() as session:
            number = jobs.ask(kind, Count(1), session=session)
            time.sleep(0.2)  # a thread that was woken by now has found nothing
        assert ended(jobs, number).state is JobState.DONE


def test_what_waited_or_ran_when_the_server_died_is_done_after_the_next_start(jobs: Jobs) -> None:
    kind, other = JobKind("count", "Counting", quick), JobKind("other", "Other", quick)
    ran, waited = jobs.ask(kind, Count(2)), jobs.ask(other, Count(2))
    taken = jobs.take(["count"])  # and then nothing more is heard of that server
    assert taken is not None
    assert taken.id == ran
    with running(jobs, kind, other):
        assert ended(jobs, ran).interruptions == 1
        assert ended(jobs, waited).interruptions == 0
    assert {one.state for one in jobs.listed()} == {JobState.DONE}


def test_a_job_that_ends_the_server_each_time_is_given_up(jobs: Jobs) -> None:
    kind = JobKind("count", "Counting", quick)
    number = jobs.ask(kind, Count(2))
    for _ in range(INTERRUPTIONS):
        assert jobs.take(["count"]) is not None
        jobs.resume()
    failed = job(jobs, number)
    assert failed.state is JobState.FAILED
    assert failed.problem == SERVER_STOPPED
    assert jobs.ask(kind, Count(2)) is not None, "another may be asked for"


@pytest.mark.parametrize("times", [1, INTERRUPTIONS])
def test_a_job_that_the_database_did_not_answer_is_done_again(jobs: Jobs, times: int) -> None:
    runs = 0

    def meets_a_lock(_run: JobRun) -> None:
        nonlocal runs
        runs += 1
        if runs <= times:
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))

    kind = JobKind("locked", "Locked", meets_a_lock)
    with running(jobs, kind):
        after = ended(jobs, jobs.ask(kind))
    assert after.interruptions == times
    if times < INTERRUPTIONS:
        assert (after.state, after.problem, runs) == (JobState.DONE, "", times + 1)
    else:
        assert (after.state, after.problem) == (JobState.FAILED, DATABASE_AWAY_LONG)


def test_a_job_that_runs_when_the_server_stops_goes_on_later_and_was_not_interrupted(
    jobs: Jobs,
) -> None:
    slow = Slow()
    kind = JobKind("slow", "Slow", slow)
    with running(jobs, kind):
        number = jobs.ask(kind)
        until(lambda: job(jobs, number).state is JobState.RUNNING)
    waiting = job(jobs, number)
    assert (waiting.state, waiting.interruptions) == (JobState.WAITING, 0)
    with running(jobs, kind):
        until(lambda: slow.runs == 2)


def test_a_job_is_cancelled_while_it_waits_and_while_it_runs(jobs: Jobs) -> None:
    slow = Slow()
    kind = JobKind("slow", "Slow", slow, only_one=False)
    with running(jobs, kind):
        first, second = jobs.ask(kind), jobs.ask(kind)
        until(lambda: job(jobs, first).state is JobState.RUNNING)
        assert second is not None
        jobs.cancel(second)
        assert job(jobs, second).state is JobState.CANCELLED
        assert first is not None
        jobs.cancel(first)
        assert ended(jobs, first).state is JobState.CANCELLED
    assert slow.runs == 1


def test_a_failure_is_one_sentence(jobs: Jobs) -> None:
    def gives_up(_run: JobRun) -> None:
        raise JobFailedError("The disk is full.", Counted(1))

    def breaks(_run: JobRun) -> None:
        raise RuntimeError("boom")

    one, other = JobKind("one", "One", gives_up), JobKind("other", "Other", breaks)
    with running(jobs, one, other):
        failed = ended(jobs, jobs.ask(one))
        broken = ended(jobs, jobs.ask(other))
    assert (failed.state, failed.problem) == (JobState.FAILED, "The disk is full.")
    assert failed.result_as(Counted) == Counted(1)
    assert broken.problem == "Something broke on our side; its reason is in the server's log."


def test_a_kind_that_this_server_does_not_know_waits(jobs: Jobs) -> None:
    known, unknown = JobKind("known", "Known", quick), JobKind("unknown", "Unknown", quick)
    waits = jobs.ask(unknown, Count(1))
    with running(jobs, known):
        ended(jobs, jobs.ask(known, Count(1)))
    assert job(jobs, waits).state is JobState.WAITING


def test_what_nobody_waits_for_goes_behind_the_others(jobs: Jobs) -> None:
    done: list[str] = []
    kinds = [
        JobKind("pictures", "Pictures", lambda _run: done.append("pictures"), can_wait=True),
        JobKind("speech", "Speech", lambda _run: done.append("speech")),
    ]
    numbers = [jobs.ask(kind) for kind in kinds]
    with running(jobs, *kinds):
        for number in numbers:
            ended(jobs, number)
    assert done == ["speech", "pictures"]


def test_what_nobody_waits_for_leaves_a_thread_to_the_others(jobs: Jobs) -> None:
    slow = Slow()
    kinds = [JobKind(name, name, slow, can_wait=True) for name in ("pictures", "texts")]
    speech = JobKind("speech", "Speech", quick)
    with running(jobs, *kinds, speech, threads=2):
        first, second = (jobs.ask(kind) for kind in kinds)
        until(lambda: job(jobs, first).state is JobState.RUNNING)
        assert ended(jobs, jobs.ask(speech, Count(1))).state is JobState.DONE
        assert job(jobs, first).state is JobState.RUNNING
        assert job(jobs, second).state is JobState.WAITING


def test_ended_jobs_are_forgotten_and_others_are_not(jobs: Jobs) -> None:
    kind, other = JobKind("count", "Counting", quick), JobKind("other", "Other", quick)
    with running(jobs, kind):
        ended(jobs, jobs.ask(kind, Count(1)))
    jobs.ask(other, Count(1))
    jobs.forget(NOW)
    assert len(jobs.listed()) == 2
    jobs.forget(NOW + dt.timedelta(seconds=1))
    assert [one.kind for one in jobs.listed()] == ["other"]


def test_back_to_the_tables_before_and_forth(database: Database) -> None:
    database.go_back("0003")
    assert database.revision() == "0003"
    database.migrate()
    assert Jobs(database, lambda: NOW).listed() == []
