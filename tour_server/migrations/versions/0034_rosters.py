"""staff: colleagues, absences, shifts, rules, kinds of shifts and booked tours"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "roster_colleague",
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("week_minutes", sa.Integer(), nullable=False),
        sa.Column("flex_minutes", sa.Integer(), nullable=False),
        sa.Column("most_days_in_a_row", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_roster_colleague")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_roster_colleague_link_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_roster_colleague_name")),
    )
    op.create_table(
        "roster_absence",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("colleague", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_roster_absence")),
    )
    op.create_index(op.f("ix_roster_absence_colleague"), "roster_absence", ["colleague"])
    _make_shifts()
    op.create_table(
        "staffing_rule",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("skill", sa.String(length=32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("per", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("early_minutes", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_staffing_rule")),
    )
    op.create_table(
        "booked_tour",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_booked_tour")),
    )
    op.create_index(op.f("ix_booked_tour_day"), "booked_tour", ["day"])


def _make_shifts() -> None:
    op.create_table(
        "roster_shift",
        sa.Column("colleague", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=32), nullable=False),
        sa.Column("break_begins", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("colleague", "day", "published", name=op.f("pk_roster_shift")),
    )
    op.create_index(op.f("ix_roster_shift_day"), "roster_shift", ["day"])
    op.create_table(
        "roster_week",
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("computed_at", Moment(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("monday", name=op.f("pk_roster_week")),
    )
    op.create_table(
        "roster_shift_kind",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_roster_shift_kind")),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_booked_tour_day"), "booked_tour")
    op.drop_table("booked_tour")
    op.drop_table("staffing_rule")
    op.drop_table("roster_shift_kind")
    op.drop_table("roster_week")
    op.drop_index(op.f("ix_roster_shift_day"), "roster_shift")
    op.drop_table("roster_shift")
    op.drop_index(op.f("ix_roster_absence_colleague"), "roster_absence")
    op.drop_table("roster_absence")
    op.drop_table("roster_colleague")
