"""The journal of unwraps as an audit asks for it (密钥解开对照): the API's port over the rows beside those of reads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from biaogan.app.auditing import ReadBook
from biaogan.domain.event import PERSONAL
from biaogan.graphql.reads import Read
from biaogan.graphql.unwraps_port import Unwrap
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_row import AccessRow
from biaogan.ledger.unwraps import MANY, OBJECT, UNWRAPPED, begun, told_by
from biaogan.ledger.vault_store import KeyStore

PAGE = 500


class UnwrapBook:
    """`biaogan.graphql.unwraps_port.UnwrapsPort`."""

    def __init__(self, accesses: Accesses, reads: ReadBook, keys: KeyStore) -> None:
        self._accesses = accesses
        self._reads = reads
        self._keys = keys

    def of_stream(self, stream: str, first: int, limit: int, basis: int) -> Sequence[Unwrap]:
        """As the port has it."""
        names = (OBJECT + stream, OBJECT + stream + PERSONAL)
        own = [row for name in names for row in self._accesses.of_stream(name, first, limit, basis)]
        found = [*map(self._unwrap, own), *islice(self._among_many(stream, first, basis), limit)]
        return sorted(found, key=lambda unwrap: unwrap.id)[:limit]

    def _among_many(self, stream: str, first: int, basis: int) -> Iterator[Unwrap]:
        while page := self._accesses.of_stream(OBJECT + MANY, first, PAGE, basis):
            for row in page:
                about = self.about(self._unwrap(row), stream)
                if about is not None:
                    yield about
            first = page[-1].id + 1

    def about(self, unwrap: Unwrap, stream: str) -> Unwrap | None:
        """As the port has it."""
        if not unwrap.many:
            return unwrap if unwrap.stream == stream else None
        for key in self._keys.by_name([stream, stream + PERSONAL]):
            if key.id in unwrap.many:
                return replace(
                    unwrap, stream=stream, key=key.id, personal=key.name != stream, count=1, many=frozenset()
                )
        return None

    def between(self, first: int, end: int) -> Sequence[Unwrap | Read]:
        """As the port has it."""
        rows = self._accesses.rows(first, end)
        return [self._unwrap(row) if row.klass == UNWRAPPED else self._reads.opened(row) for row in rows]

    def unwraps(self, first: int, end: int) -> Sequence[Unwrap]:
        """As the port has it."""
        return [self._unwrap(row) for row in self._accesses.rows(first, end) if row.klass == UNWRAPPED]

    def first_at(self, time: datetime) -> int:
        """As the port has it."""
        return self._accesses.first_at(time)

    def size(self) -> int:
        """As the port has it."""
        return self._accesses.size()

    def held(self, process: str, stream: str, until: datetime) -> bool:
        """As the port has it. Of a key that was destroyed since, or was never made, nothing can be told."""
        keys, start = self._keys.by_name([stream]), begun(process)
        if not keys or any(key.destroyed_at is not None or key.made_at >= start for key in keys):
            return True
        first = 0
        while page := self._accesses.of_stream(OBJECT + stream, first, PAGE):
            if any(row.person == process and self._unwrap(row).at <= until for row in page):
                return True
            first = page[-1].id + 1
        return False

    def _unwrap(self, row: AccessRow) -> Unwrap:
        name, at, keys, command, work, dropped = told_by(row.stream, self._accesses.opened(row) or b"")
        return Unwrap(
            row.id,
            at,
            row.person,
            command,
            work,
            "" if name == MANY else keys[0],
            name.removesuffix(PERSONAL),
            name.endswith(PERSONAL),
            len(keys),
            dropped,
            row.basis,
            frozenset(keys) if name == MANY else frozenset(),
        )
