"""How many pages a long list has."""

from __future__ import annotations


def page_count(items: int, length: int) -> int:
    """Return how many pages of `length` items a list has; an empty one has a page, too."""
    return max(1, -(-items // length))
