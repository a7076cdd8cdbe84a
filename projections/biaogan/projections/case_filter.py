"""Which cases a list is of (项目筛选), and how that is asked in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Table, bindparam

from biaogan.projections.reader import one_of, padded

Sizes: TypeAlias = tuple[tuple[str, int], ...]
"""How many parameters each set has."""
_OF = {"without": "organisation", "noticed": "status"}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; ``None`` asks for any. An empty collection finds nothing."""

    cycle: str | None = None
    unit: str | None = None
    organisation: str | None = None
    status: Collection[str] | None = None
    ids: Collection[str] | None = None
    without: Collection[str] | None = None  # organisations
    noticed: Collection[str] | None = None  # states beside those of `status`, of what has been noticed

    @property
    def nothing(self) -> bool:
        """Whether it finds nothing whatever there is."""
        return any(values is not None and not values for values in (self.status, self.ids))

    def parameters(self) -> tuple[tuple[str, ...], Sizes, dict[str, Any]]:
        """The fields that must equal something, the sets and their sizes, and the values of both."""
        equal = {
            name: value for name in ("cycle", "unit", "organisation") if (value := getattr(self, name)) is not None
        }
        sets = {"status": self.status, "id": self.ids, "without": self.without or None, "noticed": self.noticed or None}
        wanted = {name: padded(name, values) for name, values in sets.items() if values is not None}
        found: dict[str, Any] = dict(equal)
        for values in wanted.values():
            found |= values
        return tuple(equal), tuple((name, len(values)) for name, values in wanted.items()), found


def conditions(table: Table, equal: tuple[str, ...], sizes: Sizes) -> list[ColumnElement[bool]]:
    """Of `CaseFilter.parameters`."""
    columns = table.c
    sets = {name: one_of(columns[_OF.get(name, name)], name, size) for name, size in sizes}
    if "noticed" in sets:
        sets["status"] |= columns.noticed & sets.pop("noticed")
    if "without" in sets:
        sets["without"] = ~sets["without"]
    return [columns[name] == bindparam(name) for name in equal] + list(sets.values())
