"""Alembic's entry: the engine comes from tour_server.database.Database.migrate."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal

from alembic import context

import tour_server
from tour_server.database import Base, Moment

# Every table is in a folder's tables.py; imported, it is one of Base's.
for _file in sorted(Path(tour_server.__file__).parent.glob("*/tables.py")):
    import_module(f"tour_server.{_file.parent.name}.tables")


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
