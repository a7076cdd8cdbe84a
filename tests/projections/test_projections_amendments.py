"""The cycle as it is in force: amended configuration, moved deadlines, and what was in force at an earlier position."""

import pytest
from sqlalchemy import Engine
from view_answers import applied
from view_histories import CYCLE, DOCUMENT, History

from biaogan.domain import events as ev
from biaogan.domain.amending import amended
from biaogan.domain.config import digest
from biaogan.projections.cycles import quota
from biaogan.projections.queries import Views

CHANGES = {"units[0].quota": 1, "notice.length": 12}
MOVED = {"deadlines.t1_delivery.last_day": "2022-07-05", "deadlines.t1_delivery.closes": "2022-07-06T00:00:00+08:00"}


def history() -> History:
    """Published, amended, the deadline moved."""
    found = History()
    found.publish_cycle()
    named = digest(amended(DOCUMENT, CHANGES))
    found.add(CYCLE, ev.CycleConfigAmended("p" * 64, CHANGES, "draft", "调整名额", named))
    extended = ev.DeadlineExtended("t1_delivery", *MOVED.values(), "防汛")
    found.add(CYCLE, extended)
    return found


def test_a_cycle_is_shown_as_it_is_in_force_and_as_it_was(engine: Engine, views: Views) -> None:
    applied(engine, history().records)
    published, changed, moved = (views.cycle(CYCLE, position) for position in range(3))
    assert published is not None
    assert changed is not None
    assert moved is not None
    assert [quota(row.config, "hebei-01") for row in (published, changed, moved)] == [3, 1, 1]
    assert [row.config["notice"]["length"] for row in (published, changed, moved)] == [10, 12, 12]
    assert changed.digest == digest(amended(DOCUMENT, CHANGES))
    assert moved.digest == digest(amended(amended(DOCUMENT, CHANGES), MOVED))
    assert {row.deadlines[0].closes for row in (published, changed)} == {"2022-07-01T00:00:00+08:00"}
    assert moved.deadlines[0].closes == "2022-07-06T00:00:00+08:00"
    assert published.published_at == moved.published_at


@pytest.mark.parametrize("changes", [None, {"no.such": 1}])
def test_an_amendment_that_cannot_be_read_changes_nothing(engine: Engine, views: Views, changes: object) -> None:
    found = History()
    found.add(CYCLE, ev.CycleConfigAmended("p" * 64, {"a": 1}, "draft", "", "d" * 64))
    found.publish_cycle()
    found.add(CYCLE, ev.CycleConfigAmended("p" * 64, changes, "draft", "", "d" * 64))  # type: ignore[arg-type]
    applied(engine, found.records)
    assert views.cycle(CYCLE, 0) is None
    row = views.cycle(CYCLE, 2)
    assert row is not None
    assert row.config == DOCUMENT
