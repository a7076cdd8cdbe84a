"""Tables of the ledger database (账本表结构), in SQLAlchemy Core. Alembic creates them; a test keeps the two equal.

Log tables: `record` and `disclosure` (append-only), `data_key` (what opens the disclosures; a key can be destroyed),
`tile` (full tiles only), `ledger_head` (ONE row: its lock orders all appends), `checkpoint` (append-only),
`access_record` (append-only; who was shown what, committed to by leaves of kind `a`). Beside them, and no part of the
log: `tracking` (how far a consumer of events got) and `snapshot` (may be thrown away at any time). SQLite tables are
STRICT: no text where bytes belong.
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # only INTEGER PRIMARY KEY is the rowid itself
Bytes = sa.LargeBinary()

record = sa.Table(
    "record",
    metadata,
    sa.Column("position", BigInt, primary_key=True, autoincrement=False, comment="leaf index, gapless, from 0"),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("version", BigInt, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="k of the leaf: e, a, d or g"),
    sa.Column("admitted_at", BigInt, nullable=False, comment="microseconds since 1970 UTC, never falling"),
    sa.Column("jws", Bytes, nullable=False),
    sa.Column("opening", Bytes, nullable=False, comment="32 random bytes"),
    sa.Column("leaf", Bytes, nullable=False, comment="leaf hash, RFC 6962"),
    sa.Column("jti", sa.Text, nullable=True),
    sa.UniqueConstraint("stream", "version"),
    sa.UniqueConstraint("jti"),
    sa.Index(
        "record_directory_idx",
        "position",
        sqlite_where=sa.text("kind IN ('d', 'g')"),
        postgresql_where=sa.text("kind IN ('d', 'g')"),
    ),
    sqlite_strict=True,
)

disclosure = sa.Table(
    "disclosure",
    metadata,
    sa.Column("position", BigInt, primary_key=True, autoincrement=False),
    sa.Column("data", Bytes, nullable=False),
    sqlite_strict=True,
)

tile = sa.Table(
    "tile",
    metadata,
    sa.Column("level", BigInt, primary_key=True, autoincrement=False),
    sa.Column("idx", BigInt, primary_key=True, autoincrement=False),
    sa.Column("data", Bytes, nullable=False, comment="256 hashes"),
    sqlite_strict=True,
)

ledger_head = sa.Table(
    "ledger_head",
    metadata,
    sa.Column("id", BigInt, primary_key=True, autoincrement=False),
    sa.Column("size", BigInt, nullable=False),
    sa.Column("frontier", Bytes, nullable=False, comment="perfect subtree roots, left to right"),
    sa.CheckConstraint("id = 1", name="one_row"),
    sqlite_strict=True,
)

data_key = sa.Table(
    "data_key",
    metadata,
    sa.Column("id", sa.Text, primary_key=True, comment="16 bytes in hex, in the order of time; ciphertexts name it"),
    sa.Column("name", sa.Text, nullable=False, index=True, comment="whose: a stream, +P for personal data"),
    sa.Column("kind", sa.Text, nullable=False, comment="a: AES-256-GCM data key; h: HPKE key of a round"),
    sa.Column("public", Bytes, nullable=True, comment="of an HPKE key"),
    sa.Column("wrapped", Bytes, nullable=True, comment="under the key-encryption key; null: nobody here can open"),
    sa.Column("kek", sa.Text, nullable=True, comment="which key-encryption key"),
    sa.Column("made_at", BigInt, nullable=False, comment="microseconds since 1970 UTC"),
    sa.Column("released_at", BigInt, nullable=True, comment="when a round's key began to open what it sealed"),
    sa.Column("destroyed_at", BigInt, nullable=True, comment="when the key was destroyed"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Data keys (数据密钥), each wrapped. Not append-only: to destroy a key is to erase what it opened."""

checkpoint = sa.Table(
    "checkpoint",
    metadata,
    sa.Column("size", BigInt, primary_key=True, autoincrement=False),
    sa.Column("prev", BigInt, nullable=False, comment="size of the checkpoint before; -1 for the first"),
    sa.Column("root", Bytes, nullable=False, index=True),
    sa.Column("note", Bytes, nullable=False, comment="the signed note"),
    sa.UniqueConstraint("prev"),
    sa.CheckConstraint("prev < size", name="grows"),
    sqlite_strict=True,
)
"""`prev` is unique: the database itself is the compare-and-swap, no two checkpoints can follow the same one."""

access_record = sa.Table(
    "access_record",
    metadata,
    sa.Column("id", BigInt, primary_key=True, autoincrement=False, comment="gapless, from 0"),
    sa.Column("at", BigInt, nullable=False, comment="microseconds since 1970 UTC, never falling"),
    sa.Column("person", sa.Text, nullable=False, comment="who asked: a pseudonymous id"),
    sa.Column("stream", sa.Text, nullable=False, comment="the object"),
    sa.Column("klass", sa.Text, nullable=False, comment="class of the fields"),
    sa.Column("basis", BigInt, nullable=False, comment="position of the head when it was read"),
    sa.Column("allowed", BigInt, nullable=False, comment="1: shown, 0: refused"),
    sa.Column("commitment", Bytes, nullable=False, comment="SHA-256 over opening and content"),
    sa.Column("sealed", Bytes, nullable=False, comment="opening and content, encrypted"),
    sa.Column("hash", Bytes, nullable=False, comment="leaf hash of the row, RFC 6962"),
    sa.Index("access_record_stream_id_idx", "stream", "id"),
    sa.Index("access_record_person_id_idx", "person", "id"),
    sqlite_strict=True,
)

tracking = sa.Table(
    "tracking",
    metadata,
    sa.Column("application_name", sa.Text, primary_key=True),
    sa.Column("notification_id", BigInt, nullable=False),
    sqlite_strict=True,
)

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("version", BigInt, primary_key=True, autoincrement=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("state", Bytes, nullable=False),
    sqlite_strict=True,
)

APPEND_ONLY = ("record", "disclosure", "tile", "checkpoint", "access_record")
