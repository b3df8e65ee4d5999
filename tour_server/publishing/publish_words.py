"""How far a publish and its speech are, in sentences for staff."""

from __future__ import annotations

import datetime as dt

from tour_server.publishing.publish_state import PublishState
from tour_server.publishing.publisher import Publisher
from web.translations import day_in_words, ngettext
from web.translations import gettext as _

_STEPS = (
    (7200.0, 15),
    (900.0, 5),
    (0.0, 1),
)  # from so many seconds on, it is told in steps of so many minutes


def publish_words(job: PublishState) -> str:
    """Returns how far a publish is, or how it ended."""
    if job.number is not None:
        said = _("nothing had to be said again")
        if job.newly_spoken:
            said = ngettext("{number} block said", "{number} blocks said", job.newly_spoken)
        if job.to_speak:
            said = ngettext(
                "{said}, the speech of {number} block follows",
                "{said}, the speech of {number} blocks follows",
                job.to_speak,
                said=said,
            )
        return _(
            "Release {number} is out after {seconds} s; {said}.",
            number=job.number,
            seconds=format(job.seconds, ".0f"),
            said=said,
        )
    if job.problems:
        return _("Not published.")
    doing = _(job.doing)
    doing = doing[:1].upper() + doing[1:]
    if job.of > 1:
        return _("{doing}, {done} of {all}", doing=doing, done=job.done, all=job.of)
    return doing


def speech_words(publisher: Publisher, now: dt.datetime) -> str | None:
    """Returns how far the speech is that follows the newest release, None when it has all there can be.

    `now`: in the museum's zone.
    """
    following = publisher.following
    if following is not None and following.problem is not None:
        return _(
            "The speech of release {number} could not be made. {problem} "
            "Its words are out; the next publish tries again.",
            number=following.number,
            problem=following.problem,
        )
    if following is not None and following.of:
        so_far = ngettext(
            "Speech: {done} of {number} block. The words are out; a release with "
            "their speech follows by itself.",
            "Speech: {done} of {number} blocks. The words are out; a release with "
            "their speech follows by itself.",
            following.of,
            done=following.done,
        )
        if following.seconds_left is None:
            return so_far
        when = about_time(now, following.seconds_left)
        return so_far + " " + _("At this pace it is done about {time}.", time=when)
    if publisher.to_speak:
        return ngettext(
            "The speech of {number} block follows.",
            "The speech of {number} blocks follows.",
            publisher.to_speak,
        )
    return None


def about_time(now: dt.datetime, seconds: float) -> str:
    """Returns the time of day after so many seconds, as exact as it can be known: `14:20`, `3 March 02:00`."""
    step = next(step for least, step in _STEPS if seconds >= least)
    at = (now + dt.timedelta(seconds=seconds)).astimezone(now.tzinfo)
    at -= dt.timedelta(seconds=at.second, microseconds=at.microsecond)
    at += dt.timedelta(minutes=step - at.minute % step)
    time = f"{at:%H:%M}"
    return time if at.date() == now.date() else f"{day_in_words(at.date(), 'd MMMM')} {time}"
