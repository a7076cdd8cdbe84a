"""A case leaves in the middle of the national review, and perhaps comes back: group, rounds and list (D-11, R-69, R-72)."""

import copy

import pytest
import review_journey as rj
import world as w
from journey import LIST, ROUND, SELECTION, reached, round_opened, score, the_list
from spec import given
from world import CYCLE, on

from biaogan.domain import events as ev
from biaogan.domain.config import digest
from biaogan.domain.status import Status

WITHDRAWN = ev.CaseWithdrawn("经营情况变化，撤回申报")


def signer(scene, case):
    return w.signatory(scene.world[case].organisation)


def lenient(scene):
    """The same scene as if withdrawals could be taken back until September."""
    published = next(r.event for r in scene.records if isinstance(r.event, ev.CyclePublished))
    document = copy.deepcopy(published.config)
    document["deadlines"]["reinstatement"] = {
        "last_day": "2022-08-31", "inclusive": True, "closes": "2022-09-01T00:00:00+08:00",
    }  # fmt: skip
    document["withdraw"]["reinstate_before"] = "reinstatement"
    scene.record(ev.CyclePublished(document, digest(document)), CYCLE, w.DIRECTOR, on("2022-06-15"))
    return scene


def gone(step, day):
    """The first case has left after a step of the review."""
    scene, cases = rj.after(step)
    lenient(scene)
    left_from = scene.world[cases[0]].status
    scene.play(WITHDRAWN, cases[0], signer(scene, cases[0]), on(day, "12:00:00"))
    return scene, cases, left_from


def returning(scene, case, to, day, clock="13:00:00"):
    return given(scene).when(ev.CaseReinstated(to.value, "撤回有误"), case, signer(scene, case), on(day, clock))


@pytest.mark.parametrize(
    ("step", "day", "left"),
    [
        (rj.close_desk, "2022-08-11", Status.DESK_REVIEW),
        (rj.to_consensus, "2022-08-12", Status.DESK_CONSENSUS),
        (rj.to_defence, "2022-08-13", Status.DEFENCE),
        (rj.to_final, "2022-08-21", Status.FINAL_CONSENSUS),
    ],
)
def test_a_case_comes_back_while_its_group_has_not_gone_on(step, day, left):
    scene, cases, left_from = gone(step, day)
    assert left_from == left
    after = returning(scene, cases[0], left, day).then((LIST, ev.CaseRejoinedReview(cases[0])))
    assert after.world[cases[0]].status == left
    assert cases[0] in after.world[LIST].awaiting


def test_a_group_goes_on_without_a_case_that_withdrew_in_its_deliberation():
    scene, cases, left_from = gone(rj.to_consensus, "2022-08-12")
    rj.to_defence(scene, cases[1:])
    returning(scene, cases[0], left_from, "2022-08-14").then_rejected("decision_already_adopted", "D-11")
    rj.open_defence(scene, cases[1:])
    rj.close_defence(scene, cases[1:])
    rj.to_final(scene, cases[1:])
    scene.play(rj.report(cases[1:], cases[1:]), rj.GROUP, rj.LEADER, on("2022-08-22"))
    after = given(scene).when(rj.final_list(cases[1:], cases[1:]), LIST, w.CHAIR, on("2022-08-25")).accepted()
    assert [after.world[case].status for case in cases] == [Status.WITHDRAWN, Status.RECOMMENDED, Status.RECOMMENDED]


def test_nobody_comes_back_to_a_desk_round_closed_without_its_scores():
    scene, cases, left_from = gone(rj.open_desk, "2022-08-02")
    returning(scene, cases[0], left_from, "2022-08-03").accepted()
    rj.close_desk(scene, cases[1:])
    returning(scene, cases[0], left_from, "2022-08-12").then_rejected("round_over", "D-11", status="CLOSED")


def test_nobody_comes_back_to_a_list_adopted_without_it():
    scene, cases, left_from = gone(rj.to_final, "2022-08-21")
    scene.play(rj.report(cases[1:], cases[1:]), rj.GROUP, rj.LEADER, on("2022-08-22"))
    returning(scene, cases[0], left_from, "2022-08-23").then_rejected("decision_already_adopted", "D-11")
    scene.play(rj.final_list(cases[1:], cases[1:]), LIST, w.CHAIR, on("2022-08-25"))
    returning(scene, cases[0], left_from, "2022-08-26").then_rejected("decision_already_adopted", "D-11")
    assert scene.world[LIST].gone == (cases[0],)


def test_a_case_under_site_visit_may_withdraw_and_come_back():
    scene, cases = rj.after(rj.to_defence)
    lenient(scene)
    scene.record(ev.CaseMoved("SITE_VISIT"), cases[0], w.SERVICE, on("2022-08-14"))
    scene.play(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-08-14", "12:00:00"))
    returning(scene, cases[0], Status.SITE_VISIT, "2022-08-14").accepted()


def test_without_groups_too_nobody_comes_back_to_a_list_adopted_without_it():
    scene, cases = reached(Status.DESK_REVIEW)
    lenient(scene)
    scene.play(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-07-26"))
    opened = round_opened(cases[1:], "desk", "2022-08-20T00:00:00+08:00")
    scene.play(opened, ROUND["desk"], w.OFFICER, on("2022-08-01"))
    score(scene, cases[1:], "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-11"))
    returning(scene, cases[0], Status.DESK_REVIEW, "2022-08-12").accepted()
    scene.play(the_list(cases[1:]), LIST, w.CHAIR, on("2022-08-15"))
    returning(scene, cases[0], Status.DESK_REVIEW, "2022-08-16").then_rejected("decision_already_adopted", "D-11")


def test_nobody_comes_back_to_a_selection_adopted_without_it():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    lenient(scene)
    scene.play(WITHDRAWN, cases[0], signer(scene, cases[0]), on("2022-07-03"))
    opened = round_opened(cases[1:], "provincial", "2022-07-20T00:00:00+08:00")
    scene.play(opened, ROUND["provincial"], w.PROVINCE, on("2022-07-05"))
    score(scene, cases[1:], "provincial", "2022-07-10")
    scene.play(ev.ReviewRoundClosed(), ROUND["provincial"], w.PROVINCE, on("2022-07-11"))
    chosen = ev.ProvincialSelectionAdopted(CYCLE, ROUND["provincial"], w.ranked(cases[1:]), w.DIGEST)
    scene.play(chosen, SELECTION, w.PROVINCE_HEAD, on("2022-07-12"))
    returning(scene, cases[0], Status.PROV_IN_REVIEW, "2022-07-13").then_rejected("decision_already_adopted", "D-11")
