"""The log: its tables, its one head row, and the triggers that keep it append-only (日志表与只追加触发器).

The triggers are a speed bump for accidents, and said to be no more: who owns the database can drop them. What cannot be
dropped is the tree.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("record", "disclosure", "tile", "checkpoint")

BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "record",
        sa.Column("position", BigInt, autoincrement=False, comment="leaf index, gapless, from 0"),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", BigInt, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False, comment="k of the leaf: e, a, d or g"),
        sa.Column("admitted_at", BigInt, nullable=False, comment="microseconds since 1970 UTC, never falling"),
        sa.Column("jws", sa.LargeBinary, nullable=False),
        sa.Column("opening", sa.LargeBinary, nullable=False, comment="32 random bytes"),
        sa.Column("leaf", sa.LargeBinary, nullable=False, comment="leaf hash, RFC 6962"),
        sa.Column("jti", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("position", name="record_pk"),
        sa.UniqueConstraint("stream", "version", name="record_stream_version_key"),
        sa.UniqueConstraint("jti", name="record_jti_key"),
        sqlite_strict=True,
    )
    directory = sa.text("kind IN ('d', 'g')")
    op.create_index("record_directory_idx", "record", ["position"], sqlite_where=directory, postgresql_where=directory)
    op.create_table(
        "disclosure",
        sa.Column("position", BigInt, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="disclosure_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "tile",
        sa.Column("level", BigInt, autoincrement=False),
        sa.Column("idx", BigInt, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False, comment="256 hashes"),
        sa.PrimaryKeyConstraint("level", "idx", name="tile_pk"),
        sqlite_strict=True,
    )
    head = op.create_table(
        "ledger_head",
        sa.Column("id", BigInt, autoincrement=False),
        sa.Column("size", BigInt, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False, comment="perfect subtree roots, left to right"),
        sa.PrimaryKeyConstraint("id", name="ledger_head_pk"),
        sa.CheckConstraint("id = 1", name=op.f("ledger_head_one_row_check")),
        sqlite_strict=True,
    )
    op.bulk_insert(head, [{"id": 1, "size": 0, "frontier": b""}])
    op.create_table(
        "checkpoint",
        sa.Column("size", BigInt, autoincrement=False),
        sa.Column("prev", BigInt, nullable=False, comment="size of the checkpoint before; -1 for the first"),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False, comment="the signed note"),
        sa.PrimaryKeyConstraint("size", name="checkpoint_pk"),
        sa.UniqueConstraint("prev", name="checkpoint_prev_key"),
        sa.CheckConstraint("prev < size", name=op.f("checkpoint_grows_check")),
        sqlite_strict=True,
    )
    op.create_index("checkpoint_root_idx", "checkpoint", ["root"])
    op.create_table(
        "tracking",
        sa.Column("application_name", sa.Text),
        sa.Column("notification_id", BigInt, nullable=False),
        sa.PrimaryKeyConstraint("application_name", name="tracking_pk"),
        sqlite_strict=True,
    )
    op.create_table(
        "snapshot",
        sa.Column("stream", sa.Text),
        sa.Column("version", BigInt, autoincrement=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("stream", "version", name="snapshot_pk"),
        sqlite_strict=True,
    )
    _keep_append_only()


def _keep_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: no {verb}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only: no %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )
