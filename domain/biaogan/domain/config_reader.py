"""Reading a document table by table: every key is read once, what is left over is a fault, and no fault stops reading.

After a fault a reader answers a harmless stand-in, so that the rest is still examined; no stand-in leaves the loader,
because any fault raises in the end. A missing table is one fault, not one for each of its keys.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from biaogan.domain.config_faults import Faults
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import decimal, instant, iso_date

T = TypeVar("T")
_MISSING = object()
_SHARE = r"[1-9][0-9]?/[1-9][0-9]?"
_KINDS: dict[type, str] = {
    str: "文本/text",
    int: "整数/integer",
    bool: "true/false",
    list: "数组/array",
    dict: "表/table",
}


class Reader:
    """One table of the document, at a dotted path."""

    def __init__(self, table: Mapping[str, Any], faults: Faults, path: str = "") -> None:
        self._table = table
        self._faults = faults
        self._path = path
        self._read: set[str] = set()
        self._inner: list[Reader] = []

    def path(self, key: str) -> str:
        """Dotted path of a key in this table."""
        return f"{self._path}.{key}" if self._path else key

    def names(self) -> list[str]:
        """The keys of a table whose keys are names."""
        return list(self._table)

    def text(self, key: str, pattern: str = r"(?s).*\S.*") -> str:
        """A text that matches ``pattern``; by default any that is not blank."""
        value = self._typed(key, str)
        if value is not None and not re.fullmatch(pattern, value):
            self._faults.add(self.path(key), "malformed", given=value, expected=pattern)
        return value or ""

    def number(self, key: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        value = self._typed(key, int)
        if value is None:
            return low
        if not low <= value <= high:
            self._faults.add(self.path(key), "out_of_range", given=value, low=low, high=high)
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        return self._typed(key, bool) or False

    def choice(self, key: str, known: tuple[str, ...]) -> str:
        """One of the known names."""
        value = self._typed(key, str)
        return "" if value is None else self._known(self.path(key), value, known)

    def texts(self, key: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, at least one, none twice, each among ``known`` if that is given."""
        found: list[str] = []
        for path, value in self._listed(key, str):
            if value in found:
                self._faults.add(path, "duplicate", value=value)
            elif known:
                self._known(path, value, known)
            found.append(value)
        return tuple(found)

    def decimal(self, key: str) -> str:
        """A decimal string, checked and left as it stands."""
        value = self._parsed(key, lambda text: (decimal(text, ""), text), "12.5")
        return "0" if value is None else value[1]

    def share(self, key: str) -> Fraction:
        """A fraction above 0 and at most 1, each part of one or two digits, such as ``2/3``."""
        value = self._typed(key, str)
        if value is None:
            return Fraction(1)
        found = Fraction(value) if re.fullmatch(_SHARE, value) else Fraction(0)
        if not 0 < found <= 1:
            self._faults.add(self.path(key), "malformed", given=value, expected="2/3")
            return Fraction(1)
        return found

    def day(self, key: str) -> date:
        """An ISO date in a string."""
        return self._parsed(key, lambda value: iso_date(value, ""), "2022-06-30") or date(2000, 1, 1)

    def optional_day(self, key: str) -> date | None:
        """An ISO date in a string, or ``None`` if the key is absent."""
        return self.day(key) if key in self._table else None

    def instant(self, key: str) -> datetime:
        """An RFC 3339 instant with an offset in a string."""
        stand_in = instant("2000-01-01T00:00:00Z", "")
        return self._parsed(key, lambda value: instant(value, ""), "2022-07-01T00:00:00+08:00") or stand_in

    def table(self, key: str) -> "Reader":
        """A table inside this one."""
        value = self._typed(key, dict)
        return Reader({}, Faults()) if value is None else self._open(value, self.path(key))

    def tables(self, key: str) -> "list[Reader]":
        """An array of tables, at least one."""
        return [self._open(value, path) for path, value in self._listed(key, dict)]

    def finish(self) -> None:
        """Note every key nobody has read, here and in the tables inside."""
        for key in self._table:
            if key not in self._read:
                self._faults.add(self.path(key), "unknown_key")
        for inner in self._inner:
            inner.finish()

    def _open(self, table: Mapping[str, Any], path: str) -> "Reader":
        reader = Reader(table, self._faults, path)
        self._inner.append(reader)
        return reader

    def _typed(self, key: str, kind: type[T]) -> T | None:
        self._read.add(key)
        value = self._table.get(key, _MISSING)
        if value is _MISSING:
            self._faults.add(self.path(key), "missing")
            return None
        return self._checked(self.path(key), value, kind)

    def _checked(self, path: str, value: object, kind: type[T]) -> T | None:
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self._faults.add(path, "wrong_type", expected=_KINDS[kind], given=type(value).__name__)
        return None

    def _listed(self, key: str, kind: type[T]) -> list[tuple[str, T]]:
        values = self._typed(key, list)
        if values == []:
            self._faults.add(self.path(key), "missing")
        paths = [(f"{self.path(key)}[{place}]", value) for place, value in enumerate(values or [])]
        return [(path, found) for path, value in paths if (found := self._checked(path, value, kind)) is not None]

    def _parsed(self, key: str, parse: Callable[[str], T], example: str) -> T | None:
        value = self._typed(key, str)
        if value is None:
            return None
        try:
            return parse(value)
        except Rejected:
            self._faults.add(self.path(key), "malformed", given=value, expected=example)
            return None

    def _known(self, path: str, value: str, known: tuple[str, ...]) -> str:
        if value not in known:
            self._faults.add(path, "unknown_name", given=value, known=", ".join(known))
        return value
