"""The audit as a whole: clean logs are clean however they came about, reports can be read, nothing makes it give up."""

import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from audit_copies import audited
from audit_helper import assert_clean
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from log_samples import ORIGIN, VKEY, append, close_log, open_log
from signed_log import SignedLog, small_log
from vandal import vandal

from biaogan.ledger.audit import AuditReport, SqliteSource, audit
from biaogan.ledger.audit_source import Reader
from biaogan.ledger.audit_texts import CHECKS, FAULTS
from biaogan.ledger.errors import LedgerError, Unavailable, VerificationError
from biaogan.ledger.note import generate_signer

STEPS = st.lists(st.sampled_from(["act", "two", "refuse", "enrol", "rotate", "publish", "wait"]), max_size=30)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_an_untouched_log_is_always_clean(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    folder = tmp_path_factory.mktemp("clean")
    made = SignedLog(open_log(f"sqlite:///{folder / 'log.db'}", folder / "guard"))
    made.found()
    actors = [made.enrol("first")]
    for number, step in enumerate(steps):
        actor = actors[number % len(actors)]
        match step:
            case "act":
                made.append(made.act(actor, number % 3))
            case "two":
                act = made.act(actor, number % 3)
                made.append(act, made.consequence(act, number % 3), made.consequence(act, "other"))
            case "refuse":
                heads = dict(made.heads)
                refused = made.act(actor, "refused")
                made.heads = heads
                made.append(made.refusal(refused))
            case "enrol":
                actors.append(made.enrol(f"actor {number}"))
            case "rotate" if "second" not in actor:
                made.rotate(actor)
                actors.remove(actor)
                actors.append(made.enrol(f"after {number}"))
            case "publish":
                made.publish()
            case "wait":
                made.clock.now += timedelta(seconds=5)
    assert_clean(made.log, folder / "guard" if made.seen else None)
    close_log(made.log)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "log.db"
    close_log(small_log(f"sqlite:///{path}", cases=60).log)
    return path


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of several sections, more than the processes of a machine would take at once."""
    path = tmp_path_factory.mktemp("long") / "log.db"
    made = small_log(f"sqlite:///{path}", cases=2300)
    close_log(made.log)
    return path


def read(path: Path, **options: object) -> AuditReport:
    return audited(f"sqlite:///{path}", **options)


def test_an_empty_log_is_clean(database_url: str) -> None:
    log = open_log(database_url)
    assert_clean(log)
    log.publish()
    assert_clean(log)
    close_log(log)


def test_a_log_of_other_bytes_is_audited_as_far_as_they_are_hashed(database_url: str) -> None:
    log = open_log(database_url)
    log.append_many([append(f"case_{number}", 1) for number in range(300)])
    log.publish()
    assert_clean(log, statements=False)
    report = audited(database_url, statements=False)
    assert {result.number for result in report.checks if result.verdict == "skipped"} == {*range(6, 15)} - {9}
    with vandal(database_url) as hands:
        hands.set("record", "stream", b"case_x", "position = ?", 7)
    assert [(f.code, f.position) for f in audited(database_url, statements=False).findings] == [("record_altered", 7)]
    close_log(log)


def test_several_processes_find_what_one_finds(long: Path, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    clean = read(long, workers=3, progress=lambda done, total: steps.append((done, total)))
    assert clean.ok
    assert clean.to_json() == read(long, workers=1).to_json()
    assert steps[-1] == (clean.size, clean.size)
    assert steps == sorted(steps)
    copy = tmp_path / "copy.db"
    copy.write_bytes(long.read_bytes())
    with vandal(f"sqlite:///{copy}") as hands:
        hands.do("UPDATE record SET admitted_at = admitted_at + 1 WHERE position IN (3, 1500, 2600, 2700)")
        hands.do("DELETE FROM record WHERE position = 2048")
    one, many = read(copy, workers=1).to_json(), read(copy, workers=2).to_json()
    assert one == many
    assert {item["position"] for item in one["findings"] if item["code"] == "record_altered"} == {3, 1500, 2600, 2700}


@dataclass(frozen=True)
class Deadly:
    """A source that kills whoever opens it in another process."""

    path: Path
    process: int

    def open(self) -> Reader:
        if os.getpid() != self.process:
            os._exit(3)
        return SqliteSource(self.path).open()


@dataclass(frozen=True)
class Shy(Deadly):
    """A source that only one process can open."""

    def open(self) -> Reader:
        if os.getpid() != self.process:
            raise Unavailable("somebody else has it")
        return SqliteSource(self.path).open()


def test_a_worker_that_dies_fails_the_audit(long: Path) -> None:
    with pytest.raises(LedgerError, match="died"):
        audit(Deadly(long, os.getpid()), ORIGIN, [str(VKEY)], workers=2)
    with pytest.raises(LedgerError, match="somebody else has it"):
        audit(Shy(long, os.getpid()), ORIGIN, [str(VKEY)], workers=2)


def test_a_report_says_everything_in_both_languages(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(small.read_bytes())
    with vandal(f"sqlite:///{copy}") as hands:
        hands.do("UPDATE record SET version = version + 100 WHERE position >= 5")
    report = read(copy, limit=3)
    assert json.loads(json.dumps(report.to_json())) == report.to_json()
    assert [check["number"] for check in report.to_json()["checks"]] == list(range(1, 15))
    assert report.records == report.size
    assert report.omitted > 50
    assert max(sum(item.check == check.number for item in report.findings) for check in CHECKS) == 3
    (finding,) = (
        item for item in report.findings if item.position == 5 and item.check == 4 and item.column == "version"
    )
    assert str(finding) == f"{finding.text('zh')} / {FAULTS[finding.code][1]}"
    assert finding.text("en") == "[4] record.version @ 5: the column differs from what was signed"


def test_a_verifier_without_the_key_of_the_log_calls_it_unverifiable(small: Path) -> None:
    report = audit(SqliteSource(small), ORIGIN, [generate_signer(ORIGIN).vkey()], workers=1)
    assert {(item.code, item.kind) for item in report.findings} == {("checkpoint_unsigned", "unverifiable")}
    with pytest.raises(VerificationError):
        audit(SqliteSource(small), ORIGIN, ["not a key"])


def test_a_file_that_is_no_log_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        audit(SqliteSource(tmp_path / "none.db"), ORIGIN, [str(VKEY)])
    (tmp_path / "empty.db").touch()
    with pytest.raises(Unavailable):
        audit(SqliteSource(tmp_path / "empty.db"), ORIGIN, [str(VKEY)])


def test_reading_leaves_no_trace_and_needs_no_right_to_write(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "read only"
    folder.mkdir()
    copy = folder / "a?b.db"
    copy.write_bytes(small.read_bytes())
    before = copy.read_bytes()
    folder.chmod(0o500)
    assert read_file(copy).ok
    folder.chmod(0o700)
    assert copy.read_bytes() == before


def read_file(path: Path) -> AuditReport:
    return audit(SqliteSource(path), ORIGIN, [str(VKEY)], workers=1)


def test_no_damage_to_the_file_makes_the_audit_give_up(small: Path, tmp_path: Path) -> None:
    data = small.read_bytes()
    chance = random.Random(1)
    copy = tmp_path / "copy.db"
    caught = 0
    for _ in range(60):
        damaged = bytearray(data)
        at = chance.randrange(100, len(data))
        length = chance.choice([1, 16, 4096])
        damaged[at : at + length] = chance.randbytes(len(damaged[at : at + length]))
        copy.write_bytes(damaged)
        try:
            caught += not read_file(copy).ok
        except LedgerError:
            caught += 1
    assert caught > 20  # the rest hit free space, indexes, and tables that are no part of the log


def test_the_verifier_needs_only_the_standard_library_and_cryptography() -> None:
    blocked = ["sqlalchemy", "psycopg", "eventsourcing", "alembic", "pydantic", "graphql", "starlette"]
    script = f"import sys\nfor name in {blocked}: sys.modules[name] = None\n"
    script += "import biaogan.ledger.audit, biaogan.ledger.audit_receipt"
    subprocess.run([sys.executable, "-c", script], check=True)
