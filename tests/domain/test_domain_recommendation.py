"""初审与推荐: the checklist, the quota, the ranks, the opinion, the letter (R-15, R-17, R-26, R-35)."""

from dataclasses import replace

import pytest
import world as w
from journey import OPINION, T1_PASSED, case_in, endorsed, letter, recommend
from spec import given
from world import CHENGDE, CYCLE, METALLURGY, SHIJIAZHUANG, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.config import CycleConfig
from biaogan.domain.forms import FormItem, RankedCase, Reason
from biaogan.domain.rules.recommendation import CONFIRMATIONS, T1_CHECKLIST
from biaogan.domain.status import Status

NOW = on("2022-06-28", "12:00:00")
HEAD = w.head(SHIJIAZHUANG)
ROSTER = ids.roster_id(CYCLE, SHIJIAZHUANG)


def accepted_cases(scene: Scene, *ns: int, unit: str = SHIJIAZHUANG) -> list[str]:
    return [case_in(scene, Status.T1_ACCEPTED, n, unit) for n in ns]


def signing(scene: Scene, body: ev.T1BatchSigned, unit: str = SHIJIAZHUANG):
    return given(scene).when(body, ids.roster_id(CYCLE, unit), w.head(unit), NOW)


def test_the_initial_review_passes_every_item():
    """R-63."""
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    clerk = w.clerk(SHIJIAZHUANG)
    assert given(scene).when(T1_PASSED, case, clerk, NOW).then().world[case].status == Status.T1_ACCEPTED
    sound = w.checklist(T1_CHECKLIST)
    without = replace(T1_PASSED, checklist=sound[1:])
    given(scene).when(without, case, clerk, NOW).then_rejected("checklist_incomplete", "R-68", missing=["R-24"])
    twice = replace(T1_PASSED, checklist=[*sound, sound[0]])
    given(scene).when(twice, case, clerk, NOW).then_rejected("checklist_incomplete", extra=["R-24"])
    foreign = replace(T1_PASSED, checklist=[*sound, FormItem("R-99", True)])
    given(scene).when(foreign, case, clerk, NOW).then_rejected("checklist_incomplete", extra=["R-99"])
    failed = replace(T1_PASSED, checklist=[FormItem("R-24", False, "缺执照"), *sound[1:]])
    given(scene).when(failed, case, clerk, NOW).then_rejected("checklist_failed", items=["R-24"])


@pytest.mark.parametrize(
    "given_", [[], list(CONFIRMATIONS[:3]), [*CONFIRMATIONS[:3], "integrity"], [*CONFIRMATIONS, "x"]]
)
def test_the_unit_confirms_four_clean_records(given_):
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    body = replace(T1_PASSED, confirmations=given_)
    given(scene).when(body, case, w.clerk(SHIJIAZHUANG), NOW).then_rejected("confirmations_incomplete", "R-26")


@pytest.mark.parametrize("reasons", [[], [Reason("", "补充")], [Reason("R-25", " ")]])
def test_a_return_gives_a_reason_per_item(reasons):
    scene = opened()
    case = case_in(scene, Status.T1_SUBMITTED)
    answer = given(scene).when(ev.CaseReturnedByT1(reasons), case, w.clerk(SHIJIAZHUANG), NOW)
    answer.then_rejected("text_missing", "R-68", field="reasons")


@pytest.mark.parametrize("status", [Status.T1_SUBMITTED, Status.T1_ACCEPTED])
def test_a_case_may_not_be_recommended_with_a_reason(status):
    scene = opened()
    case = case_in(scene, status)
    after = given(scene).when(ev.CaseNotRecommendedByT1("材料不实"), case, HEAD, NOW).then()
    assert after.world[case].status.terminal
    given(scene).when(ev.CaseNotRecommendedByT1(" "), case, HEAD, NOW).then_rejected("text_missing", field="reason")
    given(after).when(OPINION, case, HEAD, NOW).then_rejected("wrong_state", status="T1_NOT_RECOMMENDED")


def test_an_endorsement_takes_a_place_and_carries_an_opinion():
    scene = opened()
    [case] = accepted_cases(scene, 1)
    after = given(scene).when(OPINION, case, HEAD, NOW).then((ROSTER, ev.RosterPlaceTaken(case)))
    assert after.world[ROSTER].places == (case,)
    given(scene).when(ev.CaseEndorsedByT1(" "), case, HEAD, NOW).then_rejected("text_missing", "R-35", field="opinion")
    given(after).when(OPINION, case, HEAD, NOW).then_rejected("already_endorsed", "R-15")


@pytest.mark.parametrize(("unit", "quota"), [(SHIJIAZHUANG, 3), (CHENGDE, 3), (METALLURGY, 2)])
def test_case_10_a_city_bureau_recommends_at_most_three_and_an_association_two(unit, quota):
    scene = opened()
    endorsed(scene, *range(1, quota + 1), unit=unit)
    [case] = accepted_cases(scene, 9, unit=unit)
    answer = given(scene).when(OPINION, case, w.head(unit), NOW)
    answer.then_rejected("quota_exhausted", "R-15", unit=unit, quota=quota, used=quota)


def test_case_10_golden_g1_the_ceiling_of_all_units_is_sixty_six():
    """Golden check G1."""
    config = CycleConfig.from_document(w.DOCUMENT)
    assert sum(unit.quota for unit in config.units.values()) == 14 * 3 + 12 * 2 == 66


def test_one_units_places_are_not_anothers():
    scene = opened()
    endorsed(scene, 1, 2, 3, unit=SHIJIAZHUANG)
    [case] = accepted_cases(scene, 4, unit=CHENGDE)
    assert given(scene).when(OPINION, case, w.head(CHENGDE), NOW).accepted()


def test_a_withdrawn_endorsement_frees_its_place_and_no_more():
    scene = opened()
    first, *_ = endorsed(scene, 1, 2, 3)
    fourth, fifth = accepted_cases(scene, 4, 5)
    back = ev.EndorsementWithdrawnByT1("企业申请撤回")
    scene = given(scene).when(back, first, HEAD, NOW).then((ROSTER, ev.RosterPlaceFreed(first)))
    given(scene).when(back, first, HEAD, NOW).then_rejected("not_endorsed", "R-15")
    scene = given(scene).when(OPINION, fourth, HEAD, NOW).accepted()
    for case in (first, fifth):
        given(scene).when(OPINION, case, HEAD, NOW).then_rejected("quota_exhausted", used=3)


def test_a_withdrawal_gives_its_reason():
    scene = opened()
    [case] = endorsed(scene, 1)
    given(scene).when(ev.EndorsementWithdrawnByT1(""), case, HEAD, NOW).then_rejected("text_missing", field="reason")


def test_not_recommending_an_endorsed_case_frees_its_place():
    scene = opened()
    [case] = endorsed(scene, 1)
    after = (
        given(scene)
        .when(ev.CaseNotRecommendedByT1("举报属实"), case, HEAD, NOW)
        .then((ROSTER, ev.RosterPlaceFreed(case)))
    )
    assert (after.world[ROSTER].places, after.world[case].endorsed) == ((), False)


def test_the_letter_recommends_the_endorsed_cases_in_its_order():
    scene = opened()
    one, two, three = endorsed(scene, 1, 2, 3)
    after = signing(scene, letter([three, one, two])).then(
        (three, ev.CaseRecommendedByT1(1, SHIJIAZHUANG)),
        (one, ev.CaseRecommendedByT1(2, SHIJIAZHUANG)),
        (two, ev.CaseRecommendedByT1(3, SHIJIAZHUANG)),
    )
    assert [after.world[case].t1_rank for case in (one, two, three)] == [2, 3, 1]
    assert after.world[one].status == Status.T1_RECOMMENDED


def test_an_endorsed_case_that_left_stops_the_letter():
    scene = opened()
    [case] = endorsed(scene, 1)
    scene.record(ev.CaseMoved("WITHDRAWN"), case, w.SERVICE, NOW)
    signing(scene, letter([case])).then_rejected("case_in_wrong_state", case=case, status="WITHDRAWN")


def test_a_unit_may_recommend_nobody():
    scene = opened()
    after = signing(scene, letter([])).then()
    [case] = accepted_cases(after, 1)
    given(after).when(OPINION, case, HEAD, NOW).then_rejected("letter_already_signed", "R-17")


@pytest.mark.parametrize("ranks", [[1, 3], [1, 1], [0, 1], [2, 3], [-1, 1]])
def test_ranks_with_a_gap_or_a_tie_are_refused(ranks):
    scene = opened()
    cases = endorsed(scene, 1, 2)
    entries = [RankedCase(case, rank) for case, rank in zip(cases, ranks, strict=True)]
    signing(scene, letter([], entries=entries)).then_rejected("ranks_not_contiguous", "R-17", given=sorted(ranks))


def test_a_letter_ranks_each_endorsed_case_once_and_no_other():
    scene = opened()
    one, two = endorsed(scene, 1, 2)
    [other] = accepted_cases(scene, 3)
    signing(scene, letter([one, two, one])).then_rejected("case_twice", "R-17", cases=[one])
    signing(scene, letter([one])).then_rejected("ranking_not_of_the_endorsed", missing=[two], extra=[])
    signing(scene, letter([one, two, other])).then_rejected("ranking_not_of_the_endorsed", missing=[], extra=[other])


def test_a_letter_over_the_quota_is_refused_even_if_it_names_strangers():
    scene = opened()
    signing(scene, letter(["case_1", "case_2", "case_3", "case_4"])).then_rejected("quota_exhausted", used=4, quota=3)


def test_a_letter_is_of_a_unit_of_the_cycle_and_on_its_own_roster():
    scene = opened()
    foreign = w.Who(w.person("hunan"), "t1_approver", "hunan-01")
    scene.people(foreign)
    body = letter([], unit="hunan-01")
    given(scene).when(body, ids.roster_id(CYCLE, "hunan-01"), foreign, NOW).then_rejected(
        "unknown_reference", field="unit"
    )
    given(scene).when(letter([]), ids.roster_id(CYCLE, CHENGDE), HEAD, NOW).then_rejected("stream_mismatch")


def test_a_letter_is_signed_once_and_nothing_moves_afterwards():
    scene = opened()
    one, two = endorsed(scene, 1, 2)
    [third] = accepted_cases(scene, 3)
    recommend(scene, [one, two])
    signing(scene, letter([two, one])).then_rejected("wrong_state", status="SIGNED")
    given(scene).when(OPINION, third, HEAD, NOW).then_rejected("letter_already_signed")
    back = ev.EndorsementWithdrawnByT1("撤回")
    given(scene).when(back, one, HEAD, NOW).then_rejected("wrong_state", status="T1_RECOMMENDED")
    given(scene).when(ev.CaseNotRecommendedByT1("未推荐"), third, HEAD, NOW).then()


def test_a_letter_is_sealed_today_or_before_and_named_by_its_digest():
    scene = opened()
    signing(scene, letter([], sealed_on="2022-06-29")).then_rejected("date_in_the_future", field="sealed_on")
    signing(scene, letter([], letter_digest="abc")).then_rejected("digest_malformed", field="letter_digest")


def test_who_files_for_an_organisation_neither_examines_nor_ranks_its_case():
    scene = opened()
    [case] = endorsed(scene, 1)
    second = case_in(scene, Status.T1_SUBMITTED, 2)
    for n, who in ((1, HEAD), (2, w.clerk(SHIJIAZHUANG))):
        scene.people(w.Who(who.actor, "applicant_editor", ids.organisation_id(w.code_of(n))))
    given(scene).when(T1_PASSED, second, w.clerk(SHIJIAZHUANG), NOW).then_rejected("own_organisation", "D-23")
    signing(scene, letter([case])).then_rejected("own_organisation", case=case)
    third = case_in(scene, Status.T1_ACCEPTED, 3)
    assert given(scene).when(OPINION, third, HEAD, NOW).accepted()
