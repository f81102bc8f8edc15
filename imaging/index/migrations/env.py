"""Alembic's environment: migrations run on the connection that `imaging.index.migration` hands over."""

from __future__ import annotations

from alembic import context

from imaging.index.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
