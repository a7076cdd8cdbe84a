"""Indexes of view tables put aside while many rows are written (索引先撤后建): made at the end, they are sorted once.

Primary keys stay, because the folds find rows by them.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from biaogan.projections.versioned import METADATA

_SQLITE = "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = :name ORDER BY name"
_POSTGRES = (
    "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "WHERE i.indrelid = CAST(:name AS regclass) AND NOT i.indisprimary AND NOT i.indisunique ORDER BY c.relname"
)


def put_aside(connection: Connection) -> Sequence[str]:
    """Drops them, in the transaction of ``connection``; the statements that make them again."""
    found = text(_SQLITE if connection.dialect.name == "sqlite" else _POSTGRES)
    made = []
    for table in METADATA.sorted_tables:
        for name, statement in connection.execute(found, {"name": table.name}).all():
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
            made.append(str(statement))
    return made


def put_back(connection: Connection, statements: Sequence[str]) -> None:
    """Makes them again."""
    for statement in statements:
        connection.exec_driver_sql(statement)
