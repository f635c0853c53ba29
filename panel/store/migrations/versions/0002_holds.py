"""Editors' holds."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make holds."""
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("tool", "persona", "action")],
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("holds_by_tool", "holds", ["tool", "id"])
