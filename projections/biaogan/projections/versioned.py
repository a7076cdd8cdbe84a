"""Versioned tables (版本化视图): every row says from which position of the log to which it held.

Promises: a row is visible at position ``p`` iff ``since <= p < until``, so a query about the past is the query about
the present with another number. A view (视图) is declared from one frozen dataclass: its fields are the columns, its
last field is ``since``. The tables are *not trusted*: they can be dropped and rebuilt from the log at any time, and what
is confidential in them is sealed. A new view marks its confidential fields, ``title: Annotated[str | None, Sealed("id")]``
(:mod:`biaogan.projections.cipher`), and its migration has the column ``sealed_id``; folds and queries do not notice, but
find ``None`` where a key was destroyed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final, Generic, Protocol, TypeVar, get_type_hints

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    select,
)

from biaogan.domain.act import Recorded
from biaogan.domain.events import Event
from biaogan.projections.cipher import Cipher, Sealed, blobs
from biaogan.projections.coding import bare, canonical, column_codec, column_type, json_codec, storable

R = TypeVar("R")
E = TypeVar("E", bound=Event)

END: Final = 2**62
"""``until`` of a row that still holds."""

METADATA: Final = MetaData()
"""All view tables; every name begins with ``view_``, so they may share a database with the log."""


def _hints(row: type) -> tuple[dict[str, tuple[Any, bool]], dict[str, Sealed]]:
    """The bare type of each field and whether it may be ``None``, and how the sealed ones are sealed."""
    types, sealed = {}, {}
    for name, hint in get_type_hints(row, include_extras=True).items():
        marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Sealed)]
        types[name] = bare(hint.__origin__ if hasattr(hint, "__metadata__") else hint)
        for mark in marks:
            if not types[name][1]:
                raise TypeError(f"{row.__name__}.{name} is sealed and cannot be None")
            sealed[name] = mark
    for mark in sealed.values():
        if mark.key in sealed or types.get(mark.key) != (str, False):
            raise TypeError(f"{row.__name__}.{mark.key} cannot name a key")
    return types, sealed


class Versioned(Generic[R]):
    """A versioned table whose visible rows are instances of the dataclass ``row``.

    ``key`` names the fields that identify a thing through its versions; ``indexes`` are lists of fields, each completed
    with ``until`` and ``since``: at the head only current rows are touched, in the past no invisible row is fetched.
    """

    def __init__(self, name: str, row: type[R], key: Sequence[str], *indexes: Sequence[str]) -> None:
        self.row = row
        self.key = tuple(key)
        self.fields = tuple(field.name for field in fields(row))  # type: ignore[arg-type]
        if self.fields[-1] != "since":
            raise TypeError(f"the last field of {row.__name__} is not since")
        hints, sealed = _hints(row)
        self.sealed = frozenset(sealed)
        self._clear = tuple(field for field in self.fields if field not in sealed)
        codecs = {field: codec for field in self._clear if (codec := column_codec(hints[field][0]))}
        self._encoders = [(self._clear.index(field), codec.encode) for field, codec in codecs.items()]
        self._decoders = [(self._clear.index(field), codec.decode) for field, codec in codecs.items()]
        self._texts = [at for at, field in enumerate(self._clear) if isinstance(column_type(hints[field][0]), Text)]
        self._blobs = blobs(name, {field: (mark, json_codec(hints[field][0])) for field, mark in sealed.items()})
        self._keyed = [(self._clear.index(blob.key), blob) for blob in self._blobs]
        held = (*self._clear, *(field for blob in self._blobs for field in blob.fields))
        self._ordered = itemgetter(*(held.index(field) for field in self.fields))
        self._held = held
        self.sealed_columns = frozenset(blob.column for blob in self._blobs)
        self._placed = itemgetter(*(self._clear.index(field) for field in (*self.key, "since")))
        columns: list[Column[Any]] = [
            Column(field, column_type(hints[field][0]), nullable=hints[field][1], primary_key=field in self.key)
            for field in self._clear[:-1]
        ]
        columns.append(Column("since", BigInteger, nullable=False, primary_key=True, autoincrement=False))
        columns += [Column(blob.column, LargeBinary) for blob in self._blobs]
        columns.append(Column("until", BigInteger, nullable=False))
        indices = [Index(f"ix_{name}_{'_'.join(index)}", *index, "until", "since") for index in indexes]
        self.table = Table(name, METADATA, *columns, *indices)

    def visible(self) -> ColumnElement[bool]:
        """The row holds at position ``:at``."""
        at = bindparam("at", type_=BigInteger)
        return (self.table.c.since <= at) & (self.table.c.until > at)

    def select(self, *where: ColumnElement[bool]) -> Select[Any]:
        """The fields of the rows visible at ``:at``, for :meth:`hydrate`."""
        names = (*self._clear, *(blob.column for blob in self._blobs))
        return select(*(self.table.c[name] for name in names)).where(*where, self.visible())

    def equals(self, *names: str, order: Sequence[str] = ()) -> Select[Any]:
        """The visible rows whose fields ``names`` equal the parameters of the same names, by key if not otherwise."""
        where = (self.table.c[name] == bindparam(name) for name in names)
        return self.select(*where).order_by(*(self.table.c[name] for name in order or self.key))

    def versions(self, *names: str) -> Select[Any]:
        """Every version up to ``:at``, held no longer or still, of what equals the parameters: by key, oldest first."""
        held = (*self._clear, *(blob.column for blob in self._blobs))
        where = [self.table.c[name] == bindparam(name) for name in names]
        found = select(*(self.table.c[name] for name in held)).where(*where, self.table.c.since <= bindparam("at"))
        return found.order_by(*(self.table.c[name] for name in (*self.key, "since")))

    def hydrate(self, values: Iterable[Any], cipher: Cipher) -> R:
        """A fetched row as the view's dataclass."""
        found = self._read(list(values), cipher)
        return self.row(*(self._ordered(found) if self._blobs else found))

    def _read(self, found: list[Any], cipher: Cipher) -> list[Any]:
        """The values of a fetched row: its clear fields, then the sealed ones, opened."""
        if self._blobs:
            place, opened = canonical(self._placed(found)), found[: len(self._clear)]
            for blob, sealed in zip(self._blobs, found[len(self._clear) :], strict=True):
                opened += blob.opened(cipher, sealed, place)
            found = opened
        for at, decode in self._decoders:
            if found[at] is not None:
                found[at] = decode(found[at])
        return found

    def coded(self, row: Mapping[str, Any], cipher: Cipher) -> tuple[Any, ...]:
        """A row in memory as its table holds it, in the order of its columns."""
        values = [row[name] for name in self._clear]
        for at, encode in self._encoders:
            if values[at] is not None:
                values[at] = encode(values[at])
        for at in self._texts:
            if values[at] is not None:
                values[at] = storable(values[at])
        if self._blobs:
            place = canonical(self._placed(values))
            values += [blob.sealed(cipher, row, values[at], place) for at, blob in self._keyed]
        return (*values, row["until"])

    def stored(self, row: Mapping[str, Any], cipher: Cipher) -> dict[str, Any]:
        """The same by the names of the columns."""
        return dict(zip(self.table.columns.keys(), self.coded(row, cipher), strict=True))

    def opened(
        self, values: Sequence[Any], cipher: Cipher
    ) -> Iterator[tuple[str, Sequence[str], Sequence[Any] | None]]:
        """The sealed columns of a stored row: their fields and what those hold; ``None``: not sealed so, or not for here."""
        place = canonical(self._placed(values))
        for blob, sealed in zip(self._blobs, values[len(self._clear) : -1], strict=True):
            try:
                found = blob.opened(cipher, sealed, place)
            except (ValueError, TypeError):
                found = ()
            yield blob.column, blob.fields, found if len(found) == len(blob.fields) else None

    def loaded(self, values: Sequence[Any], cipher: Cipher) -> dict[str, Any]:
        """A fetched row, ``until`` last, as a row in memory."""
        *found, until = values
        return dict(zip(self._held, self._read(found, cipher), strict=True)) | {"until": until}


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


Fold = Callable[[Store, Recorded, E], None]


@lru_cache(maxsize=64)
def instant(at: datetime) -> str:
    """An aware instant as UTC text of fixed width (RFC 3339), so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
