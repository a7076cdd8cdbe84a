"""A case act by act (逐步重演): who did what when, what was decided, and what it changed in the views.

Promise: a step tells no more than the database shows in clear. Persons are named by their streams, which are
pseudonyms; confidential fields of an act and sealed columns of a view are named, their values are not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, select, tuple_

from biaogan.app.rebuilding import TABLES
from biaogan.app.redeciding import Fault, Group
from biaogan.domain import summaries
from biaogan.domain.act import Recorded
from biaogan.domain.event import K0, field_classes
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.ledger.record import rfc3339, to_microseconds
from biaogan.projections.cipher import Cipher
from biaogan.projections.comparing import Stored, naming
from biaogan.projections.versioned import END, Versioned

HIDDEN = "▇▇"
"""In the place of a value that is confidential."""


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one row of a view, before and after (变化). ``None``: nothing, or no row; `HIDDEN`: sealed."""

    position: int
    table: str
    row: Mapping[str, Any]
    column: str
    before: Any
    after: Any

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"row": dict(self.row)}


@dataclass(frozen=True, slots=True)
class Step:
    """One act (一步)."""

    position: int
    at: str
    topic: str
    stream: str
    actor: str
    role: str
    behalf: str
    zh: tuple[str, str]
    """Title and sentence of the act."""
    en: tuple[str, str]
    followed: tuple[tuple[int, str, str], ...]
    """Position, topic and stream of what was recorded as following from it."""
    faults: tuple[Fault, ...]
    changes: tuple[Change, ...]

    @property
    def signed(self) -> bool:
        """Every signature of it holds."""
        return not any(fault.code == "signature" for fault in self.faults)

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        plain = {name: getattr(self, name) for name in ("position", "at", "topic", "stream", "actor", "role")}
        return plain | {
            "behalf": self.behalf or None,
            "act": {"zh": self.zh[0], "en": self.en[0]},
            "says": {"zh": self.zh[1], "en": self.en[1]},
            "signed": self.signed,
            "decided": [{"position": at, "topic": topic, "stream": stream} for at, topic, stream in self.followed],
            "faults": [fault.to_json() for fault in self.faults],
            "changes": [change.to_json() for change in self.changes],
        }


def steps(groups: Iterable[Group], views: Connection, cipher: Cipher, case: str) -> list[Step]:
    """The acts with what each changed in ``views``, in rows that name the case."""
    found = list(groups)
    changes: dict[int, list[Change]] = {}
    for table in TABLES if found else ():
        for change in _Versions(table, cipher).changes(views, case):
            changes.setdefault(change.position, []).append(change)
    return [_step(group, changes) for group in found]


def _step(group: Group, changes: Mapping[int, list[Change]]) -> Step:
    record, said = group.act.record, group.act.statement
    zh, en = _words(group.act.event, record.type)
    at = rfc3339(to_microseconds(record.admitted_at))
    who = said.iss, said.role, said.behalf
    followed = tuple((read.record.position, read.record.type, read.record.stream) for read in group.followed)
    made = tuple(change for read in group.reads for change in changes.get(read.record.position, ()))
    return Step(record.position, at, record.type, record.stream, *who, zh, en, followed, tuple(group.faults), made)


def _words(told: Recorded | None, topic: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Title and sentence in Chinese and English; the topic where there are none, as for a refusal."""
    row = BY_TOPIC.get(topic)
    if row is None or told is None:
        return (topic, ""), (topic, "")
    hidden = {name: HIDDEN for name, klass in field_classes(type(told.event)).items() if klass != K0}
    titles, says = summaries.title(row), summaries.summary(row, replace(told.event, **hidden), told.stream)  # type: ignore[type-var]
    return (titles[0], says[0]), (titles[1], says[1])


class _Versions:
    """The versions of the rows of one table, one after the other."""

    def __init__(self, table: Versioned[Any], cipher: Cipher) -> None:
        self._table = table
        self._cipher = cipher
        self._names = table.table.columns.keys()
        self._plain = [
            name for name in self._names if name not in {*table.key, *table.sealed_columns, "since", "until"}
        ]

    def changes(self, views: Connection, case: str) -> Iterator[Change]:
        """Every beginning and end of a row that ever names the case, column by column."""
        table = self._table.table
        key = tuple_(*(table.c[name] for name in self._table.key))
        named = select(*key.clauses).where(naming(table, case))
        found = list(map(tuple, views.execute(select(table).where(key.in_(named)).order_by(table.c.since))))
        ended = {(*self._key(row), row[-1]): row for row in found if row[-1] != END}
        for row in found:
            since = row[self._names.index("since")]
            yield from self._columns(since, ended.pop((*self._key(row), since), None), row)
        for row in ended.values():
            yield from self._columns(row[-1], row, None)

    def _key(self, row: Stored) -> Stored:
        return tuple(row[self._names.index(name)] for name in self._table.key)

    def _columns(self, position: int, before: Stored | None, after: Stored | None) -> Iterator[Change]:
        key = dict(zip(self._table.key, self._key(after or before or ()), strict=True))
        told = position, self._table.table.name, key
        one, other = self._clear(before), self._clear(after)
        for name in self._plain:
            if one.get(name) != other.get(name):
                yield Change(*told, name, one.get(name), other.get(name))
        one, other = self._sealed(before), self._sealed(after)
        for name in other or one:
            if one.get(name) != other.get(name):
                yield Change(*told, name, HIDDEN if before else None, HIDDEN if after else None)

    def _clear(self, row: Stored | None) -> dict[str, Any]:
        return dict(zip(self._names, row, strict=True)) if row else {}

    def _sealed(self, row: Stored | None) -> dict[str, Any]:
        opened = self._table.opened(row, self._cipher) if row else ()
        return {name: value for _, names, values in opened for name, value in zip(names, values or (), strict=False)}
