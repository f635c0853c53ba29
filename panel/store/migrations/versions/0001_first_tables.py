"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make tools, aliases, takes, attempts, votes, runs and installation."""
    op.create_table(
        "tools",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("stored_at", sa.String, nullable=False),
    )
    op.create_index("tools_by_slug", "tools", ["slug", "id"])
    op.create_table(
        "aliases", sa.Column("alias", sa.String, primary_key=True), sa.Column("slug", sa.String, nullable=False)
    )
    op.create_table(
        "takes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("origin", "tool", "persona", "model")],
        sa.Column("endpoint", sa.String, nullable=True),
        sa.Column("sample", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("run", sa.String, nullable=True),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("take", sa.Text, nullable=False),
    )
    op.create_index("takes_by_key", "takes", ["key", "id"])
    op.create_index("takes_by_tool", "takes", ["tool", "id"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        *[sa.Column(name, sa.String, nullable=False) for name in ("key", "run", "sent_at", "outcome")],
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        *[sa.Column(name, sa.String, nullable=True) for name in ("served_model", "provider", "generation_id")],
        *[
            sa.Column(name, sa.Integer, nullable=True)
            for name in ("prompt_tokens", "cached_tokens", "completion_tokens")
        ],
        sa.Column("cost_usd", sa.String, nullable=True),
        sa.Column("latency_ms", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=True),
    )
    op.create_index("attempts_by_run", "attempts", ["run", "id"])
    op.create_table(
        "votes",
        sa.Column("tool", sa.String, primary_key=True),
        sa.Column("ship", sa.Integer, nullable=False),
        sa.Column("skip", sa.Integer, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("job", sa.String, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("finished_at", sa.String, nullable=True),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
    )
