"""Keyset pages (键集分页): a list of one view in one total order, continued behind the last row seen, never by offset."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Generic, TypeAlias, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, tuple_

from biaogan.projections.reader import STATEMENTS, Reader, one_of, padded
from biaogan.projections.versioned import Versioned

R = TypeVar("R")
Key: TypeAlias = tuple[str | int, ...]
NOTHING: Final[Mapping[str, Collection[str]]] = {}


@dataclass(frozen=True, slots=True)
class Part(Generic[R]):
    """Some rows of a list at one position, and whether more follow."""

    rows: tuple[R, ...]
    has_next: bool


class Keyset(Generic[R]):
    """A list of the rows of ``table`` ordered by the fields ``order``, which together tell every two rows apart."""

    def __init__(self, table: Versioned[R], *order: str) -> None:
        self._table = table
        self._order = order
        self._kinds = tuple(int if isinstance(table.table.c[name].type, BigInteger) else str for name in order)
        self._statement = lru_cache(maxsize=STATEMENTS)(self._compose)

    def key(self, row: R) -> Key:
        """The row's place in the order, as ``after`` of :meth:`page` wants it."""
        return tuple(getattr(row, name) for name in self._order)

    def gave(self, key: tuple[object, ...]) -> bool:
        """Whether :meth:`key` can have answered this."""
        return len(key) == len(self._kinds) and all(
            isinstance(value, kind) and not isinstance(value, bool)
            for value, kind in zip(key, self._kinds, strict=True)
        )

    def page(
        self,
        reader: Reader,
        at: int,
        first: int,
        after: Key | None,
        without: Mapping[str, Collection[str]] = NOTHING,
        **which: str | int | Collection[str] | None,
    ) -> Part[R]:
        """The next ``first`` rows behind ``after``; of ``which`` everything but ``None`` must hold, of ``without`` nothing.

        Raises ``ValueError`` for an ``after`` that this order cannot have given.
        """
        given = {name: value for name, value in which.items() if value is not None}
        equal = {name: value for name, value in given.items() if isinstance(value, str | int)}
        lists = {name: value for name, value in given.items() if not isinstance(value, str | int)}
        if any(not values for values in lists.values()):
            return Part((), False)
        parameters: dict[str, Any] = {"at": at, "many": first + 1, **equal}
        wanted = {name: padded(name, values) for name, values in lists.items()}
        wanted |= {f"without_{name}": padded(f"without_{name}", values) for name, values in without.items() if values}
        for values in wanted.values():
            parameters |= values
        if after is not None:
            if not self.gave(after):
                raise ValueError("not a key of this order")
            parameters |= {f"after_{name}": value for name, value in zip(self._order, after, strict=True)}
        sizes = tuple((name, len(values)) for name, values in wanted.items())
        rows = reader.all(self._table, self._statement(tuple(equal), sizes, after is not None), **parameters)
        return Part(rows[:first], len(rows) > first)

    def _compose(self, equal: tuple[str, ...], sizes: tuple[tuple[str, int], ...], after: bool) -> Select[Any]:
        columns = self._table.table.c
        order = [columns[name] for name in self._order]
        where = [columns[name] == bindparam(name) for name in equal]
        where += [_among(columns, name, size) for name, size in sizes]
        if after:
            there = (bindparam(f"after_{column.name}", type_=column.type) for column in order)
            where.append(tuple_(*order) > tuple_(*there))
        return self._table.select(*where).order_by(*order).limit(bindparam("many", type_=BigInteger))


def _among(columns: Any, name: str, size: int) -> ColumnElement[bool]:
    left_out = name.removeprefix("without_")
    return one_of(columns[name], name, size) if left_out == name else ~one_of(columns[left_out], name, size)
