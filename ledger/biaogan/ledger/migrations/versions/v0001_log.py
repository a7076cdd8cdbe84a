"""The log: its tables, its one head row, and the triggers that keep it append-only (日志表与只追加触发器).

The triggers are a speed bump for accidents, and said to be no more: who owns the database can drop them. What cannot be
dropped is the tree.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("record", "disclosure", "tile", "checkpoint", "access_record")

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
        "data_key",
        sa.Column("id", sa.Text, comment="16 bytes in hex, in the order of time; ciphertexts name it"),
        sa.Column("name", sa.Text, nullable=False, comment="whose: a stream, +P for personal data"),
        sa.Column("kind", sa.Text, nullable=False, comment="a: AES-256-GCM data key; h: HPKE key of a round"),
        sa.Column("public", sa.LargeBinary, nullable=True, comment="of an HPKE key"),
        sa.Column(
            "wrapped", sa.LargeBinary, nullable=True, comment="under the key-encryption key; null: nobody here can open"
        ),
        sa.Column("kek", sa.Text, nullable=True, comment="which key-encryption key"),
        sa.Column("made_at", BigInt, nullable=False, comment="microseconds since 1970 UTC"),
        sa.Column("released_at", BigInt, nullable=True, comment="when a round's key began to open what it sealed"),
        sa.Column("destroyed_at", BigInt, nullable=True, comment="when the key was destroyed"),
        sa.PrimaryKeyConstraint("id", name="data_key_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("data_key_name_idx", "data_key", ["name"])
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
    _create_access_record()
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


def _create_access_record() -> None:
    op.create_table(
        "access_record",
        sa.Column("id", BigInt, autoincrement=False, comment="gapless, from 0"),
        sa.Column("at", BigInt, nullable=False, comment="microseconds since 1970 UTC, never falling"),
        sa.Column("person", sa.Text, nullable=False, comment="who asked: a pseudonymous id"),
        sa.Column("stream", sa.Text, nullable=False, comment="the object"),
        sa.Column("klass", sa.Text, nullable=False, comment="class of the fields"),
        sa.Column("basis", BigInt, nullable=False, comment="position of the head when it was read"),
        sa.Column("allowed", BigInt, nullable=False, comment="1: shown, 0: refused"),
        sa.Column("commitment", sa.LargeBinary, nullable=False, comment="SHA-256 over opening and content"),
        sa.Column("sealed", sa.LargeBinary, nullable=False, comment="opening and content, encrypted"),
        sa.Column("hash", sa.LargeBinary, nullable=False, comment="leaf hash of the row, RFC 6962"),
        sa.PrimaryKeyConstraint("id", name="access_record_pk"),
        sqlite_strict=True,
    )
    for column in ("stream", "person"):
        op.create_index(f"access_record_{column}_id_idx", "access_record", [column, "id"])


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
