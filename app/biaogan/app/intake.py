"""The counter between event loops and the office's worker (收件): two stages, each by the batch.

What arrives in one turn of an event loop is handed over together, prepared together (its form and its signatures are
checked while the worker is still at the batch before), processed together and answered together: under load most acts
share the cost of waking a thread, of waking the loop, and of the transaction.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import chain
from typing import Generic, TypeVar

from biaogan.ledger.gather import Closed, Gatherer

T = TypeVar("T")
R = TypeVar("R")
Waiting = list[tuple[T, "asyncio.Future[R]"]]
Group = Future[list[R]]


class Intake(Generic[T, R]):
    """Gathers items from any number of event loops and threads for one worker thread."""

    def __init__(self, prepare: Callable[[Sequence[T]], None], process: Callable[[Sequence[T]], list[R]]) -> None:
        """``process`` answers each item of a batch, in order; what it raises is raised for each of them."""
        self._prepare = prepare
        self._process = process
        self._door: Gatherer[list[T], Group[R]] = Gatherer(self._prepared, name="door")
        self._office: Gatherer[list[T], list[R]] = Gatherer(self._processed, name="office")
        self._turns: dict[asyncio.AbstractEventLoop, Waiting[T, R]] = {}

    def close(self) -> None:
        """Finish what is waiting and stop both threads."""
        self._door.close()
        self._office.close()

    def submit(self, item: T) -> "Future[R]":
        """Hand in one item from any thread; the future brings its answer."""
        future: Future[R] = Future()

        def answered(answers: list[R] | BaseException) -> None:
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

        def answered(answers: list[R] | BaseException) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, turn, answers)

        try:
            self._hand_in([item for item, _ in turn], answered)
        except Closed as closed:
            _tell(turn, closed)

    def _hand_in(self, group: list[T], answered: Callable[[list[R] | BaseException], None]) -> None:
        """Through the door to the worker; ``answered`` is called once, in whatever thread. Raises `Closed`."""

        def told(processed: Group[R]) -> None:
            answered(processed.exception() or processed.result())

        def through(prepared: Future[Group[R]]) -> None:
            fault = prepared.exception()
            if fault is not None:
                answered(fault)
            else:
                prepared.result().add_done_callback(told)

        self._door.submit(group).add_done_callback(through)

    def _prepared(self, groups: list[list[T]]) -> list[Group[R]]:
        self._prepare(list(chain.from_iterable(groups)))
        return [self._office.submit(group) for group in groups]

    def _processed(self, groups: list[list[T]]) -> list[list[R]]:
        answers = iter(self._process(list(chain.from_iterable(groups))))
        return [[next(answers) for _ in group] for group in groups]


def _tell(turn: "Waiting[T, R]", answers: "list[R] | BaseException") -> None:
    """Bring the answers to who still waits for them."""
    for index, (_, future) in enumerate(turn):
        if future.done():
            continue
        if isinstance(answers, BaseException):
            future.set_exception(answers)
        else:
            future.set_result(answers[index])
