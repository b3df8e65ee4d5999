"""Pronunciation: the museum's own ways of saying names and words, under *Words*."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the page and what speaks on it."""
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.pronunciation.lexicon import Lexicon
    from tour_server.pronunciation.pages import PronunciationPages
    from tour_server.publishing.speaker_source import SpeakerSource

    drafts = context.get(Drafts)
    pages = PronunciationPages(
        drafts, Lexicon(drafts), context.get(SpeakerSource).open_voice, context.get(Pictures)
    )
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(NavigationEntry("Pronunciation", "pronunciation.page", 12, "Words"),),
    )


PRONUNCIATION = Capability("pronunciation", build)
