"""Alembic's entry point: migrates over the connection that it is handed."""

from alembic import context

from panel.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
