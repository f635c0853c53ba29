"""The tables. A change here needs a migration under ``migrations/versions`` and a new ``HEAD``."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

HEAD = "0004"
"""The Alembic revision that these tables are."""

OLDER = frozenset({"0001", "0002", "0003"})
"""The revisions that migrations lead on from."""

metadata = MetaData()

tools = Table(
    "tools",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String, nullable=False),
    Column("version", String, nullable=False),
    Column("tool", Text, nullable=False),
    Column("stored_at", String, nullable=False),
    Index("tools_by_slug", "slug", "id"),
)
aliases = Table(
    "aliases",
    metadata,
    Column("alias", String, primary_key=True),
    Column("slug", String, nullable=False),
)
takes = Table(
    "takes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=True),
    Column("origin", String, nullable=False),
    Column("tool", String, nullable=False),
    Column("persona", String, nullable=False),
    Column("model", String, nullable=False),
    Column("endpoint", String, nullable=True),
    Column("sample", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("run", String, nullable=True),
    Column("created_at", String, nullable=False),
    Column("take", Text, nullable=False),
    Index("takes_by_key", "key", "id"),
    Index("takes_by_tool", "tool", "id"),
    Index("takes_by_run", "run", "origin", "status"),
)
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("run", String, nullable=False),
    Column("sent_at", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("status", Integer, nullable=True),
    Column("served_model", String, nullable=True),
    Column("provider", String, nullable=True),
    Column("generation_id", String, nullable=True),
    Column("prompt_tokens", Integer, nullable=True),
    Column("cached_tokens", Integer, nullable=True),
    Column("completion_tokens", Integer, nullable=True),
    Column("cost_usd", String, nullable=True),
    Column("latency_ms", Integer, nullable=False),
    Column("text", Text, nullable=True),
    Column("cost_basis", String, nullable=True),
    # All that a run's figures are made of, so that they are counted without reading what was answered.
    Index(
        "attempts_by_run",
        "run",
        "outcome",
        "prompt_tokens",
        "cached_tokens",
        "completion_tokens",
        "cost_usd",
        "cost_basis",
    ),
    Index("attempts_by_key", "key", "id"),
)
reserves = Table(
    "reserves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", String, nullable=False),
    Column("run", String, nullable=False),
    Column("key", String, nullable=False),
    Column("tool", String, nullable=False),
    Column("held_usd", String, nullable=False),
    Column("settled_usd", String, nullable=True),
    Column("at", String, nullable=False),
    Index("reserves_by_job", "job", "id"),
    Index("reserves_by_cell", "run", "key", unique=True),
)
claims = Table(
    "claims",
    metadata,
    Column("tool", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("until", String, nullable=False),
    Index("claims_by_run", "run"),
)
flights = Table(
    "flights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run", String, nullable=False),
    Column("key", String, nullable=False),
    Column("sent_at", String, nullable=False),
    Index("flights_by_cell", "run", "key", unique=True),
)
sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tool", String, nullable=False),
    Column("feed", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("url", String, nullable=True),
    Column("rule", String, nullable=False),
    Column("first_seen", String, nullable=False),
    Column("last_seen", String, nullable=False),
    Index("sources_by_entry", "feed", "external_id", unique=True),
    Index("sources_by_tool", "tool", "id"),
)
identities = Table(
    "identities",
    metadata,
    Column("identity", String, primary_key=True),
    Column("tool", String, nullable=False),
    Index("identities_by_tool", "tool"),
)
votes = Table(
    "votes",
    metadata,
    Column("tool", String, primary_key=True),
    Column("ship", Integer, nullable=False),
    Column("skip", Integer, nullable=False),
)
runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("job", String, nullable=False),
    Column("run", Text, nullable=False),
    Column("started_at", String, nullable=False),
    Column("finished_at", String, nullable=True),
)
holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tool", String, nullable=False),
    Column("persona", String, nullable=False),
    Column("action", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String, nullable=False),
    Index("holds_by_tool", "tool", "id"),
)
installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", String, nullable=False),
)
revision = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Alembic's own table, written here when a store is made, so that making one does not load Alembic."""
