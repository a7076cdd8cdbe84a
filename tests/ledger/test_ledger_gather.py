"""Group commit: whoever comes together is served together, in order, and answers for nobody else's fault."""

import threading
from concurrent.futures import CancelledError, Future

import pytest

from biaogan.ledger.errors import LedgerError
from biaogan.ledger.gather import Closed, Gatherer


class Slow:
    """A process that can be held up, so that items gather behind it."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = threading.Event()
        self.begun = threading.Event()

    def __call__(self, items: list[int]) -> list[int]:
        self.begun.set()
        self.gate.wait()
        self.batches.append(items)
        if 13 in items:
            raise ValueError("thirteen")
        return [item * 2 for item in items]


def gathered(items: range, limit: int = 256) -> tuple[Slow, list[Future[int]], Gatherer[int, int]]:
    """The first item alone in process; the others waiting behind it."""
    slow = Slow()
    gatherer = Gatherer(slow, limit=limit)
    futures = [gatherer.submit(items[0])]
    slow.begun.wait()
    futures += [gatherer.submit(item) for item in items[1:]]
    return slow, futures, gatherer


def test_what_gathers_while_one_batch_is_processed_is_the_next_batch() -> None:
    slow, futures, gatherer = gathered(range(5))
    slow.gate.set()
    assert [future.result() for future in futures] == [0, 2, 4, 6, 8]
    assert slow.batches == [[0], [1, 2, 3, 4]]
    gatherer.close()


def test_a_batch_is_never_larger_than_the_limit() -> None:
    slow, futures, gatherer = gathered(range(8), limit=3)
    slow.gate.set()
    gatherer.close()
    assert slow.batches == [[0], [1, 2, 3], [4, 5, 6], [7]]
    assert all(future.done() for future in futures)


def test_a_fault_fails_its_own_batch_and_no_other() -> None:
    slow, futures, gatherer = gathered(range(11, 20), limit=3)
    slow.gate.set()
    gatherer.close()
    assert futures[0].result() == 22
    for future in futures[1:4]:  # 12, 13, 14
        with pytest.raises(ValueError, match="thirteen"):
            future.result()
    assert [future.result() for future in futures[4:]] == [30, 32, 34, 36, 38]


def test_a_process_that_answers_too_little_is_at_fault() -> None:
    gatherer: Gatherer[int, int] = Gatherer(lambda items: [])
    with pytest.raises(LedgerError, match="1 items, 0 results"):
        gatherer.submit(1).result()
    gatherer.close()


def test_what_was_cancelled_in_time_is_not_processed() -> None:
    slow, futures, gatherer = gathered(range(3))
    assert futures[1].cancel()
    assert futures[2].cancel()
    slow.gate.set()
    gatherer.close()
    assert slow.batches == [[0]]
    with pytest.raises(CancelledError):
        futures[1].result()


def test_closing_finishes_what_was_submitted_and_takes_nothing_more() -> None:
    slow, futures, gatherer = gathered(range(3))
    threading.Timer(0.05, slow.gate.set).start()
    gatherer.close()
    assert [future.result(0) for future in futures] == [0, 2, 4]
    with pytest.raises(Closed):
        gatherer.submit(1)


def test_a_gatherer_that_was_never_used_closes_at_once() -> None:
    Gatherer(lambda items: items).close()
