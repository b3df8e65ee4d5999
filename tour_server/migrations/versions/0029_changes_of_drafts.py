"""which drafts changed, in the order of the changes"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
"""Event -> the row that it is about."""


def upgrade() -> None:
    """Make the table, and the triggers that fill it. What was there before is read as a whole."""
    op.create_table(
        "draft_change",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_draft_change")),
    )
    op.create_index("ix_draft_change_number", "draft_change", ["number"])
    op.create_index("ix_revision_changed_by", "revision", ["changed_by"])  # asked by every publish
    if op.get_bind().dialect.name == "sqlite":
        _watch_sqlite()
    else:
        _watch_postgresql()


def downgrade() -> None:
    """Drop the triggers and the table."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for event in EVENTS:
        op.execute(f"DROP TRIGGER draft_change_{event}{'' if is_sqlite else ' ON draft'}")
    if not is_sqlite:
        op.execute("DROP FUNCTION draft_changed()")
    op.drop_index("ix_revision_changed_by", "revision")
    op.drop_table("draft_change")


def _watch_sqlite() -> None:
    """Number the changes upwards: one transaction writes at a time, so a later one has the higher numbers."""
    for event, row in EVENTS.items():
        op.execute(
            f"CREATE TRIGGER draft_change_{event} AFTER {event.upper()} ON draft BEGIN "  # noqa: S608
            f"INSERT INTO draft_change (kind, key, number) VALUES ({row}.kind, {row}.key, "
            "(SELECT coalesce(max(number), 0) + 1 FROM draft_change)) "
            "ON CONFLICT (kind, key) DO UPDATE SET number = excluded.number; END"
        )


def _watch_postgresql() -> None:
    """Number the changes by their transaction, so that no transaction waits for another to count."""
    op.execute(
        "CREATE OR REPLACE FUNCTION draft_changed() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE this record; BEGIN "
        "IF TG_OP = 'DELETE' THEN this := OLD; ELSE this := NEW; END IF; "
        "INSERT INTO draft_change (kind, key, number) "
        "VALUES (this.kind, this.key, pg_current_xact_id()::text::bigint) "
        "ON CONFLICT (kind, key) DO UPDATE SET number = excluded.number; RETURN NULL; END $$"
    )
    for event in EVENTS:
        op.execute(
            f"CREATE TRIGGER draft_change_{event} AFTER {event.upper()} ON draft "
            "FOR EACH ROW EXECUTE FUNCTION draft_changed()"
        )
