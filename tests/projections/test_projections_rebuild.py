"""Views built anew beside the live ones: nobody sees them grow, and a builder killed anywhere leaves old or new (edge case 65)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from view_answers import Leaf, ListSource, applied, dump, leftovers
from view_cipher import CIPHER
from view_histories import whole_cycle

from biaogan.projections.database import open_engine
from biaogan.projections.queries import Views
from biaogan.projections.runner import Runner
from biaogan.projections.switching import Rebuilding, beside

RECORDS = whole_cycle(3).records
PLANTED = "UPDATE view_case SET status = 'TITLED'"


class Hooked(ListSource):
    """Does something at every read."""

    def __init__(self, records: Sequence[Leaf], hook: Callable[[], Any]) -> None:
        super().__init__(records)
        self._hook = hook

    def read_from(self, position: int, limit: int) -> Sequence[Leaf]:
        self._hook()
        return super().read_from(position, limit)


@pytest.fixture
def spoilt(engine: Engine) -> tuple[str, str]:
    """The views as they should be, and as they are after somebody changed them."""
    applied(engine, RECORDS)
    right = dump(engine)
    with engine.begin() as connection:
        connection.execute(text(PLANTED))
    wrong = dump(engine)
    assert wrong != right
    return right, wrong


def test_readers_see_the_old_views_until_all_of_the_new_ones_are_there(engine: Engine, spoilt: tuple[str, str]) -> None:
    right, wrong = spoilt
    seen = []
    source = Hooked(RECORDS, lambda: seen.append(dump(engine)))
    progress: list[int] = []
    assert Runner(engine, CIPHER, source, batch=20).rebuild(progress.append) == len(RECORDS) - 1
    assert progress == [*range(19, len(RECORDS) - 1, 20), len(RECORDS) - 1]
    assert len(seen) > len(RECORDS) // 20
    assert set(seen) == {wrong}
    assert dump(engine) == right
    assert leftovers(engine) == []


def test_a_reader_that_never_stops_asking_meets_no_fault_and_no_half(engine: Engine, spoilt: tuple[str, str]) -> None:
    views, over = Views(engine, CIPHER), Event()
    head = views.position()

    def ask() -> set[tuple[int, int]]:
        found = set()
        while not over.is_set():
            found.add((views.position(), len(views.cases(head, first=100).rows)))
        return found

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for _ in range(3):
            Runner(engine, CIPHER, ListSource(RECORDS)).rebuild()
        over.set()
        assert set().union(*(each.result() for each in asking)) == {(head, 3)}
    views.close()


def test_what_is_admitted_meanwhile_is_in_the_old_views_at_once_and_in_the_new_ones(
    engine: Engine, database_url: str
) -> None:
    half = len(RECORDS) // 2
    worker_engine, source = open_engine(database_url), ListSource(RECORDS[:half])
    worker = Runner(worker_engine, CIPHER, source)
    worker.catch_up()
    building = Hooked(RECORDS[:half], lambda: None)
    late = iter(RECORDS[half:])

    def one_more() -> None:
        for record in [next(late, None)]:
            if record is not None and not changing:
                source.append(record)
                building.append(record)
                assert worker.run_once() == 1

    changing: list[bool] = []
    building._hook = one_more
    builder = Runner(engine, CIPHER, building, batch=20)
    reached = builder.rebuild(lambda position: changing.append(True) if position >= half + 2 else None)
    assert reached == worker.position() > half
    rest = RECORDS[reached + 1 :]
    source.append(*rest)
    worker.catch_up()
    whole = dump(engine)
    Runner(engine, CIPHER, ListSource(RECORDS)).rebuild()
    assert dump(engine) == whole
    worker_engine.dispose()


def test_a_worker_forgets_the_rows_of_the_views_that_were_replaced(engine: Engine, database_url: str) -> None:
    """Else what somebody had changed would come back by way of its memory."""
    half = len(RECORDS) // 2
    applied(engine, RECORDS)
    right = dump(engine)
    with engine.begin() as connection:
        for table in inspect(engine).get_table_names():
            if table.startswith("view_") and table != "view_tracking":
                connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE view_tracking SET notification_id = 0"))
    source = ListSource(RECORDS[:half])
    worker = Runner(engine, CIPHER, source, batch=10)
    worker.run_once()
    with engine.begin() as connection:
        connection.execute(text("UPDATE view_case SET unit = 'planted'"))
    worker.catch_up()
    other = open_engine(database_url)
    Runner(other, CIPHER, ListSource(RECORDS[:half])).rebuild()
    source.append(*RECORDS[half:])
    worker.catch_up()
    assert dump(engine) == right
    other.dispose()


def test_one_process_rebuilds_at_a_time(engine: Engine, spoilt: tuple[str, str]) -> None:
    with beside(engine), pytest.raises(Rebuilding, match="being rebuilt"):
        Runner(engine, CIPHER, ListSource(RECORDS)).rebuild()
    assert dump(engine) == spoilt[1]


def test_a_fault_while_building_leaves_the_old_views(engine: Engine, spoilt: tuple[str, str]) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Runner(engine, CIPHER, Hooked(RECORDS, fails)).rebuild()
    assert dump(engine) == spoilt[1]
    assert leftovers(engine) == []
