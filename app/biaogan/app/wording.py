"""What goes on record of an operation's reads, in words (查阅留痕的措辞): the rows of the ledger, and whose key seals each.

`plain` makes of an operation what costs little to hand to another process; `accesses` words it, here or there.
"""

import json
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from biaogan.domain.event import PERSONAL
from biaogan.graphql.disclosure import Reads
from biaogan.graphql.visibility import TABLE
from biaogan.ledger.access_row import Access

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_seen = attrgetter("stream", "klass", "fields", "rows", "files")
_denied = attrgetter("stream", "klass", "fields", "rule")
_PERSONAL = frozenset(name for name, klass in TABLE.items() if klass.level.endswith(PERSONAL))


class Plain(NamedTuple):
    """Everything one operation is to be recorded for, as plain values."""

    person: str
    basis: int
    shared: Mapping[str, str]
    seen: Sequence[tuple[str, str, frozenset[str], int, frozenset[str]]]
    denied: Sequence[tuple[str, str, frozenset[str], str]]


def plain(reads: Reads) -> Plain:
    """The same, of plain values alone."""
    session = reads.session
    shared = {"kid": session.kid, "session": session.id, "purpose": reads.purpose, "operation": reads.operation}
    if reads.behalf:
        shared["behalf"] = reads.behalf
    if reads.process:
        shared["process"] = reads.process
    return Plain(session.person, reads.basis, shared, list(map(_seen, reads.seen)), list(map(_denied, reads.denied)))


def accesses(told: Plain) -> list[Access]:
    """The rows of an operation: what it showed, then what it denied."""
    person, basis, shared, seen, denied = told
    head = _json(shared)[:-1]
    worded: dict[object, bytes] = {}  # of a page of cases, all are asked for the same fields

    def content(fields: frozenset[str], **more: Any) -> bytes:
        same = fields, *more.values()
        if same not in worded:
            rest = _json({"fields": sorted(fields), **{name: _listed(value) for name, value in more.items()}})[1:]
            worded[same] = f"{head},{rest}".encode()
        return worded[same]

    def row(stream: str, klass: str, fields: frozenset[str], *, allowed: bool, **more: Any) -> Access:
        key = key_of(stream, klass) if fields else person  # else it may not even be there
        return Access(person, stream, klass, basis, allowed, content(fields, **more), key)

    return [
        *(
            row(stream, klass, fields, allowed=True, rows=rows, files=files)
            for stream, klass, fields, rows, files in seen
        ),
        *(row(stream, klass, fields, allowed=False, rule=rule) for stream, klass, fields, rule in denied),
    ]


def _listed(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def key_of(stream: str, klass: str) -> str:
    """Whose key seals a row: the object's, for personal data the one that can be destroyed by itself."""
    return f"{stream}{PERSONAL}" if klass in _PERSONAL else stream
