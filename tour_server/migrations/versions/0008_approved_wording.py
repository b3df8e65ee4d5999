"""approved wording"""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from tour_server.database import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OWNERS = ("work", "link")


def upgrade() -> None:
    """Make the table, and record in it what the drafts say is approved: it stays approved, with what it says now."""
    wording = op.create_table(
        "approved_wording",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("path", "language", name=op.f("pk_approved_wording")),
    )
    op.create_index("ix_approved_wording_part", "approved_wording", ["kind", "key"])
    op.add_column(
        "published_release",
        sa.Column("words_approved", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    draft = sa.table(
        "draft",
        sa.column("kind", sa.String),
        sa.column("key", sa.String),
        sa.column("body", sa.Text),
        sa.column("changed_at", Moment),
    )
    drafts = op.get_bind().execute(sa.select(draft).where(draft.c.kind.in_([*OWNERS, "offer"])))
    rows = {}
    for kind, key, body, changed_at in drafts:
        for row in _approved(kind, key, json.loads(body), changed_at):
            rows[row["path"]] = row
    if rows:
        op.bulk_insert(wording, list(rows.values()))


def downgrade() -> None:
    op.drop_column("published_release", "words_approved")
    op.drop_table("approved_wording")


def _approved(kind: str, key: str, body: dict[str, Any], at: dt.datetime) -> list[dict[str, Any]]:
    """Return a row for each block of a work or link that is approved, and for an offer that is."""
    name, found = "offer", {f"{kind}/{key}": body}
    if kind in OWNERS:
        name, blocks = "block", body.get("blocks", [])
        found = {f"{kind}/{key}/block/{block['key']}/text": block for block in blocks}
    return [
        {
            "path": path,
            "language": "",
            "kind": kind,
            "key": key,
            "content": json.dumps(
                {name: {field: text[field] for field in text if field not in ("approved_by", "v")}},
                ensure_ascii=False,
            ),
            "approved_by": text["approved_by"],
            "approved_at": at,
            "stands": True,
        }
        for path, text in found.items()
        if text.get("approved_by") is not None
    ]
