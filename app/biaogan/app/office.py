"""The office: a signed act goes in, a receipt comes out (受理、裁决、入账、回执).

Three threads, each taking everything that is waiting: the door reads it and checks signatures; the worker decides each
act in order on the state the earlier ones leave and appends all of it in one transaction, in which each act is accepted
or refused by itself; the counter publishes and answers with receipts. Decisions are made on remembered state; every
append names the versions it read, so a decision on stale state is refused by the log and made again. A refusal by a
rule is appended too, under the same condition.

Commit point: `Log.append_many`. Until it returns, nothing happened; after it, everything did, and the notary's
`Log.publish` signs the checkpoint that the receipts prove against; nobody is answered before. A crash between the two
is healed by the same `publish` on start.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import chain
from threading import Lock

from biaogan.app import notary
from biaogan.app.admission import Submission, joined, prepare
from biaogan.app.answers import Answers, Entered, Plan
from biaogan.app.clock import Clock
from biaogan.app.deciding import Deciding
from biaogan.app.following import opening_of, stated
from biaogan.app.intake import Intake
from biaogan.app.notary import Notary
from biaogan.app.roundkeys import RoundKeys
from biaogan.app.seals import Here, Seals
from biaogan.app.service import Service
from biaogan.app.streams import Pending, Streams
from biaogan.domain.act import Recorded
from biaogan.domain.events import EarlyOpeningApproved, KeyShareReleased, PersonalDataErased, ReviewRoundClosed
from biaogan.graphql.ports import Outcome, Session
from biaogan.ledger.log import Append, Appended, ClockBehind, Conflict, DuplicateId, Log
from biaogan.ledger.unwraps import Work, working
from biaogan.ledger.vault import KeyDestroyed

LOG = logging.getLogger(__name__)
ALLOWS_OPENING = {event.TOPIC for event in (ReviewRoundClosed, EarlyOpeningApproved, KeyShareReleased)}
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
        self.notary: Notary = notary.Here(log)
        self.answers = Answers(log, self._prove)
        self._deciding = Deciding(service, self.streams, self.answers, RoundKeys(log.keys))
        self._intake: Intake[Submission, Entered, Outcome] = Intake(self._prepare, self._enter, self._finish)

    def close(self) -> None:
        """Finish what is waiting and stop the worker."""
        self._intake.close()
        self.seals.close()
        self.notary.close()

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

    def process(self, batch: Sequence[Submission], atomic: bool = False) -> list[Outcome]:
        """Outcomes of a batch, in its order. Raises `Busy` when the log kept moving."""
        return self._finish([self._enter(batch, atomic)])[0]

    def _prepare(self, batch: Sequence[Submission]) -> None:
        prepare(batch, self.streams, self.seals)

    def _enter(self, batch: Sequence[Submission], atomic: bool = False) -> Entered:
        """Decide a batch and append it, as often as it takes. Raises `Busy` when the log kept moving."""
        entered = Entered(len(batch))
        waiting = list(enumerate(batch))
        tries = 0
        while waiting:
            self._attempt(waiting, entered, atomic=atomic)
            left = [(index, item) for index, item in waiting if index not in entered.done]
            tries = tries + 1 if len(left) == len(waiting) else 0
            if tries > RETRIES:
                raise Busy
            waiting = left
        for stream in opening(entered):
            self.open_seal(stream)
        if any(plan.statement.type == PersonalDataErased.TOPIC for plan, _ in entered.admitted()):
            self.finish_erasures()
        return entered

    def finish_erasures(self) -> int:
        """Destroy the keys whose erasure is on record, now that it is durable; again after a crash. How many there were."""
        with self.lock:
            self.streams.refresh()
            due = frozenset(self.streams.unfinished)
        gone = self.log.keys.destroy(due) if due else 0
        with self.lock:
            self.streams.unfinished -= due
        return gone

    def open_seal(self, stream: str) -> None:
        """Open a round's seal if that may be done now: at once after the act that allows it, later if that was missed."""
        with self.lock:
            self.streams.refresh()
            event = opening_of(self.streams, stream)
            text = None if event is None else stated(self.service, self.streams, stream, event, self.now())
        if text is not None:
            for plan, _ in self._enter([Submission(text)]).admitted():
                if plan.rejected is not None:
                    LOG.error("the seal of %s was not opened: %s", stream, plan.rejected)

    def _attempt(self, waiting: Sequence[tuple[int, Submission]], entered: Entered, *, atomic: bool) -> None:
        """Decide and append what is waiting, once."""
        with self.lock, working(Work.DECIDING):
            self.streams.refresh()
            pending = Pending()
            now = self.now()
            plans, twins = self._deciding.plan(waiting, pending, entered.outcomes, now)
            units = [[plan] for plan in plans]
            if atomic:
                units = self.answers.together(plans, twins, entered.outcomes, [index for index, _ in waiting])
                if len(units) != 1:
                    pending.clear()
            results = self._append([merged(unit) for unit in units], now)
            total = sum(len(plan.append.records) for plan in chain.from_iterable(units))
            if self._as_planned(results, total):
                self._tell(event for plan in chain.from_iterable(units) for event in plan.events)
                if not changes_what_is_remembered(units):
                    self.streams.adopt(pending, total, now)
        entered.add(units, results, twins)

    def _finish(self, batches: Sequence[Entered]) -> list[list[Outcome]]:
        """Publish what was appended, and answer."""
        return self.answers.settle(batches)

    def _prove(self, positions: Sequence[int]) -> list[str]:
        return self.notary.prove(positions)

    def _append(self, appends: list[Append], now: datetime) -> list[Appended | Conflict | DuplicateId]:
        """The commit point. If the log has a later record already, nothing is appended and all is decided again.

        So it is if a key was destroyed meanwhile: the record that says so is in the log.
        """
        try:
            return self.log.append_many(appends, at=now, chained=True) if appends else []
        except (ClockBehind, KeyDestroyed):
            return [Conflict("", 0, 0) for _ in appends]

    def _as_planned(self, results: Sequence[Appended | Conflict | DuplicateId], total: int) -> bool:
        """Every append was accepted, at the positions it was decided for: what was foreseen has come to pass."""
        placed = [p for result in results if isinstance(result, Appended) for p in result.positions]
        return placed == list(range(self.streams.size, self.streams.size + total))


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


def opening(entered: Entered) -> list[str]:
    """The rounds whose seal an act of the batch may allow to open."""
    return [plan.statement.stream for plan, _ in entered.admitted() if plan.statement.type in ALLOWS_OPENING]


def changes_what_is_remembered(units: Sequence[Sequence[Plan]]) -> bool:
    """Whether the key directory changes, or something is erased: then the log is read again rather than foreseen."""
    records = [record for unit in units for plan in unit for record in plan.append.records]
    return any(record.kind != "e" or record.type == PersonalDataErased.TOPIC for record in records)
