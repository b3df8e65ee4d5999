"""hours in which colleagues would rather work, or rather not"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "roster_wish",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("colleague", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("rather", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_roster_wish")),
    )
    op.create_index(op.f("ix_roster_wish_colleague"), "roster_wish", ["colleague"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_roster_wish_colleague"), "roster_wish")
    op.drop_table("roster_wish")
