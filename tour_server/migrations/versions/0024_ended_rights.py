"""what becomes of pictures whose rights have ended"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ended_rights_choice",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaves_out", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ended_rights_choice")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("ended_rights_choice")
