"""Between event loops and the office (收件): three stages, each by the batch, each with a thread of its own.

What arrives in one turn of an event loop is handed over together and answered together: under load most acts share the
cost of waking a thread, of waking the loop, and of the transaction. A batch is prepared while the one before is being
entered and the one before that is being finished, so that nobody waits for two disks or two cores in turn.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from biaogan.ledger.gather import Closed, Gatherer

T = TypeVar("T")
M = TypeVar("M")
R = TypeVar("R")
Waiting = list[tuple[T, "asyncio.Future[R]"]]
Answered = Callable[[list[R] | BaseException], None]


@dataclass(frozen=True, slots=True)
class _Group(Generic[T, R]):
    """Items handed in together, and who is to be told of their answers, once, in whatever thread."""

    items: list[T]
    answered: "Answered[R]"


class Intake(Generic[T, M, R]):
    """Gathers items from any number of event loops and threads."""

    def __init__(
        self,
        prepare: Callable[[Sequence[T]], None],
        enter: Callable[[Sequence[T]], M],
        finish: Callable[[Sequence[M]], list[list[R]]],
    ) -> None:
        """``enter`` takes a batch; ``finish`` answers each item of each batch. What they raise is raised for all of it."""
        self._prepare = prepare
        self._enter = enter
        self._door: Gatherer[_Group[T, R], None] = Gatherer(self._at_the_door, name="door")
        self._office: Gatherer[_Group[T, R], None] = Gatherer(self._in_the_office, name="office")
        self._counter: Gatherer[M, list[R]] = Gatherer(finish, name="counter")
        self._turns: dict[asyncio.AbstractEventLoop, Waiting[T, R]] = {}

    def close(self) -> None:
        """Finish what is waiting and stop the threads."""
        for stage in (self._door, self._office, self._counter):
            stage.close()

    def submit(self, item: T) -> "Future[R]":
        """Hand in one item from any thread; the future brings its answer."""
        future: Future[R] = Future()

        def answered(answers: "list[R] | BaseException") -> None:
            if isinstance(answers, BaseException):
                future.set_exception(answers)
            else:
                future.set_result(answers[0])

        self._hand_in([item], answered)
        return future

    async def answer(self, item: T) -> R:
        """Hand in one item from the running event loop, with all others of this turn, and wait for its answer."""
        loop = asyncio.get_running_loop()
        turn = self._turns.get(loop)
        if turn is None:
            turn = self._turns[loop] = []
            loop.call_soon(self._hand_over, loop)
        future: asyncio.Future[R] = loop.create_future()
        turn.append((item, future))
        return await future

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        turn = self._turns.pop(loop)

        def answered(answers: "list[R] | BaseException") -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, turn, answers)

        try:
            self._hand_in([item for item, _ in turn], answered)
        except Closed as closed:
            _tell(turn, closed)

    def _hand_in(self, items: list[T], answered: "Answered[R]") -> None:
        """Through all stages. Raises `Closed`."""
        group = _Group(items, answered)
        _told_of_failure(self._door.submit(group), group)

    def _at_the_door(self, groups: list[_Group[T, R]]) -> list[None]:
        self._prepare([item for group in groups for item in group.items])
        for group in groups:
            _told_of_failure(self._office.submit(group), group)
        return [None] * len(groups)

    def _in_the_office(self, groups: list[_Group[T, R]]) -> list[None]:
        entered = self._enter([item for group in groups for item in group.items])

        def finished(batch: "Future[list[R]]") -> None:
            fault = batch.exception()
            answers = iter(batch.result() if fault is None else ())
            for group in groups:
                group.answered(fault or list(islice(answers, len(group.items))))

        self._counter.submit(entered).add_done_callback(finished)
        return [None] * len(groups)


def _told_of_failure(stage: "Future[None]", group: _Group[T, R]) -> None:
    def ended(stage: "Future[None]") -> None:
        fault = stage.exception()
        if fault is not None:
            group.answered(fault)

    stage.add_done_callback(ended)


def _tell(turn: "Waiting[T, R]", answers: "list[R] | BaseException") -> None:
    """Bring the answers to who still waits for them."""
    for index, (_, future) in enumerate(turn):
        if future.done():
            continue
        if isinstance(answers, BaseException):
            future.set_exception(answers)
        else:
            future.set_result(answers[index])
