"""Recordings: people's speech, made or dropped at the desk, which releases use before any other voice."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the recordings, their page, the job that finds their words' times, and what deletes files nobody kept."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.snapshot import take_snapshot
    from tour_server.jobs.jobs import Jobs
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.recorder import EventRecorder
    from tour_server.recordings.pages import RecordingPages
    from tour_server.recordings.recordings import RECORDING_EVENTS, Recordings
    from tour_server.recordings.word_times import WordTimes

    drafts = context.get(Drafts)
    recordings = context.provide(
        Recordings(
            context.database,
            context.data / "recordings",
            context.now,
            context.get(EventRecorder),
        )
    )
    times = WordTimes(recordings, context.get(Jobs), lambda: take_snapshot(drafts).site.lexicon)
    cleaning = PeriodicTask("unkept-recordings", DAY_SECONDS, recordings.delete_unkept)
    return Contribution(
        pages=(RecordingPages(drafts, recordings, times).blueprint(),),
        navigation=(NavigationEntry("Recordings", "recordings.page", 15, "Words"),),
        jobs=(times.kind,),
        events=RECORDING_EVENTS,
        parts=(times, cleaning),
    )


RECORDINGS = Capability("recordings", build)
