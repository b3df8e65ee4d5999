"""imports, as proposals that staff look at"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "import",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_import")),
    )
    op.create_index(op.f("ix_import_source"), "import", ["source"])
    op.create_index(op.f("ix_import_state"), "import", ["state"])
    op.create_table(
        "import_part",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("has_problems", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_import_part")),
    )
    op.create_index("ix_import_part_outcome", "import_part", ["number", "outcome", "place"])
    op.create_table(
        "import_said",
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("identifier", sa.String(length=500), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "identifier", name=op.f("pk_import_said")),
    )
    op.create_index("ix_import_said_key", "import_said", ["kind", "key"])
    op.create_table(
        "import_columns",
        sa.Column("headings", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("headings", name=op.f("pk_import_columns")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("import_columns")
    op.drop_table("import_said")
    op.drop_table("import_part")
    op.drop_table("import")
