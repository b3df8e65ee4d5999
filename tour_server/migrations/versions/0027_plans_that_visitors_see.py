"""pictures of floors that visitors see"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add whether visitors see a picture, what of it they get, and its rights."""
    with op.batch_alter_table("plan_picture") as table:
        table.add_column(
            sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("phone_file", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("rights", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("plan_picture") as table:
        for column in ("rights", "phone_file", "shown"):
            table.drop_column(column)
