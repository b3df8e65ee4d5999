"""The answers about links that are proposed, in the manner of help_texts, which holds them with the others."""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.desk.help_text import HelpText
from web.translations import mark

LINK_HELP_TEXTS: Mapping[str, HelpText] = {
    "proposed-link": HelpText(
        mark("Where do the proposals come from?"),
        mark(
            "From your own labels, texts and pictures, compared every night on this server. What few works share "
            "counts for more than what many share. Who a person is, their looks, age, sex, faith or origin, is never "
            "a reason."
        ),
    ),
    "left-out": HelpText(
        mark("Why are works left out?"),
        mark(
            "Mostly because little was written down about them. A label with a maker, a place and a material, or a few "
            "subject terms, brings them in."
        ),
    ),
    "linked-tour": HelpText(
        mark("What makes a tour along links?"),
        mark(
            "From the first work it goes on to one that is linked with it, and so on, as many as fit the time with "
            "the walks between them. At each stop kiosks and phones tell what it shares with the one before."
        ),
    ),
    "subject-terms": HelpText(
        mark("What are subject terms for?"),
        mark(
            "They say what a work shows: a windmill, a battle, a river. Links are proposed by them. Visitors don't "
            "see them."
        ),
    ),
    "known-names": HelpText(
        mark("What is a match good for?"),
        mark(
            "Other houses and search engines then know whom and what you mean, whatever language the name is in. It "
            "goes out with exports as EDM and Linked Art. Two people may have one name, so look before you accept."
        ),
    ),
}
