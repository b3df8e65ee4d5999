"""The settings of `/metrics`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class MetricsSettings(Struct, frozen=True, kw_only=True):
    """Who may read the figures."""

    metrics_token: Annotated[
        str,
        Meta(
            description="What a Prometheus must send as its bearer token to read /metrics; empty is no such page."
        ),
    ] = ""
