"""What to say about one work to one visitor: which narration blocks, in which language, at which level.

The one thing a newcomer would get wrong: a language the visitor did not ask for is never chosen. When the work
has no block in any language on the visitor's list, the script is empty, says why, and offers the languages
there are. When it had to go down the list, its language or level is not the one asked for, and the screen says so.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from contract.museum import Authorship, Block, Language, Level, Work
from narration.profile import Profile


class Silence(StrEnum):
    """Why there is nothing to say."""

    NO_WORDS = "no_words"  # nobody has written about this work yet
    OTHER_LANGUAGES = "other_languages"  # there are words, in languages the visitor did not ask for
    NO_MORE = "no_more"  # this deeper layer is not there; an earlier one is


class Script(Struct, frozen=True):
    """The blocks to say, in order. With no blocks, `silence` says why; `offered` are the languages there are."""

    work: str
    blocks: tuple[Block, ...]
    language: Language
    level: Level
    layer: int
    offered: tuple[Language, ...]
    machine_made: bool = False
    silence: Silence | None = None
    deeper: int | None = None  # the next layer that there is

    @property
    def text(self) -> str:
        """All of it, a paragraph a block."""
        return "\n\n".join(block.text.strip() for block in self.blocks)


def choose(work: Work, profile: Profile, layer: int = 1) -> Script:
    """All blocks of this layer for this visitor, ranked by their interests, then in the museum's order.

    Language goes before level: a child who reads Dutch hears Dutch for adults rather than English for children.
    A theme of weight 0 is said only when there is nothing else. A block without a source is never said.
    """
    sourced = [block for block in work.blocks if block.sources]
    offered = tuple(dict.fromkeys(block.language for block in sourced))
    for wanted in profile.languages:
        for level in (profile.level, *(other for other in Level if other != profile.level)):
            language = _language_for(wanted, level, layer, sourced)
            if language is None:
                continue
            written = [b for b in sourced if b.language == language and b.level == level]
            told = _ranked([block for block in written if block.layer == layer], profile)
            below = [block.layer for block in written if block.layer > layer]
            return Script(
                work=work.key,
                blocks=tuple(told),
                language=language,
                level=level,
                layer=layer,
                offered=offered,
                machine_made=any(block.authorship is not Authorship.PERSON for block in told),
                deeper=min(below, default=None),
            )
    return Script(
        work=work.key,
        blocks=(),
        language=profile.languages[0],
        level=profile.level,
        layer=layer,
        offered=offered,
        silence=_silence(offered, profile, layer),
    )


def _language_for(wanted: str, level: Level, layer: int, blocks: list[Block]) -> str | None:
    """The language that serves `wanted` best at this level and layer: the same tag, else the same language."""
    there = [b.language for b in blocks if b.level == level and b.layer == layer]
    exact = (language for language in there if language.lower() == wanted.lower())
    alike = (language for language in there if _speaks(language, wanted))
    return next(exact, None) or next(alike, None)


def _speaks(there: str, wanted: str) -> bool:
    """Whether `there` serves who asked for `wanted`: nl serves nl-BE and the other way round; pt-BR not pt-PT."""
    there, wanted = there.lower(), wanted.lower()
    same = there.split("-")[0] == wanted.split("-")[0]
    return there == wanted or (same and ("-" not in there or "-" not in wanted))


def _ranked(blocks: list[Block], profile: Profile) -> list[Block]:
    ranked = sorted(blocks, key=lambda block: -profile.weight(block.theme))
    return [block for block in ranked if profile.weight(block.theme) > 0] or ranked


def _silence(offered: tuple[str, ...], profile: Profile, layer: int) -> Silence:
    if not offered:
        return Silence.NO_WORDS
    spoken = any(_speaks(there, wanted) for there in offered for wanted in profile.languages)
    if not spoken:
        return Silence.OTHER_LANGUAGES
    return Silence.NO_MORE if layer > 1 else Silence.NO_WORDS
