"""Composes what a playback says from the release, for this visitor, and what it goes on with after a change."""

from __future__ import annotations

from msgspec.structs import replace

from contract.museum import Block, BlockPart, Key, Language, Work
from device.guide.choices import Choices
from device.guide.release_index import ReleaseIndex
from device.guide.states import BEGINNING, PlaybackPosition, Playing
from narration.counterparts import counterpart
from narration.profile import LIKED_WEIGHT, LONG_SECONDS, SHORT_SECONDS, Profile
from narration.script import Script, VisitSoFar, compose


def profile(language: Language, choices: Choices, seconds: float | None) -> Profile:
    """Returns the profile of a visitor who has so many seconds."""
    liked = dict.fromkeys(sorted(choices.interests), LIKED_WEIGHT)
    return Profile([language], choices.level, liked, seconds)


def begin(
    index: ReleaseIndex, work: Work, visitor: Profile, visit: VisitSoFar, layer: int = 1
) -> Script:
    """Returns what to say first of a work.

    Of a work whose first layer was said already, what was not said yet; where all was said, the first layer again.
    """
    links = index.release.museum.links
    first = compose(work, visitor, visit=visit, links=links)
    if layer == 1:
        again = any(block.key in visit.said for block in first.blocks)
        if not again or first.deeper is None:
            return first
        layer = first.deeper
    same = Profile([first.language], first.level, visitor.interests, visitor.seconds)
    deeper = compose(work, same, layer, visit=visit)
    return deeper if deeper.blocks else first


def go_on(
    index: ReleaseIndex,
    playing: Playing,
    visitor: Profile,
    visit: VisitSoFar,
    layer: int | None = None,
) -> Script:
    """Returns what follows what this playback said already, with that before it, in the same language and level.

    `layer`: as deep as it goes on; as deep as it is when None.
    """
    work = index.works[playing.work]
    script = playing.script
    same = replace(visitor, languages=[script.language], level=script.level)
    begun = _begun(playing)
    layer = script.layer if layer is None else layer
    if not begun and layer > 1:
        return begin(index, work, same, visit, layer)
    links = index.release.museum.links
    return compose(work, same, layer, visit=_without(visit, playing), links=links, begun=begun)


def _without(visit: VisitSoFar, playing: Playing) -> VisitSoFar:
    """Returns the visit without what this playback says: who asks for a telling again hears it again."""
    own = {block.key for block in playing.script.blocks}
    return VisitSoFar(visit.works, visit.said - own)


def question(script: Script) -> Block | None:
    """Returns the question with which a script ends; None where it has none."""
    asked = [block for block in script.blocks if block.part is BlockPart.QUESTION]
    return asked[-1] if asked else None


def in_short(
    index: ReleaseIndex, playing: Playing, visitor: Profile, visit: VisitSoFar
) -> Script | None:
    """Returns a script that goes on shorter; None where it can't be shorter."""
    if playing.over or playing.seconds == SHORT_SECONDS or not playing.script.blocks:
        return None
    short = replace(visitor, seconds=SHORT_SECONDS)
    script = go_on(index, playing, short, visit)
    return script if len(script.blocks) < len(playing.script.blocks) else None


def more(
    index: ReleaseIndex, playing: Playing, visitor: Profile, visit: VisitSoFar
) -> Script | None:
    """Returns a script that goes on longer, with the deeper layer; None where there is no more."""
    deeper = playing.script.deeper
    if deeper is None:
        return None
    script = go_on(index, playing, replace(visitor, seconds=LONG_SECONDS), visit, deeper)
    return script if len(script.blocks) > len(playing.script.blocks) else None


def rest(
    index: ReleaseIndex, playing: Playing, visitor: Profile, visit: VisitSoFar
) -> Script | None:
    """Returns what there is to say after the end of a playback; None where there is no more."""
    layer, script = playing.script.deeper, playing.script
    if layer is None:
        return None
    same = replace(visitor, languages=[script.language], level=script.level)
    return begin(index, index.works[playing.work], same, visit, layer)


def translated(
    index: ReleaseIndex, playing: Playing, visitor: Profile, visit: VisitSoFar
) -> tuple[Script, PlaybackPosition, frozenset[Key]]:
    """Returns this telling in the visitor's language and level, where it goes on, and the blocks that lie before that.

    It goes on in the same block after the same share of it. Where that block has no counterpart, with what follows.
    """
    work = index.works[playing.work]
    links = index.release.museum.links
    found = compose(work, visitor, visit=visit, links=links)
    at = playing.position
    heard = playing.script.blocks[: at.blocks_begun] if at is not None else ()
    alike = [counterpart(one, work, links, found.language, found.level) for one in heard]
    begun = [one for one in alike if one is not None]
    if at is None or not begun:
        return _whole(index, work, visitor, playing, visit, found), BEGINNING, frozenset()
    script = compose(work, visitor, playing.script.layer, visit=visit, links=links, begun=begun)
    here = at.begun and alike[-1] is not None
    following = PlaybackPosition(len(begun), begun=False)
    place = PlaybackPosition(len(begun) - 1, at.share) if here else following
    if place.block >= len(script.blocks):
        return found, BEGINNING, frozenset()
    return script, place, frozenset(one.key for one in begun[: place.block])


def _whole(
    index: ReleaseIndex,
    work: Work,
    visitor: Profile,
    playing: Playing,
    visit: VisitSoFar,
    found: Script,
) -> Script:
    if playing.script.layer == 1:
        return found
    return begin(index, work, visitor, visit, playing.script.layer)


def _begun(playing: Playing) -> tuple[Block, ...]:
    """Returns the blocks that were said or are being said."""
    if playing.over:
        return playing.script.blocks
    at = playing.position
    if at is None:
        return playing.script.blocks[:1] if playing.started else ()
    return playing.script.blocks[: at.blocks_begun]
