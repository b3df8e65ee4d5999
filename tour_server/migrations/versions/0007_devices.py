"""devices, and counts of two machines under one key"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("key_made_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_device")),
    )
    op.create_table(
        "footfall_differing",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("boot", sa.String(length=16), nullable=False),
        sa.Column("monotonic", sa.Float(), nullable=False),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("clock_trusted", sa.Boolean(), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=True),
        sa.Column("observed_seconds", sa.Float(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("in_view_mean", sa.Float(), nullable=True),
        sa.Column("in_view_max", sa.Integer(), nullable=True),
        sa.Column("zones", sa.Text(), nullable=True),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "device", "epoch", "sequence", "digest", name=op.f("pk_footfall_differing")
        ),
    )
    op.create_table(
        "told_differing",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.Float(), nullable=False),
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "device", "epoch", "sequence", "digest", name=op.f("pk_told_differing")
        ),
    )
    with op.batch_alter_table("kiosk") as kiosk:
        kiosk.add_column(sa.Column("starts", sa.Text(), nullable=True))
        kiosk.add_column(sa.Column("conflict_at", sa.Float(), nullable=True))
        kiosk.alter_column("release", existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    with op.batch_alter_table("kiosk") as kiosk:
        kiosk.drop_column("conflict_at")
        kiosk.drop_column("starts")
        kiosk.alter_column("release", existing_type=sa.BigInteger(), type_=sa.Integer())
    op.drop_table("told_differing")
    op.drop_table("footfall_differing")
    op.drop_table("device")
