"""the italics of a translator's file"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("translation_file_unit") as table:
        table.add_column(sa.Column("italics", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("translation_file_unit") as table:
        table.drop_column("italics")
