"""the search's list of what changed, and changes of many works at once"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WATCHED = {"draft": "version", "approved_wording": "stands"}
"""Table -> the column whose change makes the index read the part again. Each table has the columns kind and key."""


def upgrade() -> None:
    """Make the tables, and the triggers that fill the first."""
    op.create_table(
        "search_stale",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("part_kind", sa.String(length=16), nullable=False),
        sa.Column("part_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_stale")),
    )
    op.create_table(
        "bulk_change",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_bulk_change")),
    )
    op.create_table(
        "bulk_change_work",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_bulk_change_work")),
    )
    op.create_index("ix_bulk_change_work_key", "bulk_change_work", ["number", "key"])
    if op.get_bind().dialect.name == "sqlite":
        _watch_sqlite()
    else:
        _watch_postgresql()


def downgrade() -> None:
    """Drop the triggers and the tables."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in WATCHED:
        for event in ("insert", "update", "delete"):
            place = "" if is_sqlite else f" ON {table}"
            op.execute(f"DROP TRIGGER search_stale_{table}_{event}{place}")
    if not is_sqlite:
        op.execute("DROP FUNCTION search_stale_added()")
    op.drop_table("bulk_change_work")
    op.drop_table("bulk_change")
    op.drop_table("search_stale")


def _events(column: str) -> dict[str, tuple[str, str]]:
    """Return for each event its words in SQL, and the row that it is about."""
    return {
        "insert": ("INSERT", "NEW"),
        "update": (f"UPDATE OF {column}", "NEW"),
        "delete": ("DELETE", "OLD"),
    }


def _watch_sqlite() -> None:
    for table, column in WATCHED.items():
        for name, (event, row) in _events(column).items():
            values = f"lower(hex(randomblob(16))), {row}.kind, {row}.key"
            op.execute(
                f"CREATE TRIGGER search_stale_{table}_{name} AFTER {event} ON {table} "  # noqa: S608
                f"BEGIN INSERT INTO search_stale (id, part_kind, part_key) VALUES ({values}); END"
            )


def _watch_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION search_stale_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' THEN INSERT INTO search_stale (id, part_kind, part_key) "
        "VALUES (gen_random_uuid()::text, OLD.kind, OLD.key); ELSE "
        "INSERT INTO search_stale (id, part_kind, part_key) "
        "VALUES (gen_random_uuid()::text, NEW.kind, NEW.key); END IF; RETURN NULL; END $$"
    )
    for table, column in WATCHED.items():
        for name, (event, _row) in _events(column).items():
            op.execute(
                f"CREATE TRIGGER search_stale_{table}_{name} AFTER {event} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION search_stale_added()"
            )
