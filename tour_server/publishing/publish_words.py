"""How far a publish and its speech are, in sentences for staff."""

from __future__ import annotations

from tour_server.publishing.publish_state import PublishState
from tour_server.publishing.publisher import Publisher


def publish_words(job: PublishState) -> str:
    """Returns how far a publish is, or how it ended."""
    if job.number is not None:
        said = "nothing had to be said again"
        if job.newly_spoken:
            said = f"{_blocks(job.newly_spoken)} said"
        if job.to_speak:
            said += f", the speech of {_blocks(job.to_speak)} follows"
        return f"Release {job.number} is out after {job.seconds:.0f} s; {said}."
    if job.problems:
        return "Not published."
    words = job.doing[:1].upper() + job.doing[1:]
    return f"{words}, {job.done} of {job.of}" if job.of > 1 else words


def speech_words(publisher: Publisher) -> str | None:
    """Returns how far the speech is that follows the newest release, None when it has all there can be."""
    following = publisher.following
    if following is not None and following.problem is not None:
        return (
            f"The speech of release {following.number} could not be made. {following.problem} "
            "Its words are out; the next publish tries again."
        )
    if following is not None and following.of:
        return (
            f"Speech: {following.done} of {following.of} blocks. The words are out; a release with "
            "their speech follows by itself."
        )
    if publisher.to_speak:
        return f"The speech of {_blocks(publisher.to_speak)} follows."
    return None


def _blocks(count: int) -> str:
    return f"{count} block{'' if count == 1 else 's'}"
