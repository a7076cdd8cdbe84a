"""The parts of the audit by themselves: the order across ranges, the tree across tiles, workers and sources."""

import io
import pickle
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from audit_copies import audited
from log_samples import ORIGIN, VKEY, close_log
from signed_log import small_log
from vandal import vandal

from biaogan.ledger import audit_source
from biaogan.ledger.audit import audit
from biaogan.ledger.audit_explain import explain
from biaogan.ledger.audit_order import Order
from biaogan.ledger.audit_record import Terms, hash_row
from biaogan.ledger.audit_report import Finding
from biaogan.ledger.audit_source import Damaged, Reader, Row, SqliteSource
from biaogan.ledger.audit_sql import ServerSource
from biaogan.ledger.audit_tree import Growth, Trunk, expected_tiles
from biaogan.ledger.audit_worker import Job, serve
from biaogan.ledger.database import create_engine
from biaogan.ledger.errors import LedgerError, Unavailable
from biaogan.ledger.keys import KeyDirectory
from biaogan.ledger.merkle import leaf_hash, root_of_hashes
from biaogan.ledger.migrations import migrate


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("parts") / "log.db"
    close_log(small_log(f"sqlite:///{found}", cases=20).log)
    return found


def test_tiles_of_the_second_level_are_checked_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'log.db'}"
    migrate(create_engine(url))
    count = 65_536 + 300
    path = tmp_path / "log.db"
    rows = []
    for position in range(count):
        row = (position, f"case_{position}", 1, "x/1", "e", 1, b"jws", bytes(32))
        rows.append((*row, hash_row(row, position), None))
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        leaves = [row[8] for row in rows]
        level, below = 0, leaves
        while len(below) >= 256:
            tiles = [below[start : start + 256] for start in range(0, len(below) - 255, 256)]
            for index, hashes in enumerate(tiles):
                connection.execute("INSERT INTO tile VALUES (?, ?, ?)", (level, index, b"".join(hashes)))
            level, below = level + 1, [root_of_hashes(hashes) for hashes in tiles]
        frontier = b"".join([root_of_hashes(leaves[:65_536]), root_of_hashes(leaves[65_536:65_792])])
        for start, end in ((65_792, 65_824), (65_824, 65_832), (65_832, 65_836)):
            frontier += root_of_hashes(leaves[start:end])
        connection.execute("UPDATE ledger_head SET size = ?, frontier = ?", (count, frontier))
    connection.close()
    assert audited(url, statements=False).ok
    with vandal(url) as hands:
        hands.set("tile", "data", bytes(8192), "level = ?", 1)
        hands.set("tile", "data", b"short", "level = 0 AND idx = ?", 9)
    assert {(item.code, item.details) for item in audited(url, statements=False).findings} == {
        ("tile_altered", "tile 1/0"),
        ("tile_altered", "not 256 hashes"),
    }


def test_the_growth_of_a_tree_knows_all_its_tiles() -> None:
    growth = Growth()
    hashes = [leaf_hash(number.to_bytes(4, "big")) for number in range(257 * 256)]
    growth.compare(Trunk(hashes))
    levels = list(growth.levels())
    assert [item[:2] for item in levels] == [(1, index) for index in range(257)] + [(2, 0)]
    assert levels[-1][2] == b"".join(root_of_hashes(hashes[start : start + 256]) for start in range(0, 65_536, 256))
    assert expected_tiles(257 * 65_536) == {item[:2] for item in levels} | {(0, index) for index in range(257 * 256)}


def step(position: int, at: int = 0, **facts: Any) -> tuple[Any, ...]:
    members = {"digest": f"d{position}", "stream": None, "seq": 1, "prev": None, "jti": None, "cause": None, **facts}
    return (position, at, *members.values())


def joined(*ranges: list[tuple[Any, ...]]) -> list[tuple[str, int | None]]:
    """What is found when ranges are checked apart and joined; the same as when they are checked as one."""

    def run(steps: list[tuple[Any, ...]]) -> Order:
        order = Order()
        order.extend(steps)
        return order

    whole, apart = Order(), Order()
    findings: list[Finding] = []
    for steps in ranges:
        findings += apart.join(run(steps))
    together = whole.join(run([item for steps in ranges for item in steps]))
    assert sorted(map(str, findings)) == sorted(map(str, together))
    return [(item.code, item.position) for item in findings]


def test_the_order_of_two_ranges_is_that_of_the_whole() -> None:
    assert joined([], [step(0)], []) == []
    assert joined([step(0, 5)], [step(1, 4)]) == [("back_dated", 1)]
    assert joined([step(0, 5)], [step(1, 5, cause="d0")]) == []
    assert joined([step(0, 5)], [step(1, 5), step(2, 5, cause="d0")], [step(3, 5, cause="d0")]) == []
    assert joined([step(0, 5)], [step(1, 6, cause="d0")]) == [("cause_missing", 1)]
    assert joined([step(0, 5)], [step(1, 6), step(2, 7, cause="d1")]) == [("cause_missing", 2)]
    assert joined([step(0, jti="a")], [step(1, jti="a")]) == [("replayed", 1)]
    assert joined([step(0, stream="s")], [step(1, stream="s", seq=2, prev="d0")]) == []
    assert joined([step(0, stream="s")], [step(1, stream="s", seq=2, prev="x")]) == [("stream_broken", 1)]
    assert joined([step(0, stream="s")], [step(1, stream="s", seq=3, prev="d0")]) == [("stream_gap", 1)]
    assert joined([step(0, stream="s")], [step(1, stream="s")]) == [("stream_fork", 1)]
    assert joined([step(0, stream="s")], [step(1, stream="s", seq=2, prev="?")]) == []
    order = Order()
    order.extend([step(0, jti="a")])
    order.identify(1, "a")
    assert [(item.code, item.position) for item in order.findings] == [("replayed", 1)]


class Pipe:
    def __init__(self, data: bytes = b"") -> None:
        self.buffer = io.BytesIO(data)


def test_a_worker_answers_each_range_and_ends_with_its_requests(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source, expected in ((SqliteSource(path), 2), (SqliteSource(path.with_name("none")), 1)):
        job = Job(source, Terms(ORIGIN, KeyDirectory(), statements=False), (str(VKEY),), -1)
        requests = Pipe(b"".join(map(pickle.dumps, (job, (0, 10), (10, 20)))))
        answers = Pipe()
        monkeypatch.setattr(sys, "stdin", requests)
        monkeypatch.setattr(sys, "stdout", answers)
        serve()
        monkeypatch.undo()
        answers.buffer.seek(0)
        items = [pickle.load(answers.buffer) for _ in range(expected)]
        assert answers.buffer.read() == b""
        assert [getattr(item, "first", None) for item in items] == ([0, 10] if expected == 2 else [None])


def test_a_file_that_cannot_be_locked_is_read_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = audit_source._begin

    def refuse(uri: str) -> sqlite3.Connection:
        if "immutable" not in uri:
            raise Unavailable("no right to lock")
        return begin(uri)

    monkeypatch.setattr(audit_source, "_begin", refuse)
    SqliteSource(path).open().close()
    wal = path.with_name(path.name + "-wal")
    wal.write_bytes(b"not yet in the file")
    with pytest.raises(Unavailable):
        SqliteSource(path).open()
    wal.unlink()


def test_a_server_that_does_not_answer_is_unavailable(pg_url: str) -> None:
    with pytest.raises(Unavailable):
        audit(ServerSource(pg_url), ORIGIN, [str(VKEY)])  # there are no tables
    with pytest.raises(Unavailable):
        ServerSource(pg_url.replace("/test_", "/none_")).open()


def test_a_reader_of_nothing_in_particular_cannot_read() -> None:
    with pytest.raises(LedgerError):
        Reader().head()
    Reader().close()


class Rows(Reader):
    """Serves rows by position; None is damage."""

    def __init__(self, rows: dict[int, Row | None]) -> None:
        self._rows = rows

    def fetch(self, sql: str, *parameters: object) -> list[Row]:
        row = self._rows[int(str(parameters[0]))]
        if row is None:
            raise Damaged("damaged here")
        return [row]


def test_what_cannot_be_explained_stays_as_it_was_found() -> None:
    row = (1, "case_1", 1, "x/1", "e", 1, b"jws", bytes(32), bytes(32), None, None)
    rows: dict[int, Row | None] = {1: row, 2: (2, *row[1:5], 1 << 62, *row[6:]), 3: None}
    for code in ("record_altered", "signature_false"):
        findings = [Finding(4, code, "record", None, position) for position in rows]
        assert explain(findings, Rows(rows), KeyDirectory()) == findings


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(Damaged):
        audit(SqliteSource(tmp_path / "log.db"), ORIGIN, [str(VKEY)])
