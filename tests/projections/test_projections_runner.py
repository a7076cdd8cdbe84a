"""The worker: run twice, run by two, fed from a growing log, and always at one whole position (edge case 56)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from eventsourcing.persistence import IntegrityError, Tracking
from sqlalchemy import Engine
from view_answers import ListSource, applied, dump, emptied
from view_cipher import CIPHER
from view_histories import History, made, whole_cycle

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.projections import tracking
from biaogan.projections.database import exclusive, open_engine
from biaogan.projections.queries import Views
from biaogan.projections.registry import VIEWS
from biaogan.projections.runner import Gap, NoEvent, Runner
from biaogan.projections.versioned import Store, View

RECORDS = whole_cycle(3).records


@pytest.fixture
def whole(engine: Engine) -> str:
    """What the views of all records are; the database is empty again afterwards."""
    applied(engine, RECORDS)
    found = dump(engine)
    emptied(engine)
    return found


def test_run_twice_is_run_once(engine: Engine, whole: str) -> None:
    first = Runner(engine, CIPHER, ListSource(RECORDS))
    assert first.run_once() == len(RECORDS)
    assert first.run_once() == 0
    again = Runner(engine, CIPHER, ListSource(RECORDS))
    assert again.run_once() == 0
    assert again.position() == len(RECORDS) - 1
    assert dump(engine) == whole


def test_one_record_at_a_time_is_a_rebuild(engine: Engine, whole: str) -> None:
    runner = Runner(engine, CIPHER, ListSource(RECORDS), batch=1)
    assert [runner.run_once() for _ in RECORDS] == [1] * len(RECORDS)
    assert dump(engine) == whole
    seen: list[int] = []
    assert Runner(engine, CIPHER, ListSource(RECORDS), batch=50).rebuild(seen.append) == len(RECORDS) - 1
    assert seen == [*range(49, len(RECORDS) - 1, 50), len(RECORDS) - 1]
    assert dump(engine) == whole


def test_a_fault_in_a_fold_leaves_the_views_where_they_were(engine: Engine, whole: str) -> None:
    broken = View("broken")

    @broken.on(ev.CaseRecommendedByT1)
    def _fails(*_: object) -> None:
        raise ZeroDivisionError

    runner = Runner(engine, CIPHER, ListSource(RECORDS), [*VIEWS, broken], batch=7)
    with pytest.raises(ZeroDivisionError):
        runner.catch_up()
    stopped = runner.position()
    fails_at = next(r.position for r in RECORDS if isinstance(r.event, ev.CaseRecommendedByT1))
    assert stopped == fails_at // 7 * 7 - 1
    half = dump(engine)
    assert half == dump_of(engine, RECORDS[: stopped + 1])
    with pytest.raises(ZeroDivisionError):
        runner.run_once()
    mended = Runner(engine, CIPHER, ListSource(RECORDS))
    mended.catch_up()
    assert dump(engine) == whole


def dump_of(engine: Engine, records: Sequence[object]) -> str:
    emptied(engine)
    Runner(engine, CIPHER, ListSource(records)).catch_up()  # type: ignore[arg-type]
    return dump(engine)


def test_a_worker_whose_fold_failed_once_goes_on_from_what_was_written(engine: Engine, whole: str) -> None:
    """After a rollback nothing remembered may be believed."""
    flaky, failed = View("flaky"), set[int]()

    @flaky.on(ev.CaseSubmittedToT1, ev.ScoreSheetLocked, ev.RosterPlaceTaken)
    def _fails(_: Store, record: Recorded, __: ev.Event) -> None:
        if record.position not in failed:
            failed.add(record.position)
            raise ConnectionError

    runner = Runner(engine, CIPHER, ListSource(RECORDS), [*VIEWS, flaky], batch=3)
    position = -1
    while position < len(RECORDS) - 1:
        try:
            runner.run_once()
        except ConnectionError:
            assert runner.position() == position
        position = runner.position()
    assert dump(engine) == whole


def test_several_workers_at_once_apply_every_record_once(engine: Engine, whole: str, database_url: str) -> None:
    engines = [open_engine(database_url) for _ in range(3)]
    workers = [Runner(each, CIPHER, ListSource(RECORDS), batch=3) for each in engines]
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(lambda worker: worker.catch_up(), workers)) == {len(RECORDS) - 1}
    assert dump(engine) == whole
    for each in engines:
        each.dispose()


def test_a_busy_worker_is_not_waited_for_long(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("biaogan.projections.database.BUSY_SECONDS", 0.1)
    other = open_engine(database_url)
    with exclusive(engine) as connection:
        assert connection is not None
        assert Runner(other, CIPHER, ListSource(RECORDS)).run_once() == 0
        with pytest.raises(RuntimeError, match="another worker"):
            Runner(other, CIPHER, ListSource(RECORDS)).rebuild()
    assert Runner(other, CIPHER, ListSource(RECORDS)).run_once() == len(RECORDS)
    other.dispose()


def test_a_record_applied_cannot_be_applied_again(engine: Engine) -> None:
    with engine.begin() as connection:
        tracking.advance(connection, -1, Tracking(tracking.SOURCE, 5))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        tracking.advance(connection, -1, Tracking(tracking.SOURCE, 6))
    with engine.connect() as connection:
        assert tracking.applied(connection) == 4


def test_a_skipped_position_stops_the_worker(engine: Engine) -> None:
    """A slow committer's record would be missing for ever."""
    runner = Runner(engine, CIPHER, ListSource([*RECORDS[:5], *RECORDS[6:]]))
    with pytest.raises(Gap, match="6, not 5"):
        runner.run_once()
    assert runner.position() == -1


def test_leaves_that_are_no_events_and_events_no_view_reads_are_tracked(engine: Engine, views: Views) -> None:
    history = History()
    history.add(made("log", 0), ev.LogCreated({}, "vkey", "1"))
    runner = Runner(engine, CIPHER, ListSource([*history.records, NoEvent(1), NoEvent(2)]))
    assert runner.run_once() == 3
    assert runner.position() == views.position() == 2
