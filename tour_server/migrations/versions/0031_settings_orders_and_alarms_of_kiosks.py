"""settings, samples, orders and alarms of kiosks"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kiosk_settings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_settings")),
    )
    op.create_table(
        "kiosk_sample",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("temperature", sa.Float(), nullable=True),
        sa.Column("memory_free", sa.BigInteger(), nullable=True),
        sa.Column("disk_free", sa.BigInteger(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.Column("recognition_ms", sa.Float(), nullable=True),
        sa.Column("under_voltage", sa.Boolean(), nullable=True),
        sa.Column("throttled", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("device", "at", name=op.f("pk_kiosk_sample")),
    )
    op.create_table(
        "kiosk_order",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("lines", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_order")),
    )
    op.create_index(op.f("ix_kiosk_order_device"), "kiosk_order", ["device"])
    op.create_table(
        "kiosk_alarm",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end_told_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_alarm")),
    )
    op.create_index(op.f("ix_kiosk_alarm_device"), "kiosk_alarm", ["device"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_kiosk_alarm_device"), "kiosk_alarm")
    op.drop_table("kiosk_alarm")
    op.drop_index(op.f("ix_kiosk_order_device"), "kiosk_order")
    op.drop_table("kiosk_order")
    op.drop_table("kiosk_sample")
    op.drop_table("kiosk_settings")
