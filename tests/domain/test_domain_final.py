"""推荐名单: from a closed desk review, about every waiting case, with a reason where it departs (R-72)."""

from dataclasses import replace

import pytest
import world as w
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from journey import LIST, NATIONAL_PASSED, ROUND, reached, round_opened, score, the_list
from spec import Answer, given
from world import CYCLE, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.forms import RankedCase
from biaogan.domain.round import Round
from biaogan.domain.rules.final import departs
from biaogan.domain.status import Status

NOW = on("2022-08-15")


def closed() -> tuple[Scene, list[str]]:
    """Three cases in a closed desk review, ranked by their scores in this order."""
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), ROUND["desk"], w.OFFICER, on("2022-08-01"))
    score(scene, cases, "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-11"))
    return scene, cases


def adopting(scene: Scene, cases: list[str], who: w.Who = w.CHAIR, **changes: object) -> Answer:
    return given(scene).when(the_list(cases, **changes), LIST, who, NOW)


def moved(case: str, to: Status) -> tuple[str, ev.CaseMoved]:
    return (case, ev.CaseMoved(to))


def test_the_chair_adopts_the_list_and_the_others_are_not_recommended():
    scene, (one, two, three) = closed()
    after = adopting(scene, [one, two]).then(
        moved(one, Status.RECOMMENDED), moved(two, Status.RECOMMENDED), moved(three, Status.NOT_RECOMMENDED)
    )
    assert (after.world[LIST].status, after.world[LIST].cases) == (Status.RECOMMENDED, (one, two))
    adopting(scene, [one, two], w.DIRECTOR).then_rejected("role_not_held")
    adopting(after, [one, two]).then_rejected("wrong_state", status="RECOMMENDED")


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 1], [0], []])
def test_a_head_of_the_statistics_needs_no_reason(order):
    scene, cases = closed()
    assert adopting(scene, [cases[place] for place in order]).accepted()


@pytest.mark.parametrize("order", [[1, 0, 2], [1], [0, 2], [2, 1, 0]])
def test_a_list_that_departs_from_the_scores_says_why(order):
    scene, cases = closed()
    chosen = [cases[place] for place in order]
    adopting(scene, chosen).then_rejected("override_reason_missing", "R-72")
    adopting(scene, chosen, override_reason="  ").then_rejected("override_reason_missing")
    assert adopting(scene, chosen, override_reason="合议认为示范性更强").accepted()


def statistics(ranks: list[int]) -> Round:
    results = tuple({"case": f"case_{place}", "rank": rank} for place, rank in enumerate(ranks))
    return Round("cycle", "desk", {}, "", results)


def test_tied_cases_may_stand_in_any_order_and_lost_statistics_in_none():
    tied = statistics([1, 2, 2, 4])
    listed = [RankedCase("case_0", 1), RankedCase("case_2", 2), RankedCase("case_1", 3)]
    assert not departs(listed, tied)
    assert not departs(listed[:2], tied)
    assert departs([RankedCase("case_3", 1)], tied)
    assert departs(listed, statistics([]))


@settings(deadline=None)
@with_any(st.permutations(range(5)), st.integers(0, 5))
def test_a_list_departs_unless_it_is_the_best_so_many_in_order(order, length):
    listed = [RankedCase(f"case_{place}", rank) for rank, place in enumerate(order[:length], 1)]
    assert departs(listed, statistics([1, 2, 3, 4, 5])) == (list(order[:length]) != list(range(length)))


def test_the_list_is_ranked_from_the_round_and_has_minutes():
    scene, cases = closed()
    adopting(scene, [], entries=[RankedCase(cases[0], 2)]).then_rejected("ranks_not_contiguous", "R-17")
    adopting(scene, ["case_none"]).then_rejected("case_not_in_round", cases=["case_none"])
    adopting(scene, cases, minutes_digest="no").then_rejected("digest_malformed", field="minutes_digest")
    adopting(scene, cases, round=ROUND["provincial"]).then_rejected("unknown_reference", field="round")


def test_a_round_that_is_open_decides_nothing():
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), ROUND["desk"], w.OFFICER, on("2022-08-01"))
    adopting(scene, cases).then_rejected("round_not_closed", round=ROUND["desk"])


def test_a_case_that_passed_the_examination_is_not_forgotten():
    scene, cases = reached(Status.NAT_SUBMITTED)
    for case in cases[:2]:
        scene.play(NATIONAL_PASSED, case, w.OFFICER, on("2022-07-25"))
    opened = round_opened(cases[:2], "desk", "2022-08-20T00:00:00+08:00")
    scene.play(opened, ROUND["desk"], w.OFFICER, on("2022-08-01"))
    score(scene, cases[:2], "desk", "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-11"))
    after = adopting(scene, cases[:2]).accepted()
    late = given(after).when(NATIONAL_PASSED, cases[2], w.OFFICER, NOW)
    late.then_rejected("decision_already_adopted", "R-72")
    scene.play(NATIONAL_PASSED, cases[2], w.OFFICER, on("2022-08-12"))
    adopting(scene, cases[:2]).then_rejected("cases_left_out", cases=[cases[2]])


def test_a_case_that_left_the_review_stops_the_list():
    scene, cases = closed()
    scene.record(ev.CaseMoved("REMOVED"), cases[1], w.SERVICE, NOW)
    adopting(scene, cases[:1]).then_rejected("case_in_wrong_state", case=cases[1], status="REMOVED")


def test_who_files_for_an_organisation_does_not_adopt_its_rank():
    scene, cases = closed()
    scene.people(w.Who(w.CHAIR.actor, "applicant_editor", scene.world[cases[2]].organisation))
    adopting(scene, cases).then_rejected("own_organisation", "D-23", case=cases[2])


def test_the_list_is_the_cycles_own():
    scene, cases = closed()
    body = replace(the_list(cases), cycle="cycle_other")
    given(scene).when(body, LIST, w.CHAIR, NOW, rules="").then_rejected("stream_mismatch")
    assert scene.world[LIST].cycle == CYCLE
