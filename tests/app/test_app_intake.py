"""Between event loops and the office (收件): everybody gets the own answer, or the fault of the own batch, once."""

import asyncio
from collections.abc import Sequence

import pytest

from biaogan.app.intake import Intake
from biaogan.ledger.gather import Closed


class Halves:
    """An office for numbers: prepared ones are doubled, entered in batches, finished as halves; notes its batches."""

    def __init__(self) -> None:
        self.entered: list[list[int]] = []
        self.finished: list[int] = []

    def prepare(self, batch: Sequence[int]) -> None:
        if -1 in batch:
            raise ValueError("at the door")

    def enter(self, batch: Sequence[int]) -> list[int]:
        self.entered.append(list(batch))
        if -2 in batch:
            raise ValueError("in the office")
        return list(batch)

    def finish(self, batches: Sequence[list[int]]) -> list[list[float]]:
        self.finished.append(len(batches))
        if any(-3 in batch for batch in batches):
            raise ValueError("at the counter")
        return [[number / 2 for number in batch] for batch in batches]

    def intake(self) -> Intake[int, list[int], float]:
        return Intake(self.prepare, self.enter, self.finish)


def test_answers_come_back_in_the_order_of_the_questions() -> None:
    halves = Halves()
    intake = halves.intake()

    async def ask() -> list[float]:
        return await asyncio.gather(*(intake.answer(number) for number in range(500)))

    assert asyncio.run(ask()) == [number / 2 for number in range(500)]
    assert asyncio.run(ask()) == [number / 2 for number in range(500)], "another loop asks"
    assert [intake.submit(number).result(5) for number in range(9)] == [number / 2 for number in range(9)]
    intake.close()


def test_what_arrives_in_one_turn_of_the_loop_is_entered_together() -> None:
    halves = Halves()
    intake = halves.intake()

    async def ask() -> None:
        await asyncio.gather(*(intake.answer(number) for number in range(40)))

    asyncio.run(ask())
    assert halves.entered == [list(range(40))]
    intake.close()


@pytest.mark.parametrize(("number", "where"), [(-1, "at the door"), (-2, "in the office"), (-3, "at the counter")])
def test_a_fault_at_any_stage_is_raised_for_everybody_of_the_batch_and_for_nobody_else(number: int, where: str) -> None:
    intake = Halves().intake()

    async def ask() -> None:
        answers = await asyncio.gather(intake.answer(8), intake.answer(number), return_exceptions=True)
        assert [str(answer) for answer in answers] == [where, where]
        assert await intake.answer(8) == 4

    asyncio.run(ask())
    with pytest.raises(ValueError, match=where):
        intake.submit(number).result(5)
    intake.close()


def test_who_no_longer_waits_does_not_disturb_the_others() -> None:
    intake = Halves().intake()

    async def ask() -> None:
        gone, stays = (asyncio.ensure_future(intake.answer(number)) for number in (2, 4))
        await asyncio.sleep(0)
        gone.cancel()
        assert await stays == 2

    asyncio.run(ask())
    intake.close()


def test_nothing_is_taken_after_closing_and_everything_before_is_answered() -> None:
    intake = Halves().intake()
    future = intake.submit(6)
    intake.close()
    assert future.result(0) == 3
    with pytest.raises(Closed):
        intake.submit(6)

    async def ask() -> float:
        return await intake.answer(6)

    with pytest.raises(Closed):
        asyncio.run(ask())
