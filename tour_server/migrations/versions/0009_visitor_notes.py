"""visitors' notes"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "visitor_note",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("block", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_visitor_note")),
        sa.UniqueConstraint("id", name=op.f("uq_visitor_note_id")),
    )


def downgrade() -> None:
    """Drop the table, with what visitors wrote."""
    op.drop_table("visitor_note")
