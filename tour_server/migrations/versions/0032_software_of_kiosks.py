"""software of kiosks: bundles, rollouts, orders, and what kiosks say of it"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "software_bundle",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("compatible", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("build", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_software_bundle")),
    )
    op.create_table(
        "software_rollout",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("compatible", sa.String(length=200), nullable=False),
        sa.Column("older", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(length=64), nullable=True),
        sa.Column("failed", sa.String(length=64), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("started_by", sa.String(length=64), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software_rollout")),
    )
    _make_orders()
    op.create_table(
        "kiosk_software",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=16), nullable=True),
        sa.Column("running", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=True),
        sa.Column("other", sa.String(length=64), nullable=True),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_kiosk_software")),
    )


def _make_orders() -> None:
    op.create_table(
        "software_order",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("rollout", sa.Integer(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.Column("older", sa.Boolean(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("good_at", Moment(), nullable=True),
        sa.Column("noted_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software_order")),
    )
    op.create_index(op.f("ix_software_order_device"), "software_order", ["device"])
    op.create_index(op.f("ix_software_order_rollout"), "software_order", ["rollout"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("kiosk_software")
    op.drop_index(op.f("ix_software_order_rollout"), "software_order")
    op.drop_index(op.f("ix_software_order_device"), "software_order")
    op.drop_table("software_order")
    op.drop_table("software_rollout")
    op.drop_table("software_bundle")
