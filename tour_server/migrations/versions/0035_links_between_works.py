"""proposed links, decisions about them, terms of works, names that other houses know"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "proposed_link",
        sa.Column("left_work", sa.String(length=64), nullable=False),
        sa.Column("right_work", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("left_work", "right_work", name=op.f("pk_proposed_link")),
    )
    op.create_table(
        "link_decision",
        sa.Column("left_work", sa.String(length=64), nullable=False),
        sa.Column("right_work", sa.String(length=64), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("left_work", "right_work", name=op.f("pk_link_decision")),
    )
    op.create_table(
        "work_term",
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("work", "term", name=op.f("pk_work_term")),
    )
    op.create_table(
        "name_match",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "uri", name=op.f("pk_name_match")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("name_match")
    op.drop_table("work_term")
    op.drop_table("link_decision")
    op.drop_table("proposed_link")
