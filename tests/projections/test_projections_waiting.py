"""Readers: they wait for their own write, are told when the worker is gone, survive a restart, and cannot write."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from view_answers import ListSource, applied
from view_cipher import CIPHER
from view_histories import whole_cycle

from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.queries import Views
from biaogan.projections.runner import Gap, NoEvent, Runner

RECORDS = whole_cycle(3).records


def test_a_reader_waits_for_its_own_write(engine: Engine) -> None:
    source = ListSource()
    runner = Runner(engine, CIPHER, source)
    runner.start()
    with pytest.raises(RuntimeError):
        runner.start()
    assert not runner.wait_for(0, 0.05)
    for record in RECORDS[:20]:
        source.append(record)
        began = time.monotonic()
        assert runner.wait_for(record.position, 5)
        assert time.monotonic() - began < 2
    runner.stop()
    assert runner.wait_for(19, 0)
    assert not runner.wait_for(20, 0)


def test_a_reader_of_another_process_waits_by_looking(engine: Engine) -> None:
    elsewhere = Runner(engine, CIPHER, ListSource())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(elsewhere.wait_for, len(RECORDS) - 1, 10)
        Runner(engine, CIPHER, ListSource(RECORDS), batch=20).catch_up()
        assert waiting.result()


def test_who_waits_for_a_stopped_worker_is_told_why(engine: Engine) -> None:
    runner = Runner(engine, CIPHER, ListSource([NoEvent(1)]))
    runner.start()
    with pytest.raises(Gap):
        runner.wait_for(0, 5)
    with pytest.raises(Gap):
        runner.stop()


def test_the_worker_outlives_a_database_that_is_away(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("biaogan.projections.runner.RETRY_SECONDS", 0.01)
    source = ListSource(RECORDS[:10])
    read, fails = source.read_from, iter([True, True])

    def away(position: int, limit: int) -> Sequence[object]:
        if next(fails, False):
            raise OperationalError("SELECT 1", {}, ConnectionError("gone"))
        return read(position, limit)

    monkeypatch.setattr(source, "read_from", away)
    runner = Runner(engine, CIPHER, source)
    runner.start()
    assert runner.wait_for(9, 5)
    runner.stop()
    assert sum("wait for the database" in message for message in caplog.messages) == 2


def test_readers_survive_a_restart_of_the_server(pg_url: str) -> None:
    engine = open_engine(pg_url)
    migrate(engine)
    applied(engine, RECORDS)
    views = Views(engine, CIPHER)
    before = views.cases(views.position())
    admin = create_engine(pg_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    assert views.cases(len(RECORDS) - 1) == before
    for each in (views, admin, engine):
        each.close() if isinstance(each, Views) else each.dispose()


def test_what_reads_the_views_cannot_write_them(engine: Engine, views: Views) -> None:
    connection = views._reader._engine.raw_connection()
    with pytest.raises(Exception, match=r"read-?only"):
        connection.cursor().execute("UPDATE view_tracking SET notification_id = 9")
    connection.close()
