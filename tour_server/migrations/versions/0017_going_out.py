"""planned publishes, drafts that were replaced, and what the museum decided about publishing"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "planned_publish",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.String(length=64), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("job", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_publish")),
    )
    op.create_index("ix_planned_publish_state", "planned_publish", ["state"])
    op.create_table(
        "replaced_drafts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.String(length=64), nullable=False),
        sa.Column("release", sa.Integer(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_drafts")),
    )
    op.create_table(
        "stopping_check",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("stops", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stopping_check")),
    )
    op.create_table(
        "shown_without_rights",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "item", name=op.f("pk_shown_without_rights")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("shown_without_rights")
    op.drop_table("stopping_check")
    op.drop_table("replaced_drafts")
    op.drop_index("ix_planned_publish_state", table_name="planned_publish")
    op.drop_table("planned_publish")
