"""Alembic's entry: runs in the connection and transaction that :func:`migrate` opened."""

from alembic import context

from biaogan.projections.migrations import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
