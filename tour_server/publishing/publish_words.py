"""How far a publish and its speech are, in sentences for staff."""

from __future__ import annotations

from tour_server.publishing.publish_state import PublishState
from tour_server.publishing.publisher import Publisher
from web.translations import gettext as _
from web.translations import ngettext


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


def speech_words(publisher: Publisher) -> str | None:
    """Returns how far the speech is that follows the newest release, None when it has all there can be."""
    following = publisher.following
    if following is not None and following.problem is not None:
        return _(
            "The speech of release {number} could not be made. {problem} "
            "Its words are out; the next publish tries again.",
            number=following.number,
            problem=following.problem,
        )
    if following is not None and following.of:
        return ngettext(
            "Speech: {done} of {number} block. The words are out; a release with "
            "their speech follows by itself.",
            "Speech: {done} of {number} blocks. The words are out; a release with "
            "their speech follows by itself.",
            following.of,
            done=following.done,
        )
    if publisher.to_speak:
        return ngettext(
            "The speech of {number} block follows.",
            "The speech of {number} blocks follows.",
            publisher.to_speak,
        )
    return None
