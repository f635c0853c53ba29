"""Claims on tools, calls that are on their way, and where tools were found."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make what batches need; nothing is known of earlier runs."""
    op.create_index("attempts_by_key", "attempts", ["key", "id"])
    op.create_index("takes_by_run", "takes", ["run", "origin", "status"])
    op.drop_index("attempts_by_run", "attempts")
    tokens = ["prompt_tokens", "cached_tokens", "completion_tokens"]
    op.create_index("attempts_by_run", "attempts", ["run", "outcome", *tokens, "cost_usd", "cost_basis"])
    op.create_table(
        "claims",
        sa.Column("tool", sa.String, primary_key=True),
        sa.Column("run", sa.String, nullable=False),
        sa.Column("until", sa.String, nullable=False),
    )
    op.create_index("claims_by_run", "claims", ["run"])
    op.create_table(
        "flights",
        sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("run", "key", "sent_at")],
    )
    op.create_index("flights_by_cell", "flights", ["run", "key"], unique=True)
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("tool", "feed", "external_id")],
        sa.Column("url", sa.String, nullable=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("rule", "first_seen", "last_seen")],
    )
    op.create_index("sources_by_entry", "sources", ["feed", "external_id"], unique=True)
    op.create_index("sources_by_tool", "sources", ["tool", "id"])
    op.create_table(
        "identities",
        sa.Column("identity", sa.String, primary_key=True),
        sa.Column("tool", sa.String, nullable=False),
    )
    op.create_index("identities_by_tool", "identities", ["tool"])
