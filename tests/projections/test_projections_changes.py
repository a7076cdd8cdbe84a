"""Where things changed, against the rows themselves, on both databases."""

from sqlalchemy import Engine, select
from view_answers import applied
from view_histories import whole_cycle

from biaogan.projections.cases import CASES, CaseRow
from biaogan.projections.queries import Views
from biaogan.projections.ranking import RANKING, RankingRow
from biaogan.projections.sheets import SHEETS, ScoreSheetRow

RECORDS = whole_cycle(3).records
LAST = len(RECORDS) - 1


def test_every_begin_and_end_of_a_version_is_a_change(engine: Engine, views: Views) -> None:
    applied(engine, RECORDS)
    with engine.connect() as connection:
        spans = connection.execute(select(CASES.table.c.id, CASES.table.c.since, CASES.table.c.until)).all()
        rounds = {row.round: row.since for row in connection.execute(select(RANKING.table))}
    case = spans[0][0]
    ends = sorted({end for id_, *span in spans if id_ == case for end in span if end <= LAST})
    assert views.changes(CaseRow, {"id": case}, -1, LAST, 1000) == tuple(ends)
    assert views.changes(CaseRow, {"id": case}, ends[0], ends[2], 1000) == tuple(ends[1:3])
    assert views.changes(CaseRow, {"id": case}, -1, LAST, 2) == tuple(ends[:2])
    for round_, since in rounds.items():
        assert since in views.changes(RankingRow, {"round": round_}, -1, LAST, 1000)


def test_what_was_touched_is_listed_by_id_page_by_page(engine: Engine, views: Views) -> None:
    applied(engine, RECORDS)
    ids = sorted(case.id for case in views.cases(LAST, first=100).rows)
    assert list(views.touched(CaseRow, -1, LAST, "", 100)) == ids
    assert list(views.touched(CaseRow, -1, LAST, ids[0], 1)) == ids[1:2]
    assert views.touched(CaseRow, LAST, LAST, "", 100) == ()


def test_what_was_touched_is_listed_by_another_field_than_its_own_id(engine: Engine, views: Views) -> None:
    applied(engine, RECORDS)
    with engine.connect() as connection:
        held = connection.execute(select(SHEETS.table.c.round, SHEETS.table.c.since)).all()
    rounds = sorted({round_ for round_, _ in held})
    assert len(rounds) > 1
    assert list(views.touched(ScoreSheetRow, -1, LAST, "", 100, "round")) == rounds
    assert list(views.touched(ScoreSheetRow, -1, LAST, rounds[0], 1, "round")) == rounds[1:2]
    first = min(since for round_, since in held if round_ == rounds[0])
    assert rounds[0] in views.touched(ScoreSheetRow, first - 1, first, "", 100, "round")
