"""recordings"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "recording",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("block", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=32), nullable=False),
        sa.Column("file", sa.String(length=160), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("recorded_text", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("clipped", sa.Boolean(), nullable=False),
        sa.Column("speaker", sa.String(length=100), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=True),
        sa.Column("alignment", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_recording")),
    )
    op.create_index(op.f("ix_recording_block"), "recording", ["block"])


def downgrade() -> None:
    """Drop the table; the files of the recordings stay in the data folder."""
    op.drop_index(op.f("ix_recording_block"), table_name="recording")
    op.drop_table("recording")
