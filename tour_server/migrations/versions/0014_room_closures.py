"""rooms that staff have closed"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "room_closure",
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("room", name=op.f("pk_room_closure")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("room_closure")
