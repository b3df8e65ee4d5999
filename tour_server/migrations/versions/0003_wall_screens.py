"""wall screens"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wall_screen",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_wall_screen")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_wall_screen_secret_hash")),
    )


def downgrade() -> None:
    op.drop_table("wall_screen")
