"""Some streams decided again while the service runs (案卷重演): only what the acts read is read, up to the act.

Promise: as `biaogan.app.redeciding` has it of the whole log, without reading the whole log.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from biaogan.app.codec import recorded, recorded_statement
from biaogan.app.redeciding import Check, Group, Read, Tally, World, groups
from biaogan.app.streams import erased
from biaogan.domain import states
from biaogan.domain.act import Recorded
from biaogan.domain.event import PERSONAL
from biaogan.graphql.replay_port import Replayed, Wrong
from biaogan.ledger.log import Log
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import parse_stored

PAGE = 64


class CaseReplays:
    """`biaogan.graphql.replay.ReplayPort` over the log."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def of(self, streams: Iterable[str], last: int) -> Replayed:
        """As the port has it."""
        tally, world = Tally(), Past(self._log)
        gone = frozenset(name.removesuffix(PERSONAL) for name in erased(self._log))
        check = Check(self._log, tally, gone)
        faults: list[Wrong] = []
        for group in self._groups(streams, last):
            world.before = group.act.record.position
            check.signatures(group)
            check.decision(group, world)
            faults += [Wrong(one.position, one.code, one.zh, one.en) for one in group.faults]
        return Replayed(tally.acts, tally.refusals, tally.undecided, faults)

    def _groups(self, streams: Iterable[str], last: int) -> Iterator[Group]:
        """The acts that have a record on these streams, in order, each once."""
        found = self._log.read_many(streams)
        positions = sorted(record.position for records in found.values() for record in records)
        done = -1
        for position in positions:
            if done < position <= last:
                group = self._group(position)
                done = max(read.record.position for read in group.reads)
                yield group

    def _group(self, position: int) -> Group:
        """What was recorded together with a record: from its act to the last that followed."""
        start = position
        reads = [_read(record) for record in self._log.read_from(start, 1)]
        while start and reads[0].statement.claims.get("cause"):
            start = max(start - PAGE, 0)
            reads = [_read(record) for record in self._log.read_from(start, position - start)] + reads[-1:]
            reads = reads[_last_act(reads) :]
        while page := self._log.read_from(reads[-1].record.position + 1, PAGE):
            more = [_read(record) for record in page]
            ended = next((n for n, read in enumerate(more) if not read.statement.claims.get("cause")), None)
            reads += more[:ended]
            if ended is not None:
                break
        return next(groups(reads))


def _last_act(reads: list[Read]) -> int:
    """Place of the last record that names no cause; 0 if each does."""
    return max((n for n, read in enumerate(reads) if not read.statement.claims.get("cause")), default=0)


def _read(record: StoredRecord) -> Read:
    statement = parse_stored(record.jws, record.disclosures)
    return Read(record, statement, recorded_statement(record, statement))


class Past(World):
    """Streams as they were before a position that only rises, each read from the log when it is asked for."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self.before = 0
        self._log = log
        self._rest: dict[str, deque[Recorded]] = {}

    def __getitem__(self, stream: str) -> Any:
        if stream not in self._rest:
            self._rest[stream] = deque(found for one in self._log.read(stream) if (found := recorded(one)) is not None)
        rest = self._rest[stream]
        while rest and rest[0].position < self.before:
            self[stream] = states.evolve(self.get(stream), rest.popleft())
        return super().__getitem__(stream)
