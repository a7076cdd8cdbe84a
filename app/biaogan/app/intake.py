"""The counter between event loops and the office's worker (收件): one handing-over for each turn of a loop, not each act.

What arrives in one turn of an event loop is handed to the worker together, and answered together: under load most acts
share the cost of waking the worker, of waking the loop, and of the transaction.
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


class Intake(Generic[T, R]):
    """Gathers items from any number of event loops and threads for one worker thread."""

    def __init__(self, process: Callable[[Sequence[T]], list[R]]) -> None:
        """``process`` answers each item of a batch, in order; what it raises is raised for each of them."""
        self._process = process
        self._gatherer: Gatherer[list[T], list[R]] = Gatherer(self._groups, name="office")
        self._turns: dict[asyncio.AbstractEventLoop, Waiting[T, R]] = {}

    def close(self) -> None:
        """Finish what is waiting and stop the worker."""
        self._gatherer.close()

    def submit(self, item: T) -> "Future[R]":
        """Hand in one item from any thread; the future brings its answer."""
        future: Future[R] = Future()

        def answered(group: "Future[list[R]]") -> None:
            fault = group.exception()
            if fault is not None:
                future.set_exception(fault)
            else:
                future.set_result(group.result()[0])

        self._gatherer.submit([item]).add_done_callback(answered)
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

        def answered(group: "Future[list[R]]") -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, turn, group)

        try:
            self._gatherer.submit([item for item, _ in turn]).add_done_callback(answered)
        except Closed as closed:
            for _, future in turn:
                future.set_exception(closed)

    def _groups(self, groups: list[list[T]]) -> list[list[R]]:
        answers = iter(self._process(list(chain.from_iterable(groups))))
        return [[next(answers) for _ in group] for group in groups]


def _tell(turn: "Waiting[T, R]", group: "Future[list[R]]") -> None:
    """Bring the answers to who still waits for them."""
    fault = group.exception()
    for index, (_, future) in enumerate(turn):
        if future.done():
            continue
        if fault is not None:
            future.set_exception(fault)
        else:
            future.set_result(group.result()[index])
