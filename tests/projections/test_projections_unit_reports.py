"""推荐单位工作情况 (R-23): what each unit did in a year, counted from what is on record, at any position."""

from dataclasses import replace

import journey as j
import world as w
from sqlalchemy import Engine
from view_answers import applied

from biaogan.domain import events as ev
from biaogan.domain.status import Status
from biaogan.projections.queries import Views
from biaogan.projections.unit_reports import UnitReportRow

SCENE, CASES = j.reached(Status.TITLED)
HEAD = len(SCENE.records) - 1


def reports(views: Views, at: int) -> dict[str, UnitReportRow]:
    """By unit."""
    return {row.unit: row for row in views.unit_reports(w.CYCLE, at)}


def test_a_unit_that_recommended_and_one_that_did_nothing_both_have_their_report(engine: Engine, views: Views) -> None:
    applied(engine, SCENE.records)
    found = reports(views, HEAD)
    assert list(found) == [unit["code"] for unit in w.DOCUMENT["units"]], "every unit, in printed order"
    active = {unit: row for unit, row in found.items() if row.drafted}
    assert sum(row.drafted for row in active.values()) == len(CASES)
    for unit, row in active.items():
        count = sum(SCENE.world[case].unit == unit for case in CASES)
        given = (row.places, row.drafted, row.submitted, row.passed, row.recommended, row.selected, row.titled)
        assert given == (count,) * 7
        assert (row.returned, row.not_recommended, row.withdrawn) == (0, 0, 0)
        assert row.letter_signed_at is not None
    idle = found[w.METALLURGY]
    assert idle == UnitReportRow(w.METALLURGY, 2, *[0] * 10, None)


def test_the_report_counts_acts_and_knows_its_position(engine: Engine, views: Views) -> None:
    scene = w.opened()
    before = len(scene.records) - 1
    case, unit = j.case_in(scene, Status.T1_RETURNED), w.SHIJIAZHUANG
    org = scene.world[case].organisation
    scene.play(w.SUBMISSION, case, w.signatory(org), w.on("2022-06-28"))
    scene.play(ev.CaseNotRecommendedByT1("成效不显著"), case, w.head(unit), w.on("2022-06-29"))
    applied(engine, scene.records)
    then, now = reports(views, before)[unit], reports(views, len(scene.records) - 1)[unit]
    assert then == UnitReportRow(unit, 3, *[0] * 10, None)
    assert now == replace(then, drafted=1, submitted=2, returned=1, not_recommended=1)


def test_a_cycle_that_is_not_there_or_lists_no_units_has_no_reports(engine: Engine, views: Views) -> None:
    records = [
        replace(record, event=replace(record.event, config={"units": "none"}))
        if isinstance(record.event, ev.CyclePublished)
        else record
        for record in SCENE.records
    ]
    applied(engine, records)
    assert views.unit_reports(w.CYCLE, HEAD) == ()
    assert views.unit_reports("cycle_none", HEAD) == ()
