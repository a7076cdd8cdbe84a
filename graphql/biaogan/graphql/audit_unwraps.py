"""Unwraps of keys in the audit (密钥解开对照): what explains each, and what stands out. Reading them is itself recorded."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Final

import strawberry
from strawberry import enum_value

from biaogan.graphql.audit_types import OPEN, AccessRecord, AuditRow
from biaogan.graphql.faults import TOO_EXPENSIVE, Fault
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.listing import DEFAULT, After, Connection, First, empty, listing
from biaogan.graphql.own_reads import Numbered
from biaogan.graphql.past import Past
from biaogan.graphql.read_signals import concerns
from biaogan.graphql.reads import Read
from biaogan.graphql.scalars import Instant, Position, aware, instant
from biaogan.graphql.unwraps import Judged, Reconciling, Standing
from biaogan.graphql.unwraps_port import Unwrap, UnwrapsPort
from biaogan.projections.keyset import Key, Part

if TYPE_CHECKING:
    from biaogan.graphql.reading import Reading

PIECE: Final = 2000
"""Records read at once."""
MANY: Final = 200_000
"""Records one question looks at."""
FOUND: Final = 1000
"""Of what stands out so much is told."""
IDS: Final = Numbered[Judged]()


@strawberry.enum(description="What explains that a key was unwrapped (解开缘由); the first that holds.")
class UnwrapStanding(Enum):
    """Only the last stands out."""

    SERVICE = enum_value(
        "SERVICE", description="A service folded views, decided, or found out who asks (服务自身工作)."
    )
    COMMAND = enum_value("COMMAND", description="A command beside the services, such as a rebuild (服务以外的命令).")
    READ = enum_value("READ", description="A read of the object is on record soon after (有查阅记录).")
    BESIDE = enum_value(
        "BESIDE",
        description="None of the object, but of another one then, beside which it was opened (随其他对象打开).",
    )
    OPEN_TO_ALL = enum_value("OPEN_TO_ALL", description="Something of it was open to everybody (对公众公开).")
    NO_READ = enum_value("NO_READ", description="Nothing: unwrapped, but no read on record (已解开而无查阅记录).")


@strawberry.type(
    description="A process unwrapped a data key (密钥解开记录). A process remembers its keys: no count of unwraps proves a read."
)
class KeyUnwrap(AuditRow):
    """One row of the journal."""

    number: int | None = guarded("audit", "Its number (编号), counted with the records of reads.", lambda u: u.row.id)
    at: Instant | None = guarded("audit", "When first (时间).", lambda u: instant(u.row.unwrap.at))
    stream_id: strawberry.ID | None = guarded(
        "audit",
        "Whose key (对象); `*`: many keys, of a command that opens everything.",
        lambda u: u.row.unwrap.stream,
    )
    personal: bool | None = guarded(
        "audit", "The key of its personal data (是否个人信息密钥).", lambda u: u.row.unwrap.personal
    )
    key: str | None = guarded(
        "audit", "Id of the key (密钥编号), as a key service logs it.", lambda u: u.row.unwrap.key
    )
    process_id: strawberry.ID | None = guarded(
        "audit", "Which process (进程), by a random id.", lambda u: u.row.unwrap.process
    )
    command: str | None = guarded(
        "audit", "What runs (命令); empty: a program of somebody's own.", lambda u: u.row.unwrap.command
    )
    work: str | None = guarded(
        "audit", "What for (工作种类); empty: what the command does.", lambda u: u.row.unwrap.work
    )
    count: int | None = guarded("audit", "How often since it was recorded last (次数).", lambda u: u.row.unwrap.count)
    dropped: int | None = guarded(
        "audit", "Further unwraps the process could not keep in mind (未能记下的次数).", lambda u: u.row.unwrap.dropped
    )
    position: Position | None = guarded(
        "audit", "The head of the log when it was recorded (账本位置).", lambda u: u.row.unwrap.basis
    )
    standing: UnwrapStanding | None = guarded(
        "audit", "What explains it (解开缘由).", lambda u: UnwrapStanding[u.row.standing.value]
    )
    reads: list[int] | None = guarded(
        "audit", "Numbers of the records of reads that do (查阅记录编号).", lambda u: list(u.row.reads)
    )


@strawberry.type(
    description="Where keys and reads do not fit together (密钥与查阅不符): a reason to look, never a verdict; and the commands that ran."
)
class Unreconciled:
    """Whoever holds the key-encryption key and runs other software leaves no journal."""

    unwraps: list[KeyUnwrap] = strawberry.field(description="Unwrapped, but no read on record (已解开而无查阅记录).")
    commands: list[KeyUnwrap] = strawberry.field(description="By commands beside the services (服务以外的命令).")
    reads: list[AccessRecord] = strawberry.field(
        description="Titles and files of cases shown by a process that had not unwrapped the key (未解开密钥的查阅)."
    )
    cut: bool = strawberry.field(description=f"There is more than {FOUND} of one of them (未尽列).")


@strawberry.type(description="The fields on unwraps of keys.")
class Unwrapped:
    """Part of the audit."""

    if TYPE_CHECKING:
        reading: Reading

        def shows(self, read: Read | Unwrap) -> bool: ...

        def in_time(self) -> None: ...

    @resolved("Unwraps of the keys of an object (密钥解开记录), oldest first, each with what explains it.")
    def unwraps_of(
        self,
        stream: Annotated[strawberry.ID, argument("Stream id of the object.")],
        first: First = DEFAULT,
        after: After = None,
    ) -> Connection[KeyUnwrap]:
        """Of those an investigator's grant names."""
        port = self._port
        if port is None:
            return empty(self.reading)
        reconciling = self._reconciling(port)

        def fetch(at: int, key: Key | None) -> Part[Judged]:
            self.in_time()
            rows = port.of_stream(stream, 0 if key is None else int(key[0]) + 1, first + 1, at)
            shown = [row for row in rows if self.shows(row)]
            return Part(tuple(reconciling.judged(row) for row in shown[:first]), len(shown) > first)

        return listing(self.reading, f"unwraps of {stream}", IDS, first, after, fetch, lambda _, row: _unwrap(row))

    @resolved(
        "Unwraps without reads, reads without unwraps, and commands, in a cycle or of one object (密钥与查阅对照)."
    )
    def unreconciled(
        self,
        cycle: Annotated[strawberry.ID, argument("The cycle (年度活动).")],
        since: Annotated[Instant, argument("From when on (起始时间).")],
        stream: Annotated[strawberry.ID | None, argument("Of this object alone, by its stream id.")] = None,
    ) -> Unreconciled:
        """Of the records that are open to who asks."""
        port, past = self._port, Past(self.reading.views)
        unwraps: list[Judged] = []
        commands: list[Judged] = []
        reads: list[Read] = []
        if port is not None:
            reconciling = self._reconciling(port)
            for one in self._records(port, past, cycle, aware(since), stream):
                if isinstance(one, Read):
                    reads += [one] if reconciling.unopened(one) else []
                    continue
                judged = reconciling.judged(one)
                if judged.standing is Standing.NO_READ:
                    unwraps.append(judged)
                elif judged.standing is Standing.COMMAND:
                    commands.append(judged)
        return Unreconciled(
            unwraps=[_unwrap(row) for row in unwraps[:FOUND]],
            commands=[_unwrap(row) for row in commands[:FOUND]],
            reads=[AccessRecord(row=row, open=OPEN, stream=row.stream) for row in reads[:FOUND]],
            cut=max(len(unwraps), len(commands), len(reads)) > FOUND,
        )

    @property
    def _port(self) -> UnwrapsPort | None:
        return self.reading.context.services.unwraps

    def _reconciling(self, port: UnwrapsPort) -> Reconciling:
        return Reconciling(Past(self.reading.views), port, self.in_time)

    def _records(
        self, port: UnwrapsPort, past: Past, cycle: str, since: datetime, stream: str | None
    ) -> Iterator[Unwrap | Read]:
        """Those of the cycle, or of one object, that are open to who asks."""
        first, end = port.first_at(since), port.size()
        if end - first > MANY:
            raise Fault(
                TOO_EXPENSIVE,
                f"记录超过 {MANY} 条：请从更晚的时刻查起",
                f"more than {MANY} records: ask from a later time",
                limit="records",
            )
        for low in range(first, end, PIECE):
            self.in_time()
            for found in port.between(low, min(low + PIECE, end)):
                one = port.about(found, stream) if stream is not None and isinstance(found, Unwrap) else found
                if one is None or one.basis > self.reading.at or stream not in (None, one.stream):
                    continue
                if concerns(past, one, cycle) and self.shows(one):
                    yield one


def _unwrap(row: Judged) -> KeyUnwrap:
    return KeyUnwrap(row=row, open=OPEN, stream=row.unwrap.stream)
