"""The office: a signed act goes in, a receipt comes out (受理、裁决、入账、回执).

One worker takes everything that is waiting, checks it at the door, decides each act in order on the state the earlier
ones leave, and appends all of it in one transaction in which each act is accepted or refused by itself. Decisions are
made on remembered state; every append names the versions it read, so a decision on stale state is refused by the log
and made again. A refusal by a rule is appended too, under the same condition.

Commit point: `Log.append_many`. Until it returns, nothing happened; after it, everything did, and `Log.publish` signs
the checkpoint that the receipts prove against. A crash between the two is healed by the same `publish` on start.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import chain
from threading import Lock

from biaogan.app.admission import Admitted, Submission, admit, joined, prepare
from biaogan.app.answers import Answers, Plan
from biaogan.app.clock import Clock
from biaogan.app.intake import Intake
from biaogan.app.seals import Here, Seals
from biaogan.app.service import ACTOR, ROLE, Service, new_record
from biaogan.app.streams import Pending, Reading, Streams
from biaogan.domain.act import Act, Consequence, Recorded
from biaogan.domain.decide import authorised, decide_as
from biaogan.domain.rejections import Rejected
from biaogan.graphql.ports import InvalidStatement, Outcome, Session, Stale
from biaogan.ledger.keys import TOPICS
from biaogan.ledger.log import Append, Appended, ClockBehind, Conflict, DuplicateId, Log, NewRecord

RETRIES = 50
"""How often an act is decided again because another process was faster, before the caller is told to come back."""


class Busy(Exception):
    """The log moved under every attempt; nothing was recorded. Try again."""


class Office:
    """The act pipeline of one process. Any number of them may run on one log."""

    def __init__(
        self, log: Log, service: Service, clock: Clock, tell: Callable[[Iterable[Recorded]], None] | None = None
    ) -> None:
        """``tell`` is given what has been appended, as it reads."""
        self.log = log
        self._tell = tell or _nobody
        self.service = service
        self.clock = clock
        self.streams = Streams(log)
        self.seals: Seals = Here()
        self.lock = Lock()
        self.answers = Answers(log)
        self._intake: Intake[Submission, Outcome] = Intake(self._prepare, self.process)

    def close(self) -> None:
        """Finish what is waiting and stop the worker."""
        self._intake.close()
        self.seals.close()

    # --- the way in ---

    def submit(self, text: str, session: Session | None = None) -> "Future[Outcome]":
        """Hand in one signed statement; the future brings its outcome. Any thread."""
        return self._intake.submit(Submission(text, session))

    async def record(self, statement: str, disclosures: Sequence[str] | None, session: Session | None) -> Outcome:
        """As `submit`, for the event loop."""
        return await self._intake.answer(Submission(joined(statement, disclosures), session))

    async def record_all(self, statements: Sequence[str], session: Session | None) -> list[Outcome]:
        """Several statements as ONE atomic append: all are admitted, or none is and each says why."""
        items = [Submission(text, session) for text in statements]
        return await asyncio.to_thread(self.process, items, atomic=True)

    def now(self) -> datetime:
        """The instant of admission: the clock, but never before the log's last record."""
        return max(self.clock(), self.streams.latest).astimezone(UTC)

    # --- the worker ---

    def _prepare(self, batch: Sequence[Submission]) -> None:
        prepare(batch, self.streams, self.seals)

    def process(self, batch: Sequence[Submission], atomic: bool = False) -> list[Outcome]:
        """Outcomes of a batch, in its order. Raises `Busy` when the log kept moving."""
        outcomes: dict[int, Outcome] = {}
        waiting = list(enumerate(batch))
        tries = 0
        while waiting:
            left = self._attempt(waiting, outcomes, atomic=atomic)
            tries = tries + 1 if len(left) == len(waiting) else 0
            if tries > RETRIES:
                raise Busy
            waiting = left
        return [outcomes[index] for index in range(len(batch))]

    def _attempt(
        self, waiting: list[tuple[int, Submission]], outcomes: dict[int, Outcome], *, atomic: bool
    ) -> list[tuple[int, Submission]]:
        """Decide and append what is waiting; fills ``outcomes`` and answers what must be decided again."""
        with self.lock:
            self.streams.refresh()
            pending = Pending()
            now = self.now()
            plans, twins = self._plan(waiting, pending, outcomes, now)
            units = [[plan] for plan in plans]
            if atomic:
                units = self.answers.together(plans, twins, outcomes, [index for index, _ in waiting])
                if len(units) != 1:
                    pending.clear()
            results = self._append([merged(unit) for unit in units], now)
            total = sum(len(plan.append.records) for plan in chain.from_iterable(units))
            if self._as_planned(results, total):
                self._tell(event for plan in chain.from_iterable(units) for event in plan.events)
                if not touches_keys(units):
                    self.streams.adopt(pending, total, now)
        if results:
            self.log.publish()
        self.answers.settle(units, results, outcomes)
        for twin, first in twins.items():
            if first in outcomes:
                outcomes[twin] = self.answers.twin(outcomes[first])
        return [(index, item) for index, item in waiting if index not in outcomes]

    def _append(self, appends: list[Append], now: datetime) -> list[Appended | Conflict | DuplicateId]:
        """The commit point. If the log has a later record already, nothing is appended and all is decided again."""
        try:
            return self.log.append_many(appends, at=now) if appends else []
        except ClockBehind:
            return [Conflict("", 0, 0) for _ in appends]

    def _as_planned(self, results: Sequence[Appended | Conflict | DuplicateId], total: int) -> bool:
        """Every append was accepted, at the positions it was decided for: what was foreseen has come to pass."""
        placed = [p for result in results if isinstance(result, Appended) for p in result.positions]
        return placed == list(range(self.streams.size, self.streams.size + total))

    def _plan(
        self, waiting: list[tuple[int, Submission]], pending: Pending, outcomes: dict[int, Outcome], now: datetime
    ) -> tuple[list[Plan], dict[int, int]]:
        """Plans of the acts that reach a decision, and which items hand in the same bytes as an earlier one.

        What comes after a change of the key directory waits for the next attempt: it may hang on it.
        """
        twins: dict[int, int] = {}
        admitted: dict[str, tuple[int, Admitted]] = {}
        for index, item in waiting:
            found = admit(item, self.streams, origin=self.service.origin, now=now)
            if isinstance(found, InvalidStatement):
                outcomes[index] = found
                continue
            first, _ = admitted.setdefault(found.statement.digest, (index, found))
            if first != index:
                twins[index] = first
            if found.statement.type in TOPICS:
                break
        self.streams.load(
            name for _, found in admitted.values() for name in (found.statement.stream, found.statement.iss)
        )
        plans: list[Plan] = []
        size = self.streams.size
        for index, found in admitted.values():
            made = self._decide(index, found, pending, size, now)
            if isinstance(made, Plan):
                plans.append(made)
                size += len(made.append.records)
            else:
                outcomes[index] = made
        return plans, twins

    def _decide(self, index: int, found: Admitted, pending: Pending, size: int, now: datetime) -> Plan | Outcome:
        """One act on the state the earlier ones of the batch leave. Order: authority, place in the stream, rules."""
        statement = found.statement
        world = Reading(self.streams, pending)
        act = Act(found.event, statement.stream, statement.iss, statement.role, now, statement.rules or "")
        try:
            row, matter = authorised(act, world)
            head = world.head(statement.stream)
            if statement.seq != head.version + 1 or statement.prev != head.digest:
                known = self.answers.known(statement)
                return known or Stale(statement.stream, head.version + 1, statement.seq, head.version)
            consequences = decide_as(row, matter, act)
        except Rejected as rejected:
            if (known := self.answers.known(statement)) is not None:
                return known
            refusal, event = self.service.refusal(statement, rejected, at=now, basis=self.streams.size - 1)
            append = Append((refusal,), {**world.expects, refusal.stream: 0})
            told = Recorded(event, refusal.stream, 1, size, ACTOR, ROLE, now)
            return Plan(index, statement, append, rejected, (told,))
        records, events = self._records(found, consequences, world, pending, size, now)
        return Plan(index, statement, Append(records, world.expects), None, events)

    def _records(
        self,
        found: Admitted,
        consequences: tuple[Consequence, ...],
        world: Reading,
        pending: Pending,
        size: int,
        now: datetime,
    ) -> tuple[tuple[NewRecord, ...], tuple[Recorded, ...]]:
        """The act's own record, then its consequences, each folded into ``pending`` as it will stand in the log."""
        statement = found.statement
        own = new_record(
            statement.text, stream=statement.stream, version=statement.seq, topic=statement.type, jti=statement.jti
        )
        event = Recorded(found.event, statement.stream, statement.seq, size, statement.iss, statement.role, now)
        pending[statement.stream] = world.head(statement.stream).then(event, statement.digest)
        records, events = [own], [event]
        for consequence in consequences:
            head = world.head(consequence.stream)
            made = self.service.record(
                consequence.event,
                stream=consequence.stream,
                seq=head.version + 1,
                prev=head.digest,
                at=now,
                basis=self.streams.size - 1,
                cause=statement.digest,
                rules=statement.rules,
            )
            position = size + len(records)
            event = Recorded(consequence.event, consequence.stream, head.version + 1, position, ACTOR, ROLE, now)
            pending[consequence.stream] = head.then(event, made.digest)
            records.append(made.record)
            events.append(event)
        return tuple(records), tuple(events)


def _nobody(_: Iterable[Recorded]) -> None:
    """Nobody listens."""


def merged(unit: Sequence[Plan]) -> Append:
    """The plans of a unit as one append: the first read of a stream is what the whole depends on."""
    if len(unit) == 1:
        return unit[0].append
    expects: dict[str, int] = {}
    for plan in unit:
        expects = {**plan.append.expects, **expects}
    return Append(tuple(r for plan in unit for r in plan.append.records), expects)


def touches_keys(units: Sequence[Sequence[Plan]]) -> bool:
    """Whether the key directory changes: then the log is read again rather than foreseen."""
    return any(record.kind != "e" for unit in units for plan in unit for record in plan.append.records)
