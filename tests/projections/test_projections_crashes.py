"""Killed at a hundred random points (SIGKILL), each time continued by a process that remembers nothing: the same bytes.

Edge cases 56 and 65. ``bench/kills.py`` does both a hundred times on each database.
"""

import random
from collections.abc import Iterator

import pytest
from killing import Kill, killer
from sqlalchemy import Engine, text
from view_answers import ListSource, applied, dump, emptied, leftovers
from view_cipher import CIPHER
from view_histories import whole_cycle

from biaogan.projections import tracking
from biaogan.projections.runner import Runner

RECORDS = whole_cycle(3).records
WORKERS, BUILDERS = 100, 5
"""How many are killed."""
PLANTED = "UPDATE view_case SET status = 'TITLED'"


@pytest.fixture
def right(engine: Engine) -> str:
    """The views as one worker builds them that nobody kills."""
    applied(engine, RECORDS)
    return dump(engine)


@pytest.fixture
def kill(database_url: str) -> Iterator[Kill]:
    with killer(database_url, 5) as found:
        yield found


def test_a_worker_killed_at_a_hundred_random_points_is_continued_by_the_next(
    engine: Engine, right: str, kill: Kill
) -> None:
    emptied(engine)
    every = kill("catch_up", 0) or 0
    assert dump(engine) == right
    chance, position, kills, reached = random.Random(100), len(RECORDS) - 1, 0, set()
    while kills < WORKERS:
        if position == len(RECORDS) - 1:
            assert dump(engine) == right
            emptied(engine)
            position = -1
        kills += kill("catch_up", chance.randint(1, every // 3)) is None
        with engine.connect() as connection:
            before, position = position, tracking.applied(connection)
        assert position >= before
        reached.add(position)
    assert len(reached) > 10, "they were killed at many positions"
    Runner(engine, CIPHER, ListSource(RECORDS)).catch_up()
    assert dump(engine) == right


def test_a_builder_killed_at_a_random_point_leaves_the_old_views_or_the_new(
    engine: Engine, right: str, kill: Kill
) -> None:
    def spoil() -> str:
        with engine.begin() as connection:
            connection.execute(text(PLANTED))
        return dump(engine)

    wrong = spoil()
    assert wrong != right
    every = kill("rebuild", 0) or 0
    assert dump(engine) == right
    chance = random.Random(65)
    for number in range(BUILDERS):
        spoil()
        first = every * 99 // 100 if number % 2 else 1  # or while the new views take the place of the old
        kill("rebuild", chance.randint(first, every))
        assert dump(engine) in (right, wrong)
    spoil()
    Runner(engine, CIPHER, ListSource(RECORDS)).rebuild()
    assert dump(engine) == right
    assert leftovers(engine) == []
