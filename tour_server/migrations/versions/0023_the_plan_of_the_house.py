"""the plan of the house"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plan_picture",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("left", sa.Float(), nullable=False),
        sa.Column("top", sa.Float(), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_plan_picture")),
    )
    op.create_index(op.f("ix_plan_picture_floor"), "plan_picture", ["floor"])
    op.create_table(
        "kiosk_place",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_kiosk_place")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("kiosk_place")
    op.drop_index(op.f("ix_plan_picture_floor"), table_name="plan_picture")
    op.drop_table("plan_picture")
