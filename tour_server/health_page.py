"""`/health`: how the server is, for monitors and for the demo. It tells nothing about people."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify

from tour_server.capability import Contribution
from tour_server.database import DATABASE_AWAY, Database


class HealthPage:
    """What the capabilities tell of themselves.

    Note: the status is 200 also while the database is away. Visitors are served then, and a supervisor that restarts
    what answers 503 would end that. `database` says `away`, and what only the database knows is null.
    """

    def __init__(self, database: Database, contributions: Sequence[Contribution]) -> None:
        self._database = database
        self._asking = {name: of for one in contributions for name, of in one.health.items()}
        self._lasting = {
            name: of for one in contributions for name, of in one.lasting_health.items()
        }

    def page(self) -> Response:
        """Answer with the values as JSON."""
        there = self._database.is_there()
        values: dict[str, object] = dict.fromkeys(self._asking)
        if there:
            try:
                values = {name: value() for name, value in self._asking.items()}
            except DATABASE_AWAY:
                there = False
        values |= {name: value() for name, value in self._lasting.items()}
        return jsonify(values | {"database": "there" if there else "away"})
