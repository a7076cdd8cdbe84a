"""密钥服务日志对照: what a key service saw and what processes have journaled are held against each other."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from town import Town
from typer.testing import CliRunner

from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.demo.script import at
from biaogan.app.key_audit import SLACK, Journaled, Seen, compare
from biaogan.app.opening import open_log
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Log

NOON = at("2022-07-01 12:00")
ROW = Journaled(7, NOON, NOON + timedelta(seconds=1), "k1", "case_1", "process_1", "serve", 2)
SEEN = (Seen(NOON, "k1"), Seen(NOON + timedelta(seconds=1), "k1"))


def test_as_many_as_were_seen_are_journaled() -> None:
    found = compare(SEEN, [ROW])
    assert (found.matched, found.unjournaled, found.unseen, found.ok) == (2, (), (), True)


def test_one_more_that_was_seen_is_of_nobody_and_one_more_journaled_was_not_seen() -> None:
    assert compare([*SEEN, SEEN[1]], [ROW]).unjournaled == (SEEN[1],)
    assert compare([*SEEN, Seen(NOON, "k2")], [ROW]).unjournaled == (Seen(NOON, "k2"),)
    assert compare(SEEN[:1], [ROW]).unseen == (replace(ROW, count=1),)


def test_clocks_may_differ_by_a_little_and_not_by_more() -> None:
    for away, fits in ((SLACK, True), (SLACK + timedelta(seconds=1), False)):
        early, late = Seen(ROW.at - away, "k1"), Seen(ROW.until + away, "k1")
        assert compare([early, late], [ROW]).ok is fits


def watched(log: Log, lines: list[dict[str, Any]]) -> None:
    """The log's key-encryption key is now with a service that writes down each unwrap, as a KMS does."""
    cache: Any = log.keys.cache
    ring = cache._kek

    class Watched:
        current = ring.current

        def wrap(self, plain: bytes, context: bytes) -> tuple[str, bytes]:
            return tuple(ring.wrap(plain, context))  # type: ignore[return-value]

        def unwrap(self, name: str, wrapped: bytes, context: bytes) -> bytes:
            key = context.partition(b"\0")[0].decode()
            lines.append({"at": log.keys._clock().isoformat(), "key": key, "caller": "biaogan"})
            return bytes(ring.unwrap(name, wrapped, context))

    cache._kek = Watched()


def told(town: Town, lines: list[dict[str, Any]], folder: Path) -> Any:
    path = folder / "kms.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    settings = town.biaogan.settings
    load("audit-keys")
    where = ["--data", str(settings.data), "--database", settings.log_url]
    done = CliRunner().invoke(app, ["audit-keys", "--kms-log", str(path), *where, "--json"])
    return done.exit_code, json.loads(done.output)


def test_what_a_key_service_saw_and_no_process_journaled_is_found(service: Town, tmp_path: Path) -> None:
    service.clock.jump(at("2022-06-15 12:00"))  # what the service unwrapped, this key service has not seen
    lines: list[dict[str, Any]] = []
    engine = create_engine(service.biaogan.settings.log_url)
    log = open_log(service.biaogan.settings, engine, service.clock, command="replay")
    watched(log, lines)
    assert log.read_from(0, 100)
    log.close()
    assert lines
    assert told(service, lines, tmp_path) == (0, {"ok": True, "matched": len(lines), "unjournaled": [], "unseen": []})
    code, found = told(service, [*lines, {**lines[0], "caller": "somebody else"}], tmp_path)
    assert (code, found["code"], [one["key"] for one in found["unjournaled"]]) == (1, "keys_differ", [lines[0]["key"]])
    assert found["unseen"] == []
    code, found = told(service, [{**line, "key": "0" * 32} for line in lines], tmp_path)
    assert code == 1
    assert {(one["command"], one["key"]) for one in found["unseen"]} == {("replay", line["key"]) for line in lines}
    engine.dispose()


def test_a_log_of_another_form_is_refused_with_its_line(small: Town, tmp_path: Path) -> None:
    good = {"at": NOON.isoformat(), "key": "0" * 32}
    for bad in (
        {"at": "2022-07-01T12:00:00", "key": "k"},
        {"at": "today", "key": "k"},
        {"key": "k"},
        [],
        {**good, "key": 1},
    ):
        code, found = told(small, [good, bad], tmp_path)  # type: ignore[list-item]
        assert (code, found["code"]) == (1, "key_log")
        assert "line 2" in str(found)
