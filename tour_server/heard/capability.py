"""What is heard: pages over the counts of what kiosks played."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the pages."""
    from tour_server.catalogue.current_museum import CurrentMuseum
    from tour_server.heard.pages import HeardPages
    from tour_server.heard.tallies import Tallies

    pages = HeardPages(Tallies(context.database), context.get(CurrentMuseum), context.now)
    return Contribution(
        pages=(pages.blueprint(),),
        navigation=(NavigationEntry("What is heard", "heard.page", 40, "Works"),),
    )


HEARD = Capability("heard", build)
