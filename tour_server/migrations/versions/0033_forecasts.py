"""forecasts: counts by the hour, what staff know of days, forecasts and their outcome, chosen models"""

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "visitor_hour",
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("people", sa.Float(), nullable=False),
        sa.Column("open_share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("series", "day", "hour", "source", name=op.f("pk_visitor_hour")),
    )
    op.create_table(
        "visitor_count_import",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_visitor_count_import")),
    )
    _make_known_days()
    op.create_table(
        "visitor_forecast",
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lead", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("middle", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("counted", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("series", "day", "lead", name=op.f("pk_visitor_forecast")),
    )
    op.create_table(
        "visitor_forecast_model",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("trees", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_visitor_forecast_model")),
    )
    op.create_table(
        "visitor_holiday_place",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_visitor_holiday_place")),
    )


def _make_known_days() -> None:
    op.create_table(
        "visitor_known_day",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("room", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("millimetres", sa.Float(), nullable=True),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_visitor_known_day")),
    )
    op.create_index(op.f("ix_visitor_known_day_first"), "visitor_known_day", ["first"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("visitor_holiday_place")
    op.drop_table("visitor_forecast_model")
    op.drop_table("visitor_forecast")
    op.drop_index(op.f("ix_visitor_known_day_first"), "visitor_known_day")
    op.drop_table("visitor_known_day")
    op.drop_table("visitor_count_import")
    op.drop_table("visitor_hour")
