"""Edge case 61: an answer as of position p is the answer of views built from the first p + 1 records alone."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_histories import random_history
from sqlalchemy import Engine
from view_answers import ListSource, Names, answers, applied, dump, emptied
from view_cipher import CIPHER
from view_histories import whole_cycle

from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.queries import Views
from biaogan.projections.runner import Runner
from biaogan.projections.versioned import END, METADATA

# Each example empties the database by itself, so one database may serve them all.
SHARED = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_every_answer_about_the_past_is_the_answer_of_that_time(engine: Engine, views: Views, sqlite_url: str) -> None:
    """Every query method, at every position of a whole cycle, against a database that never saw a later record."""
    records = whole_cycle(2).records
    names = Names(records)
    applied(engine, records)
    other = open_engine(sqlite_url.replace("test.db", "young.db"))
    migrate(other)
    young = Views(other, CIPHER)
    assert answers(views, names, -1) == answers(young, names, -1)
    source = ListSource()
    runner = Runner(other, CIPHER, source)
    for position, record in enumerate(records):
        source.append(record)
        assert runner.run_once() == 1
        assert answers(views, names, position) == answers(young, names, position) == answers(young, names, END - 1)
    young.close()
    other.dispose()


@SHARED
@given(seed=st.integers(0, 2**32))
def test_random_histories_are_told_the_same_from_any_later_position(engine: Engine, views: Views, seed: int) -> None:
    rng = random.Random(seed)
    records = random_history(rng, 40)
    names = Names(records)
    emptied(engine)
    applied(engine, records, batch=rng.randint(1, 50))
    later = {position: answers(views, names, position) for position in range(-1, len(records))}
    for position in sorted(rng.sample(range(-1, len(records)), 12)):
        emptied(engine)
        applied(engine, records[: position + 1])
        assert answers(views, names, position) == later[position]


@SHARED
@given(seed=st.integers(0, 2**32), batches=st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_the_rows_do_not_depend_on_how_records_were_cut_into_batches(
    engine: Engine, seed: int, batches: list[int]
) -> None:
    """Incremental, by any batches and any number of workers, equals a rebuild byte for byte (edge case 56)."""
    records = random_history(random.Random(seed), 80)
    emptied(engine)
    applied(engine, records)
    whole = dump(engine)
    source = ListSource()
    workers = [Runner(engine, CIPHER, source, batch=size) for size in batches]
    emptied(engine)
    source.append(*records)
    turn = 0
    while workers[turn % len(workers)].run_once():
        turn += 1
    assert dump(engine) == whole


def test_what_does_not_fit_in_memory_is_read_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    records = random_history(random.Random(5), 300)
    applied(engine, records, batch=10)
    whole = dump(engine)
    monkeypatch.setattr("biaogan.projections.store.KEEP", 2)
    emptied(engine)
    applied(engine, records, batch=10)
    assert dump(engine) == whole


def test_the_versions_of_a_thing_follow_each_other_without_overlap(engine: Engine) -> None:
    """At no position are there two rows of one key; a row is superseded exactly where the next begins, or ends."""
    applied(engine, random_history(random.Random(61), 400), batch=7)
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            if table.name == "view_tracking":
                continue
            key = [column for column in table.primary_key if column.name != "since"]
            last: tuple[object, ...] = ()
            until = 0
            for row in connection.execute(table.select().order_by(*key, table.c.since)):
                found = tuple(row._mapping[column] for column in key)
                assert row.since < row.until
                assert found != last or until <= row.since
                last, until = found, row.until


@pytest.mark.parametrize("at", [-1, END - 1])
def test_a_position_without_records_has_an_answer(views: Views, at: int) -> None:
    assert views.position() == -1
    assert views.cases(at).rows == ()
    assert views.cycles(at) == ()
