"""What only a damaged file, or a writer who is not ours, can bring about: the audit names it and goes on."""

import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from audit_copies import audited
from audit_helper import assert_clean
from audit_helper import audited as audited_log
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from log_samples import ORIGIN, VKEY, close_log, open_log
from signed_log import SERVICE, SignedLog, key_of, name, small_log
from statement_samples import b64
from vandal import vandal

from biaogan.ledger.append import NewRecord
from biaogan.ledger.audit import audit
from biaogan.ledger.audit_keys import build_directory
from biaogan.ledger.audit_source import Damaged, Row, SqliteReader, SqliteSource
from biaogan.ledger.wire import decode

COLUMNS = ("position", "stream", "version", "type", "kind", "admitted_at", "jws", "opening", "leaf", "jti", "data")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("corners") / "log.db"
    close_log(small_log(f"sqlite:///{found}", cases=20).log)
    return found


@pytest.fixture
def signed(sqlite_url: str) -> Iterator[SignedLog]:
    made = SignedLog(open_log(sqlite_url))
    made.found()
    yield made
    close_log(made.log)


@dataclass(frozen=True)
class Bent:
    """A source whose rows are bent, or whose answers fail."""

    path: Path
    bend: Callable[[Row], Row] = lambda row: row
    fails: Callable[[str, tuple[object, ...]], bool] = lambda sql, parameters: False

    def open(self) -> SqliteReader:
        return BentReader(self)


class BentReader(SqliteReader):
    def __init__(self, source: Bent) -> None:
        super().__init__(source.path)
        self._source = source

    def fetch(self, sql: str, *parameters: object) -> list[Row]:
        if self._source.fails(sql, parameters):
            raise Damaged("damaged here")
        rows = super().fetch(sql, *parameters)
        return list(map(self._source.bend, rows)) if sql.startswith("SELECT r.position") else rows


def found(path: Path, **bent: Any) -> set[tuple[int, str, str, str | None, int | None]]:
    report = audit(Bent(path, **bent), ORIGIN, [str(VKEY)])
    return {(item.check, item.code, item.table, item.column, item.position) for item in report.findings}


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_a_column_of_another_type_is_named(path: Path, column: str) -> None:
    def bend(row: Row) -> Row:
        return tuple(1.5 if row[0] == 7 and name == column else v for name, v in zip(COLUMNS, row, strict=True))

    table = "disclosure" if column == "data" else "record"
    assert (4, "malformed", table, column, 7) in found(path, bend=bend)


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("admitted_at", 1 << 62, "admitted_at"),
        ("stream", "\udcff", "stream|type|kind"),
        ("opening", b"short", "opening"),
        ("kind", "z", "kind"),
        ("jti", None, "jti"),
    ],
)
def test_a_value_that_no_record_can_have_is_named(path: Path, column: str, value: object, named: str) -> None:
    def bend(row: Row) -> Row:
        return tuple(value if row[0] == 7 and name == column else v for name, v in zip(COLUMNS, row, strict=True))

    assert {(4, "record", named, 7)} <= {
        (check, table, column, position) for check, _, table, column, position in found(path, bend=bend)
    }


def test_key_records_of_another_type_leave_the_key_unknown(path: Path) -> None:
    def bend(row: Row) -> Row:
        return (*row[:-1], "text") if row[3] == "key_enrolled/1" else row

    codes = {code for _, code, _, _, _ in found(path, bend=bend)}
    assert {"malformed", "key_unknown"} <= codes


@pytest.mark.parametrize(
    ("part", "check", "table"),
    [
        ("FROM ledger_head", 2, "ledger_head"),
        ("r.kind IN", 7, "record"),
        ("FROM tile ORDER", 5, "tile"),
        ("FROM disclosure WHERE", 3, "disclosure"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(path: Path, part: str, check: int, table: str) -> None:
    assert (check, "unreadable", table, None, None) in found(path, fails=lambda sql, _: part in sql)


def test_one_record_that_cannot_be_read_is_named_alone(path: Path) -> None:
    def fails(sql: str, parameters: tuple[Any, ...]) -> bool:
        return "r.position >=" in sql and parameters[0] <= 5 < parameters[1]

    codes = found(path, fails=fails)
    assert (4, "unreadable", "record", None, 5) in codes
    assert not {position for _, code, _, _, position in codes if code == "record_altered"}


@pytest.mark.parametrize("sql", ["DELETE FROM ledger_head", "INSERT INTO ledger_head VALUES (2, 5, x'')"])
def test_a_head_that_is_not_one_row_is_named(path: Path, tmp_path: Path, sql: str) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with vandal(f"sqlite:///{copy}") as hands:
        hands.do(sql)
    assert (2, "head_altered", "ledger_head", None) in {item[:4] for item in found(copy)}


def test_a_record_under_an_unknown_key_may_have_been_changed_anywhere(signed: SignedLog, tmp_path: Path) -> None:
    stranger = name("person", "无名")
    signed.keys[stranger] = key_of("无名")
    (position,) = signed.append(signed.act(stranger, 1))
    url = signed.log.database.engine.url.render_as_string()
    with vandal(url) as hands:
        hands.set("record", "opening", bytes(32), "position = ?", position)
    columns = {item.column for item in audited(url).findings if item.code == "record_altered"}
    assert columns == {"admitted_at|opening|jws"}


def resigned(record: NewRecord, key: Ed25519PrivateKey, **claims: object) -> bytes:
    """A JWS with claims that `compose` would not write."""
    header, payload, _ = record.jws.decode().split(".")
    changed = {**json.loads(decode(payload)), **claims}
    text = f"{header}.{b64(json.dumps(changed).encode())}"
    return f"{text}.{b64(key.sign(text.encode()))}".encode()


@pytest.mark.parametrize("claims", [{"iat": "soon"}, {"seen": {"size": 1}}, {"cause": 7}, {"jti": ["x"]}])
def test_claims_of_another_type_are_malformed(signed: SignedLog, claims: dict[str, object]) -> None:
    actor = signed.enrol("张三")
    made = signed.act(actor, 1)
    jws = resigned(made, signed.keys[actor], **claims)
    (position,) = signed.append(NewRecord(made.stream, 1, made.type, jws, made.disclosures, made.jti))
    assert (6, "statement_malformed", position) in {
        (item.check, item.code, item.position) for item in audited_log(signed.log).findings
    }


def test_a_false_signature_beside_a_statement_that_cannot_be_read(signed: SignedLog) -> None:
    actor = signed.enrol("张三")
    good = signed.act(actor, 1)
    signed.append(NewRecord(name("case", "bad"), 1, "x/1", b"no statement", b"", "jti"))
    (position,) = signed.append(
        NewRecord(good.stream, 1, good.type, resigned(good, key_of("李四")), good.disclosures, good.jti)
    )
    codes = {(item.code, item.position) for item in audited_log(signed.log).findings}
    assert {("statement_malformed", position - 1), ("signature_false", position)} <= codes


def test_key_records_prove_what_they_say_or_enrol_nobody(signed: SignedLog) -> None:
    stranger = name("person", "无名")
    signed.keys[stranger] = key_of("无名")
    body = {"kid": "A" * 43, "compromised_since": None}
    (unsigned,) = signed.append(signed.statement(stranger, name("person", 1), "key_revoked/1", body, kind="d"))
    (other,) = signed.append(signed.statement(SERVICE, name("log", 1), "log_closed/1", {}, kind="g"))
    reader = SqliteSource(Path(signed.log.database.engine.url.database or "")).open()
    rows = reader.key_records(100)
    directory, findings = build_directory(rows)
    assert [row[0] for row in rows] == [0, unsigned, other]
    assert findings == []  # what an unknown key signed is found when its signature is checked
    assert pickle.loads(pickle.dumps(directory)).at(directory.at(_kid(rows[0]), 1).kid, 1).actor == SERVICE
    withheld = [(*rows[0][:-1], None), *rows[1:]]
    assert [(item.code, item.position) for item in build_directory(withheld)[1]] == [("key_record_false", 0)]
    reader.close()


def _kid(row: Row) -> str:
    kid: str = json.loads(decode(row[6].split(b".")[0].decode()))["kid"]
    return kid


def test_a_guard_is_not_missed_before_there_is_a_checkpoint(signed: SignedLog, tmp_path: Path) -> None:
    assert_clean(signed.log, tmp_path / "guard")


def test_a_log_that_grows_while_it_is_audited_is_not_behind_its_guard(tmp_path: Path) -> None:
    url, guard = f"sqlite:///{tmp_path / 'log.db'}", tmp_path / "guard"
    made = SignedLog(open_log(url, guard))
    made.found()
    actor = made.enrol("first")
    made.log.publish()

    class Growing(SqliteSource):
        """Somebody appends, and signs for it, as soon as the log is being read."""

        def open(self) -> SqliteReader:
            reader = super().open()
            reader.extent()
            made.append(made.act(actor, 1))
            made.log.publish()
            return reader

    report = audit(Growing(tmp_path / "log.db"), ORIGIN, [str(VKEY)], guard=guard, workers=1)
    assert report.findings == []
    assert report.size < made.log.size()
    assert_clean(made.log, guard)
    close_log(made.log)
