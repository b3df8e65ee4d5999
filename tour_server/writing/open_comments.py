"""How many comments on a work are open, for templates: one query for each request, however many works it lists."""

from __future__ import annotations

from flask import g

from tour_server.writing.comments import Comments


class OpenComments:
    """A template's `open_comments(work)`."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def __call__(self, work: str) -> int:
        """Return how many comments on the work with this key are open."""
        counts: dict[str, int] | None = g.get("open_comments")
        if counts is None:
            counts = g.open_comments = self._comments.count_by_work()
        return counts.get(work, 0)
