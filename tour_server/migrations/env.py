"""Alembic's entry: the engine comes from tour_server.database.Database.migrate."""

from __future__ import annotations

from typing import Literal

from alembic import context

import tour_server.catalogue.tables
import tour_server.checks.tables
import tour_server.crowd.tables
import tour_server.devices.tables
import tour_server.events.tables
import tour_server.fleet.tables
import tour_server.house.tables
import tour_server.imports.tables
import tour_server.ingest.tables
import tour_server.jobs.tables
import tour_server.publishing.tables
import tour_server.recordings.tables
import tour_server.search.tables
import tour_server.staff.tables
import tour_server.translations.tables
import tour_server.usage.tables
import tour_server.visitor_notes.tables
import tour_server.wall_screens.tables
from tour_server.database import Base, Moment

_ALL = (
    tour_server.catalogue.tables,
    tour_server.checks.tables,
    tour_server.crowd.tables,
    tour_server.devices.tables,
    tour_server.fleet.tables,
    tour_server.house.tables,
    tour_server.jobs.tables,
    tour_server.events.tables,
    tour_server.ingest.tables,
    tour_server.publishing.tables,
    tour_server.recordings.tables,
    tour_server.search.tables,
    tour_server.staff.tables,
    tour_server.translations.tables,
    tour_server.usage.tables,
    tour_server.visitor_notes.tables,
    tour_server.wall_screens.tables,
)


def _plainly(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Our own column type by its own name, in the migrations Alembic drafts."""
    return "Moment()" if kind == "type" and isinstance(item, Moment) else False


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_plainly,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
