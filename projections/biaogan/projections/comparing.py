"""Views held against the same views built anew (视图比对): table by table, row by row, column by column.

Promise: whatever was changed, in whatever column, by whom or what, is named by its table, its row, its column and the
position of the record that wrote it last; a row too many or too few is named as a whole. Columns in clear are compared
as they are stored, sealed ones opened, because the same words may be under a key that has been destroyed since; what is
sealed is never told.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, func, or_, select

from biaogan.projections.cipher import Cipher
from biaogan.projections.tracking import SOURCE, TRACKING
from biaogan.projections.versioned import END, Versioned

Stored = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a row is not what the log gives (视图差异).

    ``fault``: ``missing``, ``unfounded`` (both of a whole row, ``column`` is empty), ``altered``, or ``seal`` (it was not
    sealed for this row, or by this key). ``row`` is the row's key as the log gives it. ``shown`` and ``right`` are what
    is shown and what should be, ``None`` where they are sealed.
    """

    table: str
    row: Mapping[str, Any]
    column: str
    fault: str
    position: int
    sealed: bool = False
    shown: Any = None
    right: Any = None

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        told = {"table": self.table, "row": dict(self.row), "column": self.column, "fault": self.fault}
        return told | {"position": self.position, "sealed": self.sealed, "shown": self.shown, "right": self.right}


@dataclass(slots=True)
class Compared:
    """What a comparison found."""

    rows: int = 0
    gone: int = 0
    """Rows that differ because what they are about was erased."""
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: "Compared") -> None:
        """And what another one found."""
        self.rows += other.rows
        self.gone += other.gone
        self.differences += other.differences


def rows(table: Table, connection: Connection, about: str = "") -> dict[Stored, Stored]:
    """The rows as stored, by key; only those that name ``about`` in clear, if it is given."""
    key = [table.columns.keys().index(column.name) for column in table.primary_key]
    wanted = select(table)
    if about:
        wanted = wanted.where(naming(table, about))
    return {tuple(row[place] for place in key): tuple(row) for row in connection.execute(wanted)}


def naming(table: Table, about: str) -> Any:
    """The row names this stream in clear, alone or in a list."""
    texts: Iterator[Column[Any]] = (column for column in table.columns if isinstance(column.type, Text))
    return or_(*(column.contains(about, autoescape=True) for column in texts))


def compare(
    table: Versioned[Any],
    cipher: Cipher,
    live: Connection,
    fresh: Connection,
    *,
    about: str = "",
    erased: Collection[str] = frozenset(),
) -> Compared:
    """One table of the live views against the same table of ``fresh`` ones.

    ``erased``: streams none of whose contents is left; the live rows keep ids and dates the log does not give any more.
    """
    return _Table(table, cipher, frozenset(erased)).compared(
        rows(table.table, live, about), rows(table.table, fresh, about)
    )


class _Table:
    def __init__(self, table: Versioned[Any], cipher: Cipher, erased: frozenset[str]) -> None:
        self._table = table
        self._cipher = cipher
        self._erased = erased
        self._name = table.table.name
        self._columns = table.table.columns.keys()
        self._key = [column.name for column in table.table.primary_key]
        self._clear = [column for column in self._columns if column not in table.sealed_columns]
        self._place = {column: place for place, column in enumerate(self._columns)}

    def compared(self, shown: dict[Stored, Stored], right: dict[Stored, Stored]) -> Compared:
        found = Compared(len(right))
        lost = {key: row for key, row in right.items() if key not in shown}
        strange = {key: row for key, row in shown.items() if key not in right}
        moved = dict(self._moved(lost, strange))
        taken = {was for was, _ in moved.values()}
        for key in sorted(shown.keys() | right.keys(), key=str):
            if key in taken or shown.get(key) == right.get(key):
                continue
            was, column = moved.get(key, (key, ""))
            ours = shown.get(was)
            if self._gone(ours, right.get(key)):
                found.gone += 1
            elif column:
                found.differences.append(self._altered(column, strange[was], right[key]))
            else:
                found.differences += self._differences(ours, right.get(key))
        return found

    def _moved(
        self, lost: dict[Stored, Stored], strange: dict[Stored, Stored]
    ) -> Iterator[tuple[Stored, tuple[Stored, str]]]:
        """A row lost and a strange one that differ in one column of their key alone are the same row, its key changed."""
        for column in self._key:
            place = self._place[column]
            without: dict[Stored, list[Stored]] = {}
            for key, row in strange.items():
                without.setdefault(row[:place] + row[place + 1 :], []).append(key)
            for key, row in lost.items():
                match without.get(row[:place] + row[place + 1 :]):
                    case [was]:
                        yield key, (was, column)

    def _gone(self, *found: Stored | None) -> bool:
        values = chain.from_iterable(row for row in found if row is not None)
        return bool(self._erased) and not self._erased.isdisjoint(value for value in values if isinstance(value, str))

    def _differences(self, shown: Stored | None, right: Stored | None) -> Iterator[Difference]:
        if shown is None or right is None:
            there = shown or right or ()
            fault = "missing" if shown is None else "unfounded"
            yield Difference(self._name, self._named(there), "", fault, self._written("until", there))
            return
        for column in self._clear:
            if shown[self._place[column]] != right[self._place[column]]:
                yield self._altered(column, shown, right)
        yield from self._sealed(shown, right)

    def _altered(self, column: str, shown: Stored, right: Stored) -> Difference:
        place, told = self._place[column], (self._name, self._named(right), column, "altered")
        return Difference(*told, self._written(column, right), shown=shown[place], right=right[place])

    def _sealed(self, shown: Stored, right: Stored) -> Iterator[Difference]:
        row, position = self._named(right), self._written("since", right)
        ours, theirs = (self._table.opened(values, self._cipher) for values in (shown, right))
        for (column, fields, found), (_, _, wanted) in zip(ours, theirs, strict=True):
            if found is None:
                yield Difference(self._name, row, column, "seal", position, sealed=True)
            elif found != wanted:
                for name in _unequal(fields, found, wanted):
                    yield Difference(self._name, row, name, "altered", position, sealed=True)

    def _named(self, row: Stored) -> dict[str, Any]:
        return {column: row[self._place[column]] for column in self._key}

    def _written(self, column: str, row: Stored) -> int:
        """Position of the record that wrote the column: ``until`` by the one that ended the row, the rest by its first."""
        until = row[self._place["until"]]
        return int(until if column == "until" and until != END else row[self._place["since"]])


def _unequal(fields: Sequence[str], found: Sequence[Any], wanted: Sequence[Any] | None) -> Iterator[str]:
    values = wanted or (None,) * len(fields)
    return (name for name, one, other in zip(fields, found, values, strict=True) if one != other)


def reached(live: Connection, tables: Collection[Versioned[Any]], head: int) -> tuple[int, list[Difference]]:
    """To which position the live views must be what the log of this ``head`` gives; what is wrong with what they track."""
    tracked = {name: known - 1 for name, known in live.execute(_TRACKED)}
    ends = (live.execute(select(func.max(table.table.c.since))).scalar() for table in tables)
    last = min(max((end for end in ends if end is not None), default=-1), head)
    if set(tracked) != {SOURCE}:
        return last, [_tracking("application_name", last, ", ".join(sorted(tracked)), SOURCE)]
    position = tracked[SOURCE]
    right = min(max(last, position), head)
    return right, [] if right == position else [_tracking("notification_id", right, position + 1, right + 1)]


_TRACKED = select(TRACKING.c.application_name, TRACKING.c.notification_id)


def _tracking(column: str, position: int, shown: Any, right: Any) -> Difference:
    key = {"application_name": SOURCE}
    return Difference(TRACKING.name, key, column, "altered", position, shown=shown, right=right)
