"""The records of reads as an audit asks for them (保密审计): the API's port over the ledger's access rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from biaogan.graphql.reads import Coverage, Read
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_batches import batch_of
from biaogan.ledger.access_row import AccessRow, content_of, stream_of
from biaogan.ledger.log import Log
from biaogan.ledger.merkle import root_of_hashes
from biaogan.ledger.record import from_microseconds
from biaogan.ledger.unwraps import UNWRAPPED


class ReadBook:
    """`biaogan.graphql.reads.ReadsPort` over the access rows."""

    def __init__(self, accesses: Accesses, log: Log, canaries: Iterable[str] = ()) -> None:
        self._accesses = accesses
        self._log = log
        self.canaries = frozenset(canaries)

    def of_stream(self, stream: str, first: int, limit: int, basis: int) -> Sequence[Read]:
        """As the port has it."""
        return [self.opened(row) for row in self._accesses.of_stream(stream, first, limit, basis) if _is_read(row)]

    def of_person(self, person: str, first: int, limit: int, basis: int) -> Sequence[Read]:
        """As the port has it."""
        return [self.opened(row) for row in self._accesses.of_person(person, first, limit, basis) if _is_read(row)]

    def first_shown(self, stream: str, klass: str, basis: int) -> Mapping[str, datetime]:
        """As the port has it."""
        found = self._accesses.first_shown(stream, klass, basis)
        return {person: from_microseconds(at) for person, at in found.items()}

    def between(self, first: int, end: int) -> Sequence[Read]:
        """As the port has it."""
        return [_read(row) for row in self._accesses.rows(first, end) if _is_read(row)]

    def first_at(self, time: datetime) -> int:
        """As the port has it."""
        return self._accesses.first_at(time)

    def size(self) -> int:
        """As the port has it."""
        return self._accesses.size()

    def coverage(self, end: int, log_size: int) -> Coverage:
        """As the port has it: every record is hashed again, and every batch of them put beside what the log says."""
        committed, missing, altered = 0, 0, []
        stream, version = stream_of(self._log.origin), 0
        while committed < end:
            version += 1
            record = self._log.read_version(stream, version)
            if record is None or record.position >= log_size:
                break
            batch = batch_of(record)
            rows = self._accesses.rows(batch.first, batch.last + 1)
            missing += batch.count - len(rows)
            hashes = [row.rehash() for row in rows]
            changed = [row.id for row, hash_ in zip(rows, hashes, strict=True) if row.hash != hash_]
            if not changed and len(rows) == batch.count and root_of_hashes(hashes) != batch.root:
                changed = [row.id for row in rows]
            altered += changed
            committed = batch.last + 1
        missing += max(end - committed, 0) - len(self._accesses.rows(committed, end))
        return Coverage(min(committed, end), missing, tuple(id_ for id_ in altered if id_ < end))

    def opened(self, row: AccessRow) -> Read:
        """A record of a read with its content, as far as that can be opened."""
        opened = self._accesses.opened(row)
        content: dict[str, Any] = {} if opened is None else json.loads(content_of(opened))
        fields, files = (tuple(content[name]) if name in content else None for name in ("fields", "files"))
        return _read(
            row,
            fields=fields,
            files=files,
            rows=content.get("rows"),
            purpose=content.get("purpose"),
            rule=content.get("rule"),
            process=content.get("process"),
        )


def _is_read(row: AccessRow) -> bool:
    """Not an unwrap of a key, which is numbered with the reads and is none."""
    return row.klass != UNWRAPPED


def _read(row: AccessRow, **content: Any) -> Read:
    at = from_microseconds(row.at)
    return Read(row.id, at, row.person, row.stream, row.klass, row.basis, bool(row.allowed), **content)
