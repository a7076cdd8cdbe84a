"""What Alembic runs around the migrations (迁移环境): the transaction is the caller's, see `migrate`."""

from alembic import context

from biaogan.ledger.migrations import VERSION_TABLE
from biaogan.ledger.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
