"""The journal of unwraps beside a key service's own log (密钥服务日志对照): what one of the two has, and the other has not.

Promise: no key is used, and nothing confidential is read. Each unwrap the key service saw is claimed by at most one of the
journal, of the same key and between when it was noted and when it was recorded, clocks apart by `SLACK` at most.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from biaogan.app.settings import Settings
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_row import AccessRow
from biaogan.ledger.database import create_engine
from biaogan.ledger.record import from_microseconds
from biaogan.ledger.sealing import Nothing
from biaogan.ledger.unwraps import UNWRAPPED, told_by

SLACK = timedelta(seconds=10)
PAGE = 5000


class NoKeyLog(Exception):
    """A line of the key service's log is not ``{"at": time with zone, "key": id}`` (日志格式不符)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The key service unwrapped a key."""

    at: datetime
    key: str

    def to_json(self) -> dict[str, str]:
        """For programs."""
        return {"at": _text(self.at), "key": self.key}


@dataclass(frozen=True, slots=True)
class Journaled:
    """A process says that it had a key unwrapped, ``count`` times from ``at`` to ``until``."""

    number: int
    at: datetime
    until: datetime
    key: str
    name: str
    process: str
    command: str
    count: int

    def to_json(self) -> dict[str, Any]:
        """For programs; ``count`` is how many of them nobody else saw."""
        told: dict[str, Any] = {"number": self.number, "at": _text(self.at), "key": self.key, "name": self.name}
        return {**told, "process": self.process, "command": self.command, "count": self.count}


@dataclass(frozen=True, slots=True)
class KeyAudit:
    """What does not fit together (对照结果), and how many fit."""

    matched: int
    unjournaled: tuple[Seen, ...]
    unseen: tuple[Journaled, ...]

    @property
    def ok(self) -> bool:
        """Whether everything fits."""
        return not (self.unjournaled or self.unseen)


def seen(lines: Iterable[str]) -> Iterator[Seen]:
    """The key service's log, one JSON object a line; other members are passed over. Raises `NoKeyLog`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            at, key = datetime.fromisoformat(told["at"]), told["key"]
        except (ValueError, KeyError, TypeError):
            raise NoKeyLog(f"line {number}") from None
        if at.tzinfo is None or not isinstance(key, str):
            raise NoKeyLog(f"line {number}")
        yield Seen(at.astimezone(UTC), key)


def journal(settings: Settings, since: datetime) -> Iterator[Journaled]:
    """What was recorded at an instant or later."""
    engine = create_engine(settings.log_url)
    accesses = Accesses(engine, Nothing(), lambda: since)
    try:
        for first in range(accesses.first_at(since), accesses.size(), PAGE):
            for row in accesses.rows(first, first + PAGE):
                if row.klass == UNWRAPPED:
                    yield from _journaled(row, accesses.opened(row))
    finally:
        accesses.close()
        engine.dispose()


def _journaled(row: AccessRow, opened: bytes | None) -> Iterator[Journaled]:
    told, until = told_by(row.stream, opened or b""), from_microseconds(row.at)
    for key, count in Counter(told.keys).items():
        yield Journaled(row.id, told.at, until, key, told.name, row.person, told.command, count)


def reconcile(settings: Settings, lines: Iterable[str]) -> KeyAudit:
    """The journal beside a key service's log, for the time that log is of. Raises `NoKeyLog`."""
    log = sorted(seen(lines), key=lambda one: one.at)
    if not log:
        return KeyAudit(0, (), ())
    first, last = log[0].at - SLACK, log[-1].at + SLACK
    return compare(log, (one for one in journal(settings, first) if first <= one.at <= last))


def compare(log: Iterable[Seen], rows: Iterable[Journaled]) -> KeyAudit:
    """Each unwrap of the one to one of the other."""
    waiting: dict[str, list[Seen]] = defaultdict(list)
    for one in log:
        waiting[one.key].append(one)
    matched, unseen = 0, []
    for row in sorted(rows, key=lambda row: (row.until, row.number)):
        left, missing = [], row.count
        for one in waiting[row.key]:
            if missing and row.at - SLACK <= one.at <= row.until + SLACK:
                missing -= 1
            else:
                left.append(one)
        waiting[row.key] = left
        matched += row.count - missing
        if missing:
            unseen.append(replace(row, count=missing))
    unjournaled = sorted((one for left in waiting.values() for one in left), key=lambda one: (one.at, one.key))
    return KeyAudit(matched, tuple(unjournaled), tuple(unseen))


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
