"""Versioned tables (版本化视图): every row says from which position of the log to which it held.

Promises: a row is visible at position ``p`` iff ``since <= p < until``, so a query about the past is the query about
the present with another number. A view (视图) is declared from one frozen dataclass: its fields are the columns, its
last field is ``since``. The tables are *not trusted*: they can be dropped and rebuilt from the log at any time.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Final, Generic, Protocol, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    select,
)
from sqlalchemy.types import TypeEngine

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event

R = TypeVar("R")
E = TypeVar("E", bound=Event)

END: Final = 2**62
"""``until`` of a row that still holds."""

METADATA: Final = MetaData()
"""All view tables; every name begins with ``view_``, so they may share a database with the log."""


def _text() -> TypeEngine[str]:
    """Text ordered by code point on every database, so that pages are the same everywhere."""
    return Text().with_variant(Text(collation="C"), "postgresql")


_SCALARS: dict[Any, Callable[[], TypeEngine[Any]]] = {str: _text, int: BigInteger, bool: Boolean}


@dataclass(frozen=True, slots=True)
class _Codec:
    """How a field that is not a plain scalar is stored, and read back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _codec(hint: Any) -> _Codec | None:
    if hint is bool:
        return _Codec(bool, bool)  # SQLite answers 0 and 1
    if hint in _SCALARS:
        return None
    if get_origin(hint) is tuple:
        part = get_args(hint)[0]
        if is_dataclass(part):
            values = attrgetter(*(field.name for field in fields(part)))
            return _Codec(
                lambda items: canonical([values(item) for item in items]),
                lambda text: tuple(part(*item) for item in json.loads(text)),  # type: ignore[operator]
            )
        return _Codec(lambda value: canonical(list(value)), lambda text: tuple(json.loads(text)))
    if get_origin(hint) is dict:
        return _Codec(canonical, json.loads)
    raise TypeError(f"no column for {hint}")


def _bare(hint: Any) -> tuple[Any, bool]:
    """``str | None`` -> ``(str, True)``."""
    if isinstance(hint, UnionType) or NoneType in get_args(hint):
        (rest,) = (arg for arg in get_args(hint) if arg is not NoneType)
        return rest, True
    return hint, False


class Versioned(Generic[R]):
    """A versioned table whose visible rows are instances of the dataclass ``row``.

    ``key`` names the fields that identify a thing through its versions; ``indexes`` are lists of fields, each completed
    with ``until`` and ``since``: at the head only current rows are touched, in the past no invisible row is fetched.
    """

    def __init__(self, name: str, row: type[R], key: Sequence[str], *indexes: Sequence[str]) -> None:
        self.row = row
        self.key = tuple(key)
        hints = {name: _bare(hint) for name, hint in get_type_hints(row).items()}
        self.fields = tuple(field.name for field in fields(row))  # type: ignore[arg-type]
        if self.fields[-1] != "since":
            raise TypeError(f"the last field of {row.__name__} is not since")
        self._codecs = {name: codec for name, (hint, _) in hints.items() if (codec := _codec(hint))}
        self._decoders = [(self.fields.index(name), codec.decode) for name, codec in self._codecs.items()]
        columns = [
            Column(name, _SCALARS.get(hints[name][0], _text)(), nullable=hints[name][1], primary_key=name in self.key)
            for name in self.fields[:-1]
        ]
        columns.append(Column("since", BigInteger, nullable=False, primary_key=True, autoincrement=False))
        columns.append(Column("until", BigInteger, nullable=False))
        indices = [Index(f"ix_{name}_{'_'.join(index)}", *index, "until", "since") for index in indexes]
        self.table = Table(name, METADATA, *columns, *indices)

    def visible(self) -> ColumnElement[bool]:
        """The row holds at position ``:at``."""
        at = bindparam("at", type_=BigInteger)
        return (self.table.c.since <= at) & (self.table.c.until > at)

    def select(self, *where: ColumnElement[bool]) -> Select[Any]:
        """The fields of the rows visible at ``:at``, for :meth:`hydrate`."""
        return select(*(self.table.c[name] for name in self.fields)).where(*where, self.visible())

    def equals(self, *names: str, order: Sequence[str] = ()) -> Select[Any]:
        """The visible rows whose fields ``names`` equal the parameters of the same names, by key if not otherwise."""
        where = (self.table.c[name] == bindparam(name) for name in names)
        return self.select(*where).order_by(*(self.table.c[name] for name in order or self.key))

    def hydrate(self, values: Iterable[Any]) -> R:
        """A fetched row as the view's dataclass."""
        if not self._decoders:
            return self.row(*values)
        found = list(values)
        for place, decode in self._decoders:
            if found[place] is not None:
                found[place] = decode(found[place])
        return self.row(*found)

    def stored(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row in memory as the parameters of its insert."""
        coded = dict(row)
        for name, codec in self._codecs.items():
            if coded[name] is not None:
                coded[name] = codec.encode(coded[name])
        for name, value in coded.items():
            if isinstance(value, str):
                coded[name] = storable(value)
        return coded

    def loaded(self, values: Sequence[Any]) -> dict[str, Any]:
        """A fetched row, ``until`` last, as a row in memory."""
        row = dict(zip((*self.fields, "until"), values, strict=True))
        for name, codec in self._codecs.items():
            if row[name] is not None:
                row[name] = codec.decode(row[name])
        return row


class Rows(Protocol):
    """One versioned table as a fold sees it: the rows that hold now, and their replacement."""

    def current(self, *key: Any) -> Mapping[str, Any] | None:
        """The row that holds now, or ``None``."""

    def supersede(self, position: int, row: Mapping[str, Any], *, first: bool = False) -> None:
        """From ``position`` on the row with this key is ``row``. ``first``: the caller knows that none holds yet."""

    def amend(self, position: int, *key: Any, **changes: Any) -> None:
        """From ``position`` on the row has these values; nothing happens if no row holds."""

    def end(self, position: int, *key: Any) -> None:
        """From ``position`` on there is no such row."""


class Store(Protocol):
    """The tables a fold may read and change: ``store[CASES].amend(...)``."""

    def __getitem__(self, table: Versioned[Any], /) -> Rows: ...


class View:
    """A read model (读模型): its tables, and for each kind of event the fold that brings them up to date.

    A fold never refuses: what it cannot read (erased, still sealed) it leaves ``None``.
    """

    def __init__(self, name: str, *tables: Versioned[Any]) -> None:
        self.name = name
        self.tables = tables
        self.folds: dict[type[Event], Callable[[Store, Recorded, Any], None]] = {}

    def on(self, *events: type[E]) -> "Callable[[Fold[E]], Fold[E]]":
        """Registers a fold for these kinds of event; at most one fold a kind and view."""

        def register(fold: "Fold[E]") -> "Fold[E]":
            for event in events:
                if event in self.folds:
                    raise TypeError(f"{self.name} folds {event.TOPIC} twice")
                self.folds[event] = fold
            return fold

        return register


def storable(text: str) -> str:
    """What every database takes: the text, with U+FFFD for NUL and ``?`` for halves of surrogate pairs.

    Signed text may contain them; a view that could not be written would stop all views.
    """
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


Fold = Callable[[Store, Recorded, E], None]


def instant(at: datetime) -> str:
    """An aware instant as UTC text of fixed width (RFC 3339), so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
