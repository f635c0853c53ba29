"""Money held for seats, and what an attempt's cost rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make reserves, and give attempts their basis; what an older one is said to have cost, its endpoint said."""
    op.add_column("attempts", sa.Column("cost_basis", sa.String, nullable=True))
    op.execute("UPDATE attempts SET cost_basis = 'billed' WHERE cost_usd IS NOT NULL")
    op.create_table(
        "reserves",
        sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("job", "run", "key", "tool", "held_usd")],
        sa.Column("settled_usd", sa.String, nullable=True),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_index("reserves_by_job", "reserves", ["job", "id"])
    op.create_index("reserves_by_cell", "reserves", ["run", "key"], unique=True)
