"""Where things changed (变更位置): of any versioned table, the positions at which versions of a thing began or ended."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, Select, and_, bindparam, select, union

from biaogan.projections.reader import Reader
from biaogan.projections.registry import VIEWS
from biaogan.projections.versioned import Versioned

TABLES: Final[Mapping[type, Versioned[Any]]] = {table.row: table for view in VIEWS for table in view.tables}
"""Row -> its table."""
_ENDS: Final = ("since", "until")


@lru_cache
def _positions(row: type, named: tuple[str, ...]) -> Select[Any]:
    columns = TABLES[row].table.c
    same = [columns[name] == bindparam(name, type_=columns[name].type) for name in named]
    parts = [select(columns[end].label("position")).where(*same, *_within(columns[end])) for end in _ENDS]
    found = union(*parts).subquery()
    return select(found.c.position).order_by(found.c.position).limit(bindparam("many", type_=BigInteger))


def _within(column: Any) -> tuple[Any, ...]:
    return column > bindparam("after", type_=BigInteger), column <= bindparam("last", type_=BigInteger)


def changes(reader: Reader, row: type, of: Mapping[str, str], after: int, last: int, many: int) -> tuple[int, ...]:
    """The first positions in (``after``, ``last``] at which a row with these fields began or ended."""
    found = reader.fetch(_positions(row, tuple(sorted(of))), after=after, last=last, many=many, **of)
    return tuple(position for (position,) in found)


@lru_cache
def _touched(row: type, by: str) -> Select[Any]:
    columns = TABLES[row].table.c
    name = columns[by]
    moved = [and_(*_within(columns[end])) for end in _ENDS]
    behind = name > bindparam("behind", type_=name.type)
    there = select(name).where(moved[0] | moved[1], behind).distinct()
    return there.order_by(name).limit(bindparam("many", type_=BigInteger))


def touched(
    reader: Reader, row: type, after: int, last: int, behind: str, many: int, by: str = "id"
) -> tuple[str, ...]:
    """The next ids behind ``behind`` of things with a row that began or ended in (``after``, ``last``].

    ``by``: which field of the row is the thing's id.
    """
    found = reader.fetch(_touched(row, by), after=after, last=last, behind=behind, many=many)
    return tuple(id_ for (id_,) in found)
