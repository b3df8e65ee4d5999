"""Outbound: the only way out of the server."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution
from tour_server.outbound.settings import OutboundSettings


def build(context: Context) -> Contribution:
    """Build what fetches files from outside, for the capabilities after this one."""
    from tour_server.outbound.outbound_fetch import OutboundFetch

    context.provide(OutboundFetch(context.settings(OutboundSettings)))
    return Contribution()


OUTBOUND = Capability("outbound", build, OutboundSettings)
