"""texts are typed and commented on"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "typed_text",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("block", sa.String(length=128), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["staff.name"], op.f("fk_typed_text_person_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", "work", "block", "field", name=op.f("pk_typed_text")),
    )
    op.create_table(
        "block_comment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("work", sa.String(length=64), nullable=False),
        sa.Column("block", sa.String(length=64), nullable=False),
        sa.Column("answer_to", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["kind", "work"],
            ["draft.kind", "draft.key"],
            op.f("fk_block_comment_kind_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answer_to"],
            ["block_comment.number"],
            op.f("fk_block_comment_answer_to_block_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_block_comment")),
    )
    op.create_index("ix_block_comment_work", "block_comment", ["work"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("block_comment")
    op.drop_table("typed_text")
