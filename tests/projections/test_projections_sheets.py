"""Which sheets stand: locked ones; an abstention has no points, and a voided or reopened sheet is none until it is locked."""

import journey as j
import review_journey as r
import world as w
from sqlalchemy import Engine
from view_answers import applied
from world import on

from biaogan.domain import events as ev
from biaogan.domain.two_person import act_digest
from biaogan.projections.queries import Views


def test_an_abstention_has_no_points_and_a_voided_or_reopened_sheet_is_none(engine: Engine, views: Views) -> None:
    scene, cases = r.after(r.open_desk)
    case, experts = cases[0], r.DESK_PANEL
    sheets = [w.sheet_id(r.DESK, case, expert.actor) for expert in experts]
    abstains = ev.ScoreSheetLocked(r.DESK, case, [], "", False, "曾为该企业顾问单位同事，主动不评")
    scene.play(abstains, sheets[0], experts[0], on("2022-08-02"))
    for expert in experts[1:3]:
        j.lock(scene, "desk", case, expert, "2022-08-02", w.rows())
    proposal = ev.ScoreSheetReopenProposed("录入有误")
    scene.play(proposal, sheets[1], r.LEADER, on("2022-08-03"))
    scene.play(ev.ScoreSheetReopened(act_digest(proposal)), sheets[1], w.DIRECTOR, on("2022-08-03", "11:00:00"))
    reopened = len(scene.records) - 1
    j.lock(scene, "desk", case, experts[1], "2022-08-04", w.rows(13, 17))
    scene.play(ev.ScoreSheetVoided("发现利益冲突"), sheets[2], w.DIRECTOR, on("2022-08-05"))
    head = len(scene.records) - 1
    applied(engine, scene.records)

    def standing(at: int) -> dict[str, int | None]:
        return {sheet.id: sheet.total for sheet in views.sheets(at, round_=r.DESK)}

    whole = sum(row.points for row in w.rows())
    assert standing(reopened - 1) == {sheets[0]: None, sheets[1]: whole, sheets[2]: whole}
    assert standing(reopened) == {sheets[0]: None, sheets[2]: whole}
    assert standing(head - 1) == {sheets[0]: None, sheets[1]: 4 * 13 + 2 * 17, sheets[2]: whole}
    assert standing(head) == {sheets[0]: None, sheets[1]: 4 * 13 + 2 * 17}
    [abstention] = [sheet for sheet in views.sheets(head, expert=experts[0].actor) if sheet.id == sheets[0]]
    assert (abstention.rows, abstention.comment) == (None, "曾为该企业顾问单位同事，主动不评")
