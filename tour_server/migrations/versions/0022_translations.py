"""translations know what they were made from, come and go as files, and are remembered"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXES = {
    "translated_part": {"ix_translated_part_order": ["kind_order", "number", "key"]},
    "translation_cell": {"ix_translation_cell_language": ["language"]},
    "translation_segment": {
        "ix_translation_segment_hash": ["language", "text_hash"],
        "ix_translation_segment_length": ["language", "length"],
    },
    "translation_file_unit": {"ix_translation_file_unit_outcome": ["number", "outcome", "place"]},
}


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text() if length is None else sa.String(length), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _truth(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables. They fill from the history of the drafts, which is kept for ever."""
    op.create_table(
        "translation_origin",
        *(_text("kind", 16), _text("key", 64), _text("path"), _text("language", 35)),
        *(_text("text_hash", 16), _text("source_language", 35), _text("source_hash", 16)),
        *(_number("version"), _text("confirmed_by", 64), _moment("at")),
        sa.PrimaryKeyConstraint(
            "kind", "key", "path", "language", "text_hash", name=op.f("pk_translation_origin")
        ),
    )
    op.create_table(
        "translated_part",
        *(_text("kind", 16), _text("key", 64), _number("version"), _text("languages")),
        *(_number("kind_order"), _number("number"), _text("name"), _text("room", 64)),
        _moment("counted_at"),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_translated_part")),
    )
    op.create_table(
        "translation_cell",
        *(_text("kind", 16), _text("key", 64), _text("language", 35), _text("room", 64)),
        *(_number("missing"), _number("stale"), _number("machine")),
        *(_number("unknown"), _number("written"), _number("approved")),
        sa.PrimaryKeyConstraint("kind", "key", "language", name=op.f("pk_translation_cell")),
    )
    op.create_table(
        "translation_segment",
        *(_text("kind", 16), _text("key", 64), _text("path"), _number("place")),
        *(_text("language", 35), _text("text"), _text("text_hash", 16), _number("length")),
        sa.PrimaryKeyConstraint(
            "kind", "key", "path", "place", "language", name=op.f("pk_translation_segment")
        ),
    )
    op.create_table(
        "translation_file",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        *(_text("name", 200), _text("source_language", 35), _text("language", 35)),
        *(_text("translated_by", 200), _text("state", 16), _text("asked_by", 64)),
        *(_moment("asked_at"), _text("ended_by", 64), _moment("ended_at", nullable=True)),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_translation_file")),
    )
    op.create_table(
        "translation_file_unit",
        *(_number("number"), _number("place"), _text("kind", 16), _text("key", 64), _text("path")),
        *(_text("outcome", 16), _truth("taken"), _text("source"), _truth("source_changed")),
        *(_truth("machine"), _text("before"), _text("after"), _truth("written"), _text("left")),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_translation_file_unit")),
    )
    for table, indexes in _INDEXES.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop the tables."""
    for table, indexes in _INDEXES.items():
        for name in indexes:
            op.drop_index(name, table)
    for table in (
        "translation_file_unit",
        "translation_file",
        "translation_segment",
        "translation_cell",
        "translated_part",
        "translation_origin",
    ):
        op.drop_table(table)
