"""专家评审: panels, conflicts, sheets, and the end of a round (R-69, D-01, D-05, D-23)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import world as w
from journey import ROUND, lock, reached, round_opened, score
from spec import Answer, given
from world import COMMENT, EXPERTS, Scene, Who, on, rows

from biaogan.domain import events as ev
from biaogan.domain.forms import SheetRow
from biaogan.domain.matter import Matter
from biaogan.domain.statistics import method
from biaogan.domain.status import Status

NOW = on("2022-07-05")
CLOSES = on("2022-07-20", "00:00:00")
KIND, STREAM = "provincial", ROUND["provincial"]


def sound(cases: list[str], **changes: object) -> ev.ReviewRoundOpened:
    return replace(round_opened(cases, KIND, "2022-07-20T00:00:00+08:00"), **changes)


def open_round() -> tuple[Scene, list[str]]:
    """A provincial round over three cases, no sheet yet."""
    scene, cases = reached(Status.PROV_IN_REVIEW)
    scene.play(sound(cases), STREAM, w.PROVINCE, NOW)
    return scene, cases


def locking(
    scene: Scene, case: str, expert: Who = EXPERTS[0], at=NOW, stream: str | None = None, **changes: object
) -> Answer:
    body = replace(ev.ScoreSheetLocked(STREAM, case, rows(), COMMENT, True), **changes)
    return given(scene).when(body, stream or w.sheet_id(STREAM, case, expert.actor), expert, at)


def test_an_assigned_expert_locks_one_sheet():
    scene, cases = open_round()
    after = locking(scene, cases[0]).then()
    assert after.world[w.sheet_id(STREAM, cases[0], EXPERTS[0].actor)].points["C2"] == 16
    locking(after, cases[0]).then_rejected("sheet_already_locked", "R-69")


def test_an_expert_who_is_not_assigned_is_refused_even_in_the_round():
    scene, cases = open_round()
    locking(scene, cases[0], EXPERTS[9]).then_rejected("not_assigned", "R-69", case=cases[0])
    locking(scene, "case_none").then_rejected("not_assigned")


def test_a_sheet_is_the_experts_own():
    scene, cases = open_round()
    other = w.sheet_id(STREAM, cases[0], EXPERTS[1].actor)
    locking(scene, cases[0], stream=other).then_rejected("stream_mismatch", given=other)


def test_a_round_that_does_not_exist_is_unknown():
    scene, cases = open_round()
    body = ev.ScoreSheetLocked("round_none", cases[0], rows(), COMMENT, True)
    stream = w.sheet_id("round_none", cases[0], EXPERTS[0].actor)
    given(scene).when(body, stream, EXPERTS[0], NOW, rules="").then_rejected("unknown_reference", field="round")


@pytest.mark.parametrize(("offset", "over"), [(-1, False), (0, True), (1, True)])
def test_no_sheet_from_the_closing_instant_on(offset, over):
    scene, cases = open_round()
    answer = locking(scene, cases[0], at=CLOSES + timedelta(microseconds=offset))
    if over:
        answer.then_rejected("round_over", "R-69", status="OPEN")
    else:
        answer.then()


def test_no_sheet_after_the_round_is_closed():
    scene, cases = open_round()
    score(scene, cases, KIND, "2022-07-10")
    scene.play(ev.ReviewRoundClosed(), STREAM, w.PROVINCE, on("2022-07-11"))
    locking(scene, cases[0], EXPERTS[9], on("2022-07-12")).then_rejected("round_over", status="CLOSED")


@pytest.mark.parametrize(
    ("given_", "refusal"),
    [
        (rows()[:5], "score_row_missing"),
        ([*rows(), SheetRow("A1", 1)], "score_row_twice"),
        ([*rows()[:5], SheetRow("D1", 1)], "score_row_unknown"),
        ([*rows()[:5], SheetRow("C2", 21)], "score_out_of_range"),
        ([*rows()[:5], SheetRow("C2", -1)], "score_out_of_range"),
    ],
)
def test_every_row_is_scored_once_within_its_scale(given_, refusal):
    scene, cases = open_round()
    locking(scene, cases[0], rows=given_).then_rejected(refusal)
    for extreme in (0, 20):
        assert locking(scene, cases[0], rows=[*rows()[:5], SheetRow("C2", extreme)]).then()


@pytest.mark.parametrize(("comment", "length"), [("", 0), ("好" * 19, 19), (" 好" * 19, 19), ("好\n" * 19, 19)])
def test_a_sheet_without_a_real_comment_is_refused(comment, length):
    scene, cases = open_round()
    locking(scene, cases[0], comment=comment).then_rejected("comment_too_short", "R-69", length=length, wanted=20)
    assert locking(scene, cases[0], comment="好" * 20).then()


def test_an_expert_who_meanwhile_became_a_party_is_refused():
    scene, cases = open_round()
    scene.people(Who(EXPERTS[0].actor, "applicant_editor", scene.world[cases[0]].organisation), at=NOW)
    locking(scene, cases[0]).then_rejected("conflict_of_interest", case=cases[0])
    assert locking(scene, cases[1]).then()


def test_a_case_that_left_the_review_is_not_scored():
    scene, cases = open_round()
    scene.record(ev.CaseMoved("WITHDRAWN"), cases[0], w.SERVICE, NOW)
    locking(scene, cases[0]).then_rejected("case_in_wrong_state", status="WITHDRAWN")


def closing(scene: Scene, at=NOW, who: Who = w.PROVINCE) -> Answer:
    return given(scene).when(ev.ReviewRoundClosed(), STREAM, who, at)


def test_before_its_instant_a_round_closes_only_with_every_sheet():
    scene, cases = open_round()
    score(scene, cases[1:], KIND, "2022-07-10")
    lock(scene, KIND, cases[0], EXPERTS[0], "2022-07-10", rows())
    closing(scene, on("2022-07-11")).then_rejected("sheets_missing", "D-05", case=cases[0], locked=1, wanted=3)


def desk_round() -> tuple[Scene, list[str]]:
    scene, cases = reached(Status.DESK_REVIEW)
    scene.play(round_opened(cases, "desk", "2022-08-20T00:00:00+08:00"), ROUND["desk"], w.OFFICER, on("2022-08-01"))
    return scene, cases


@pytest.mark.parametrize(("locked", "enough"), [(0, False), (2, False), (3, True), (4, True), (5, True)])
def test_from_its_instant_on_a_round_closes_with_the_minimum(locked, enough):
    scene, cases = desk_round()
    score(scene, cases[1:], "desk", "2022-08-10")
    for expert in EXPERTS[3 : 3 + locked]:
        lock(scene, "desk", cases[0], expert, "2022-08-10", rows())
    at = on("2022-08-20", "00:00:00")
    answer = given(scene).when(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, at)
    early = given(scene).when(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, at - timedelta(microseconds=1))
    if enough:
        assert [result["n"] for result in answer.accepted().world[ROUND["desk"]].results if result["case"] == cases[0]]
    else:
        answer.then_rejected("sheets_missing", locked=locked, wanted=3)
    assert (early.rejected is None) == (locked == 5)


def test_a_sheet_whose_scores_are_erased_is_no_longer_valid():
    scene, cases = desk_round()
    score(scene, cases, "desk", "2022-08-10")
    for expert in EXPERTS[3:6]:
        stream = w.sheet_id(ROUND["desk"], cases[0], expert.actor)
        scene.world[stream] = replace(scene.world[stream], rows=())
    answer = given(scene).when(ev.ReviewRoundClosed(), ROUND["desk"], w.OFFICER, on("2022-08-20", "00:00:00"))
    answer.then_rejected("sheets_missing", locked=2, wanted=3)


def test_closing_computes_exact_statistics():
    """Five sheets: the highest and the lowest are left out (D-02); the golden check G9 in points of one row."""
    scene, cases = desk_round()
    score(scene, cases[1:], "desk", "2022-08-10")
    for expert, (a, c) in zip(EXPERTS[3:8], [(15, 15), (14, 14), (14, 14), (13, 14), (10, 10)], strict=True):
        lock(scene, "desk", cases[0], expert, "2022-08-10", rows(a, c))
    answer = given(scene).when(ev.ReviewRoundClosed("完成"), ROUND["desk"], w.OFFICER, on("2022-08-11"))
    [consequence] = answer.consequences
    assert isinstance(consequence.event, ev.ScoreStatisticsComputed)
    assert consequence.event.method == "trimmed 1 from 5"
    [found] = [row for row in consequence.event.results if row["case"] == cases[0]]
    assert {name: found[name] for name in ("n", "final", "shown", "mean", "median", "rank")} == {
        "n": 5, "final": "248/3", "shown": "82.67", "mean": "398/5", "median": "84", "rank": 3,
    }  # fmt: skip
    assert found["parts"]["C1"] == "14"
    assert [row["rank"] for row in consequence.event.results] == [1, 2, 3]
    answer.accepted()


def test_below_the_minimum_of_the_trim_the_plain_mean_counts():
    scene, cases = open_round()
    score(scene, cases, KIND, "2022-07-10")
    [consequence] = closing(scene, on("2022-07-11")).consequences
    assert [(row["final"], row["n"]) for row in consequence.event.results] == [("92", 3), ("86", 3), ("80", 3)]
    assert closing(scene, on("2022-07-11")).then((STREAM, consequence.event)).world[STREAM].order == tuple(cases)


def test_a_plain_mean_is_called_so():
    document = {**w.DOCUMENT, "cycle": {**w.DOCUMENT["cycle"], "id": "nqb-mean"}}
    document["scoring"] = {**w.DOCUMENT["scoring"], "aggregate": {"method": "mean", "trim": 0, "min_n": 1}}
    scene = w.opened()
    cycle = scene.publish(document)
    assert method(Matter(scene.world, "round_1", "", "", NOW, None, cycle)) == "mean"


def test_a_round_closes_once():
    scene, cases = open_round()
    score(scene, cases, KIND, "2022-07-10")
    after = closing(scene, on("2022-07-11")).accepted()
    closing(after, on("2022-07-11")).then_rejected("wrong_state", status="CLOSED")


def test_the_rank_of_the_tier_before_breaks_a_tie():
    """D-04: equal scores everywhere, so the unit's rank decides, and the second units' first ties with the first's."""
    scene, cases = open_round()
    for case in cases:
        for expert in EXPERTS[:3]:
            lock(scene, KIND, case, expert, "2022-07-10", rows())
    [consequence] = closing(scene, on("2022-07-11")).consequences
    ranks = {row["case"]: (row["rank"], row["needs_vote"]) for row in consequence.event.results}
    assert ranks == {cases[0]: (1, True), cases[2]: (1, True), cases[1]: (3, False)}
