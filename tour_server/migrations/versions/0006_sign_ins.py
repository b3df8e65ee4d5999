"""sign-ins on the server"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.Column("password_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sign_in")),
    )
    op.add_column("staff", sa.Column("rescued_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "rescued_at")
    op.drop_table("staff_sign_in")
