"""tokens, keys and certificates of kiosks"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "claim_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("room", sa.String(length=64), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_with", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_claim_token_token_hash")),
    )
    op.create_table(
        "kiosk_key",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("waits", sa.String(length=32), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=False),
        sa.Column("placing", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_kiosk_key")),
    )
    op.create_index(op.f("ix_kiosk_key_name"), "kiosk_key", ["name"])
    op.create_table(
        "device_certificate",
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_device_certificate")),
    )
    op.create_index(op.f("ix_device_certificate_name"), "device_certificate", ["name"])
    op.create_index(
        op.f("ix_device_certificate_fingerprint"), "device_certificate", ["fingerprint"]
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("device_certificate")
    op.drop_table("kiosk_key")
    op.drop_table("claim_token")
