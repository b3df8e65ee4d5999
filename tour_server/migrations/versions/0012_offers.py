"""offers: codes, counts, hours, rain"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "offer_number",
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("offer", name=op.f("pk_offer_number")),
        sa.UniqueConstraint("number", name=op.f("uq_offer_number_number")),
    )
    op.create_table(
        "offer_code",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("redeemed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", "day", "serial", name=op.f("pk_offer_code")),
    )
    op.create_index("ix_offer_code_offer_day", "offer_code", ["offer", "day"])
    op.create_table(
        "offer_count",
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("redeemed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("offer", "day", name=op.f("pk_offer_count")),
    )
    op.create_table(
        "offer_hour",
        sa.Column("offer", sa.String(length=64), nullable=False),
        sa.Column("hour", sa.Float(), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("held_back", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("offer", "hour", name=op.f("pk_offer_hour")),
    )
    op.create_table(
        "offer_rain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_rain")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("offer_rain")
    op.drop_table("offer_hour")
    op.drop_table("offer_count")
    op.drop_index("ix_offer_code_offer_day", table_name="offer_code")
    op.drop_table("offer_code")
    op.drop_table("offer_number")
