"""省级评审 and 形式审查: receipt, checklists, and the selection of at most five (R-16, R-20, R-64, R-68)."""

from dataclasses import replace

import pytest
import world as w
from journey import (
    NATIONAL_PASSED,
    PROVINCIAL_PASSED,
    RECEIPT,
    ROUND,
    SELECTION,
    case_in,
    endorsed,
    reached,
    receive,
    recommend,
    round_opened,
    score,
)
from spec import Answer, given
from world import CYCLE, DIGEST, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.forms import RankedCase, Reason
from biaogan.domain.rules.formal import NATIONAL_CHECKLIST, PROVINCIAL_CHECKLIST
from biaogan.domain.status import Status

NOW = on("2022-07-05")


def receiving(**changes: object) -> Answer:
    scene, cases = reached(Status.T1_RECOMMENDED)
    return given(scene).when(replace(RECEIPT, **changes), cases[0], w.PROVINCE, NOW)


def test_the_province_records_the_electronic_and_the_paper_set():
    assert receiving().then()
    assert receiving(paper_copies=2).then()
    receiving(electronic=False).then_rejected("receipt_incomplete", "R-20", electronic=False)
    receiving(paper_copies=0).then_rejected("receipt_incomplete", paper_copies=0, wanted=1)


@pytest.mark.parametrize(("day", "late"), [("2022-06-29", False), ("2022-06-30", False), ("2022-07-01", True)])
def test_the_paper_arrives_by_the_last_day_inclusive(day, late):
    answer = receiving(received_on=day)
    if late:
        answer.then_rejected("received_late", "R-20", last_day="2022-06-30")
    else:
        answer.then()


def test_a_receipt_is_not_dated_in_the_future():
    receiving(received_on="2022-07-06").then_rejected("date_in_the_future", field="received_on")
    receiving(received_on="6月30日").then_rejected("date_malformed", field="received_on")


def test_the_provincial_checklist_is_passed_item_by_item():
    scene, cases = reached(Status.PROV_RECEIVED)
    case = cases[0]
    given(scene).when(PROVINCIAL_PASSED, case, w.PROVINCE, NOW).then((SELECTION, ev.CaseAwaitsDecision(CYCLE, case)))
    short = ev.ProvincialFormalPassed(w.checklist(PROVINCIAL_CHECKLIST[:-1]))
    given(scene).when(short, case, w.PROVINCE, NOW).then_rejected("checklist_incomplete", missing=["R-42"])


def test_a_formal_failure_has_reasons_and_ends_the_case():
    scene, cases = reached(Status.PROV_RECEIVED)
    failed = ev.ProvincialFormalFailed([Reason("R-33", "缺证实性材料")])
    after = given(scene).when(failed, cases[0], w.PROVINCE, NOW).then()
    assert after.world[cases[0]].status == Status.PROV_INELIGIBLE
    given(scene).when(ev.ProvincialFormalFailed([]), cases[0], w.PROVINCE, NOW).then_rejected("text_missing", "R-68")


def test_the_national_examination_confirms_item_by_item():
    scene, cases = reached(Status.NAT_SUBMITTED)
    case, stream = cases[0], ids.list_id(CYCLE)
    given(scene).when(NATIONAL_PASSED, case, w.OFFICER, NOW).then((stream, ev.CaseAwaitsDecision(CYCLE, case)))
    short = ev.FormalExaminationPassed(w.checklist(NATIONAL_CHECKLIST[1:]))
    given(scene).when(short, case, w.OFFICER, NOW).then_rejected("checklist_incomplete", missing=["R-24"])
    failed = ev.FormalExaminationFailed([Reason("R-25", "审计报告不符")])
    assert given(scene).when(failed, case, w.OFFICER, NOW).then().world[case].status == Status.NAT_INELIGIBLE


def scored(n: int = 3) -> tuple[Scene, list[str]]:
    """``n`` cases (three of Shijiazhuang, three of Chengde) in a closed provincial round."""
    scene = w.opened()
    cases = endorsed(scene, 1, 2, 3) + endorsed(scene, 4, 5, 6, unit=w.CHENGDE)
    recommend(scene, cases[:3])
    recommend(scene, cases[3:], w.CHENGDE)
    cases = cases[:n]
    for case in cases:
        receive(scene, case)
        scene.play(PROVINCIAL_PASSED, case, w.PROVINCE, on("2022-07-02"))
    opened = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
    scene.play(opened, ROUND["provincial"], w.PROVINCE, on("2022-07-03"))
    score(scene, cases, "provincial", "2022-07-04")
    scene.play(ev.ReviewRoundClosed(), ROUND["provincial"], w.PROVINCE, NOW)
    return scene, cases


def selecting(scene: Scene, chosen: list[str], **changes: object) -> Answer:
    body = ev.ProvincialSelectionAdopted(CYCLE, ROUND["provincial"], w.ranked(chosen), DIGEST)
    return given(scene).when(replace(body, **changes), SELECTION, w.PROVINCE_HEAD, on("2022-07-12"))


def test_the_province_selects_at_most_five_and_the_rest_are_told():
    scene, cases = scored(6)
    selecting(scene, cases).then_rejected("provincial_quota_exceeded", "R-16", quota=5, given=6)
    after = selecting(scene, cases[:5]).then(
        *((case, ev.CaseSelectedByProvince(rank)) for rank, case in enumerate(cases[:5], 1)),
        (cases[5], ev.CaseNotSelectedByProvince()),
    )
    assert after.world[cases[5]].status == Status.PROV_NOT_SELECTED
    assert selecting(scene, []).accepted().world[cases[0]].status == Status.PROV_NOT_SELECTED


def test_the_selection_is_ranked_without_gap_or_tie():
    scene, cases = scored(2)
    selecting(scene, cases, selected=[RankedCase(cases[0], 1), RankedCase(cases[1], 1)]).then_rejected(
        "ranks_not_contiguous"
    )
    selecting(scene, [cases[0], cases[0]]).then_rejected("case_twice", cases=[cases[0]])


def test_the_selection_is_from_the_round_and_forgets_no_case_in_review():
    scene, cases = scored(2)
    stranger = case_in(scene, Status.T1_ACCEPTED, 7, w.METALLURGY)
    selecting(scene, [stranger]).then_rejected("case_not_in_round", cases=[stranger])
    receive(scene, other := ids_of(scene, 6))
    scene.play(PROVINCIAL_PASSED, other, w.PROVINCE, NOW)
    selecting(scene, cases).then_rejected("cases_left_out", "R-16", cases=[other])


def ids_of(scene: Scene, n: int) -> str:
    """The n-th organisation's only case."""
    [case] = scene.world[ids.organisation_id(w.code_of(n))].cases_in(CYCLE)
    return case


def test_the_selection_needs_a_closed_provincial_round_of_the_cycle():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    selecting(scene, cases).then_rejected("unknown_reference", field="round", value=ROUND["provincial"])
    opened = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
    scene.play(opened, ROUND["provincial"], w.PROVINCE, NOW)
    selecting(scene, cases).then_rejected("round_not_closed", "R-69")
    desk, desk_cases = reached(Status.RECOMMENDED)
    selecting(desk, desk_cases, round=ROUND["desk"]).then_rejected("wrong_state", status="SIGNED")
    fresh, fresh_cases = scored(1)
    selecting(fresh, fresh_cases, round=fresh_cases[0]).then_rejected("unknown_reference", field="round")


def test_the_selection_is_adopted_once_with_minutes():
    scene, cases = scored(1)
    selecting(scene, cases, minutes_digest="").then_rejected("digest_malformed", field="minutes_digest")
    after = selecting(scene, cases).accepted()
    selecting(after, cases).then_rejected("wrong_state", status="SIGNED")


def test_after_the_decision_no_case_enters_the_review():
    scene, _ = scored(2)
    receive(scene, late := ids_of(scene, 3))
    after = selecting(scene, [ids_of(scene, 1)]).accepted()
    given(after).when(PROVINCIAL_PASSED, late, w.PROVINCE, NOW).then_rejected("decision_already_adopted", "R-16")


def test_the_selections_stream_is_the_cycles():
    scene, cases = scored(1)
    body = ev.ProvincialSelectionAdopted(CYCLE, ROUND["provincial"], w.ranked(cases), DIGEST)
    given(scene).when(body, "selection_1", w.PROVINCE_HEAD, NOW).then_rejected("stream_mismatch", expected=SELECTION)


def test_who_files_for_an_organisation_does_not_select_its_case():
    scene, cases = scored(2)
    scene.people(w.Who(w.PROVINCE_HEAD.actor, "applicant_signatory", scene.world[cases[1]].organisation))
    selecting(scene, cases[:1]).then_rejected("own_organisation", "D-23", case=cases[1])


def test_only_a_case_the_province_selected_goes_on_to_the_national_office():
    """R-65: the province recommends; a letter of tier 1 alone is not enough where there is a provincial stage."""
    scene, cases = reached(Status.T1_RECOMMENDED)
    who = w.signatory(scene.world[cases[0]].organisation)
    answer = given(scene).when(ev.NationalPackageSubmitted(w.FILES), cases[0], who, on("2022-07-20"))
    answer.then_rejected("wrong_state", status="T1_RECOMMENDED", allowed=["PROV_SELECTED"])
