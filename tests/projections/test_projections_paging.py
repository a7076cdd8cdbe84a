"""Pages of cases: every order is total, a page never skips or repeats, whatever is recorded meanwhile."""

import random

import pytest
from sqlalchemy import Engine
from view_answers import ListSource, applied
from view_cipher import CIPHER
from view_histories import CYCLE, History, whole_cycle

from biaogan.projections.cases import CaseFilter, CaseOrder, CaseRow
from biaogan.projections.queries import Views
from biaogan.projections.runner import Runner
from biaogan.projections.versioned import END


def paged(views: Views, at: int, order: CaseOrder, size: int, backward: bool = False) -> list[CaseRow]:
    """The whole list, page by page."""
    rows: list[CaseRow] = []
    after = None
    while True:
        page = views.cases(at, CaseFilter(cycle=CYCLE), order, first=size, after=after, backward=backward)
        rows += page.rows
        if not page.has_next:
            return rows
        assert len(page.rows) == size
        after = (order.key(rows[-1]), rows[-1].id)


@pytest.mark.parametrize("order", CaseOrder)
def test_pages_join_to_the_whole_list_in_order_forward_and_backward(
    engine: Engine, views: Views, order: CaseOrder
) -> None:
    records = whole_cycle(9).records
    applied(engine, records)
    for at in (len(records) - 1, len(records) // 2):
        everything = views.cases(at, CaseFilter(cycle=CYCLE)).rows
        assert len(everything) == 9
        expected = sorted(everything, key=lambda row: (order.key(row), row.id), reverse=order.value[1])
        for size in (1, 2, 4, 9, 20):
            assert paged(views, at, order, size) == expected
            assert paged(views, at, order, size, backward=True) == expected[::-1]


def test_a_page_at_a_position_is_stable_while_records_arrive(engine: Engine, views: Views) -> None:
    history = History()
    history.publish_cycle()
    for n in range(6):
        history.draft(n)
    source = ListSource(history.records)
    runner = Runner(engine, CIPHER, source)
    runner.catch_up()
    at = views.position()
    expected = paged(views, at, CaseOrder.LATEST_CHANGE, 10)
    first = views.cases(at, CaseFilter(cycle=CYCLE), CaseOrder.LATEST_CHANGE, first=3)
    size = len(history.records)
    for case in random.Random(1).sample([row.id for row in expected], 6):
        history.submit(case)
    history.draft(7)
    source.append(*history.records[size:])
    runner.catch_up()
    after = (CaseOrder.LATEST_CHANGE.key(first.rows[-1]), first.rows[-1].id)
    second = views.cases(at, CaseFilter(cycle=CYCLE), CaseOrder.LATEST_CHANGE, first=3, after=after)
    assert [*first.rows, *second.rows] == expected
    assert not second.has_next


def test_many_ids_make_few_statements(engine: Engine, views: Views) -> None:
    applied(engine, whole_cycle(9).records)
    at = views.position()
    names = [row.id for row in views.cases(at).rows]
    for many in range(1, 10):
        ids = [*names[:many], "case_missing"]
        assert [row.id for row in views.cases(at, CaseFilter(ids=ids)).rows] == names[:many]


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (CaseOrder.T1_RANK, "1"),
        (CaseOrder.T1_RANK, True),
        (CaseOrder.T1_RANK, -1),
        (CaseOrder.FINAL_RANK, END + 1),
        (CaseOrder.TITLE, 1),
    ],
)
def test_a_key_of_another_order_is_refused(views: Views, order: CaseOrder, key: str | int) -> None:
    with pytest.raises(ValueError, match="not a key"):
        views.cases(0, order=order, after=(key, "case_1"))
