"""several roles a person"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = {
    "editor": "author",
    "curator": "editor publisher",
    "manager": "administrator",
    "technician": "technician",
}
STAFF = sa.table(
    "staff", sa.column("name", sa.String), sa.column("role", sa.String), sa.column("roles", sa.Text)
)


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("roles", sa.Text(), nullable=True))
    for role, roles in ROLES.items():
        op.execute(STAFF.update().where(STAFF.c.role == role).values(roles=roles))
    with op.batch_alter_table("staff") as table:
        table.alter_column("roles", existing_type=sa.Text(), nullable=False)
        table.drop_column("role")


def downgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("role", sa.String(length=16), nullable=True))
    connection = op.get_bind()
    for name, roles in connection.execute(sa.select(STAFF.c.name, STAFF.c.roles)).all():
        role = _single_role(set(roles.split()))
        connection.execute(STAFF.update().where(STAFF.c.name == name).values(role=role))
    with op.batch_alter_table("staff") as table:
        table.alter_column("role", existing_type=sa.String(length=16), nullable=False)
        table.drop_column("roles")


def _single_role(roles: set[str]) -> str:
    """Returns the role of before that permits most without giving approval, publishing or accounts to a person.

    Before, every role could write drafts.
    """
    if "administrator" in roles:
        return "manager"
    if {"editor", "publisher"} <= roles:
        return "curator"
    return "technician" if roles & {"technician", "duty-manager"} else "editor"
