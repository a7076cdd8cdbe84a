"""One byte changed anywhere in the log tables is found, and named by table; an untouched log is clean."""

import random
from pathlib import Path

import pytest
import sqlalchemy as sa
from audit_copies import Copies, audited, copies  # noqa: F401  (a fixture)
from vandal import TEXTS, Vandal, vandal

from biaogan.ledger.audit_texts import COVERAGE
from biaogan.ledger.schema import metadata

KEYS = {
    "record": ["position"],
    "disclosure": ["position"],
    "tile": ["level", "idx"],
    "ledger_head": ["id"],
    "checkpoint": ["size"],
    "access_record": ["id"],
}


def flipped(value: object, at: int, bit: int) -> object:
    """The value with one bit of one byte changed; None if there is no such byte."""
    if isinstance(value, int):
        return value ^ (1 << (8 * (at % 6) + bit))
    data = bytearray(value.encode() if isinstance(value, str) else bytes(value))  # type: ignore[arg-type,call-overload]
    if not data:
        return None
    data[at % len(data)] ^= 1 << bit
    return bytes(data) or None


def flip(hands: Vandal, table: str, column: str, chance: random.Random) -> str:
    """Change one byte of one row, as the databases let one; a description of it."""
    keys = KEYS[table]
    rows = hands.fetch(f"SELECT {', '.join([*keys, column])} FROM {table} ORDER BY {', '.join(keys)}")
    *key, value = chance.choice(rows)
    at, bit = chance.randrange(1 << 16), chance.randrange(7 if column in TEXTS else 8)
    changed = flipped(value, at, bit)
    if hands.is_postgres and (changed == value or (isinstance(changed, bytes) and column in TEXTS and 0 in changed)):
        changed = b"?"
    where = " AND ".join(f"{name} = ?" for name in keys)
    hands.set(table, column, changed, where, *key)
    return f"{table}.{column} of {key}: {value!r} -> {changed!r}"


def test_every_column_of_every_log_table_is_covered_by_a_check() -> None:
    columns = {f"{name}.{column.name}" for name in KEYS for column in metadata.tables[name].columns}
    assert columns == COVERAGE.keys()


def test_an_untouched_log_is_clean(copies: Copies) -> None:  # noqa: F811
    report = audited(copies.base, guard=copies.guard)
    assert report.ok
    assert report.findings == []
    assert all(result.verdict == "ok" and result.count for result in report.checks)


@pytest.mark.parametrize("place", COVERAGE)
def test_one_changed_byte_is_named(copies: Copies, place: str) -> None:  # noqa: F811
    table, _, column = place.partition(".")
    chance = random.Random(place)
    done = 0
    for _ in range(40):
        url = copies.make()
        try:
            with vandal(url) as hands:
                what = flip(hands, table, column, chance)
        except sa.exc.IntegrityError:
            continue  # the database itself refuses two rows of one key
        except sa.exc.DataError:
            continue
        report = audited(url)
        named = {(finding.check, finding.table) for finding in report.findings}
        assert not report.ok, what
        assert any((check, table) in named for check in COVERAGE[place]), (what, report.findings)
        done += 1
        if done == (6 if copies.kind == "sqlite" else 2):
            break
    assert done


def test_every_byte_of_a_guard_file_counts(copies: Copies, tmp_path: Path) -> None:  # noqa: F811
    guard = tmp_path / "guard"
    data = copies.guard.read_bytes()
    for at in range(0, len(data), 3):
        guard.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        report = audited(copies.base, guard=guard)
        assert {finding.code for finding in report.findings} == {"guard_false"}, at
