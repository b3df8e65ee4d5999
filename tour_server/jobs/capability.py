"""Work in the background that survives a restart."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.jobs.settings import JobSettings

KEPT_DAYS = 30  # that ended jobs are listed


def build(context: Context) -> Contribution:
    """Build the table of jobs, their runner, their page, and the deletion of old ones."""
    import datetime as dt

    from tour_server.jobs.jobs import Jobs
    from tour_server.jobs.pages import JobPages
    from tour_server.jobs.runner import JobRunner
    from tour_server.periodic import DAY_SECONDS, PeriodicTask

    jobs = context.provide(Jobs(context.database, context.now))
    threads = context.settings(JobSettings).job_threads
    runner = context.provide(JobRunner(jobs, context.job_kinds, threads))
    kept = dt.timedelta(days=KEPT_DAYS)
    retention = PeriodicTask(
        "job-retention", DAY_SECONDS, lambda: jobs.forget(context.now() - kept)
    )
    return Contribution(
        pages=(JobPages(jobs, context.job_kinds).blueprint(),),
        navigation=(NavigationEntry("Jobs", "jobs.page", 20, "Publish"),),
        parts=(runner, retention),
    )


JOBS = Capability("jobs", build, JobSettings)
