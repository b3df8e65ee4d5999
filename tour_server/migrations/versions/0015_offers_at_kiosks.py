"""how often kiosks showed offers"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "offer_at_kiosk",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Float(), nullable=False),
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", "sequence", name=op.f("pk_offer_at_kiosk")),
    )
    op.create_index("ix_offer_at_kiosk_hour", "offer_at_kiosk", ["hour"])
    op.create_table(
        "offer_at_kiosk_differing",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.Float(), nullable=False),
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "device", "epoch", "sequence", "digest", name=op.f("pk_offer_at_kiosk_differing")
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("offer_at_kiosk_differing")
    op.drop_index("ix_offer_at_kiosk_hour", "offer_at_kiosk")
    op.drop_table("offer_at_kiosk")
