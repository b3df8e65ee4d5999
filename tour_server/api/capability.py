"""The API: the museum as JSON for other programs, and the tokens with which they read the drafts."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the API, its tokens and their page."""
    from contract.museum import Museum
    from tour_server.api.pages import ApiPages
    from tour_server.api.token_pages import ApiTokenPages
    from tour_server.api.tokens import API_EVENTS, ApiTokens
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.outgoing_names import OutgoingNames
    from tour_server.publishing.releases import Releases
    from tour_server.recorder import EventRecorder

    tokens = context.provide(ApiTokens(context.database, context.now, context.get(EventRecorder)))
    drafts, names = context.get(Drafts), context.get(OutgoingNames)

    def drafted() -> Museum:
        return names.read().museum(drafts.museum(without_newer=True))

    api = ApiPages(
        context.get(Releases).release,
        drafted,
        tokens,
        context.settings(RootSettings).public_url,
    )
    return Contribution(
        pages=(ApiTokenPages(tokens).blueprint(),),
        cookieless_pages=(
            api.blueprint(),
        ),  # a token stands in a header, which no other site can send
        navigation=(NavigationEntry("API tokens", "api_tokens.page", 30, "People"),),
        events=API_EVENTS,
    )


API = Capability("api", build)
