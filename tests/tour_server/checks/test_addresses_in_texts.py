"""Addresses in texts: those that are written as one, and those that can lead nowhere."""

from __future__ import annotations

import pytest

from tour_server.checks.addresses import broken_addresses


@pytest.mark.parametrize(
    "text",
    [
        "Nothing to see here: 10:30, a/b, and so on.",
        "See https://example.org/a?b=c#d.",
        "(see http://www.example.org:8080/x)",
        "www.example.org, a page",
        "https://münchen.example/straße",
        "https://日本語.jp/",
        "doi:10.1093/ageing/afs076",
        "doi 10.1000/182.",
        "https://doi.org/10.2307/1578535",
        "doi.org/10.2307/1578535",
        "doi: https://doi.org/10.2307/1578535",
        "A doi is a number; doi and ISBN differ.",
        "The word http stands alone, and httpd is a program.",
        "Write to someone@example.org.",
    ],
)
def test_what_is_well_written(text: str) -> None:
    assert broken_addresses(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https//example.org.", "https//example.org"),
        ("See http:/example.org", "http:/example.org"),
        ("See https:example.org", "https:example.org"),
        ("See ttps://example.org", "ttps://example.org"),
        ("See htp://example.org", "htp://example.org"),
        ("See https://example", "https://example"),
        ("See https://", "https://"),
        ("See https://exa_mple..org/x", "https://exa_mple..org/x"),
        ("See https://example.org:99999/x", "https://example.org:99999/x"),
        ("See https://[::1/x", "https://[::1/x"),
        ("See http;//example.org", "http;//example.org"),
        ("See www,example.org", "www,example.org"),
        ("doi:1093/ageing", "1093/ageing"),
        ("doi: 10.10", "10.10"),
    ],
)
def test_what_can_lead_nowhere(text: str, address: str) -> None:
    assert broken_addresses(text) == [address]
